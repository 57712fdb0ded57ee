//! Turns the foot of a paper into its recipients (left column) and its signer (right column).

use super::cell::cells;
use super::issuer::sentence_case;
use super::line::{Line, is_capitals};
use super::passage::{Passage, Reader};
use crate::knowledge::{Cue, Knowledge};
use crate::model::{Signatory, Span};

/// The foot of a paper, line by line, each cut into its columns.
pub(super) struct Foot<'a> {
    rows: Vec<Vec<String>>,
    knowledge: &'a Knowledge,
}

impl<'a> Foot<'a> {
    /// `closing` are the lines from the closing words on; `original` is the text that their spans point into.
    pub(super) fn new(original: &str, closing: &[Line], knowledge: &'a Knowledge) -> Foot<'a> {
        Foot { rows: closing.iter().map(|line| cells(original, line)).collect(), knowledge }
    }

    /// Nơi nhận, one printed line each, without "(để b/c)" and "Lưu: …".
    pub(super) fn recipients(&self) -> Vec<String> {
        let heads = |row: &Vec<String>| row.first().is_some_and(|cell| self.cue(cell, Cue::Recipients));
        let Some(start) = self.rows.iter().position(heads) else { return Vec::new() };
        let mut printed: Vec<String> = Vec::new();
        for cell in self.rows[start + 1..].iter().filter_map(|row| row.first()) {
            let item = cell.strip_prefix(['-', '+']);
            match (item, printed.last_mut()) {
                (Some(item), _) => printed.push(item.trim().to_owned()),
                (None, Some(last)) if goes_on(last, cell) => *last = format!("{last} {cell}"),
                _ => {}
            }
        }
        let items = printed.iter().flat_map(|item| item.split("; -")).map(recipient);
        items.filter(|text| !text.is_empty() && !text.to_lowercase().starts_with("lưu")).collect()
    }

    /// The signer: the last post before the first name, and that name.
    pub(super) fn signatory(&self) -> Option<Signatory> {
        let cells: Vec<&str> = self.rows.iter().flatten().map(String::as_str).collect();
        let first = cells.iter().position(|cell| self.is_post(cell))?;
        let name = (first..cells.len()).find_map(|at| {
            let name = self.personal_name(cells[at]).filter(|_| !self.is_post(cells[at]))?;
            Some((at, name))
        });
        let end = name.as_ref().map_or(cells.len(), |(at, _)| *at);
        let post = cells[first..end].iter().rev().find(|cell| self.is_post(cell))?;
        Some(Signatory { name: name.map(|(_, name)| name), position: Some(position(post)) })
    }

    fn cue(&self, text: &str, cue: Cue) -> bool {
        let passage = Passage::new(text, &[Span::new(0, text.len())], self.knowledge);
        Reader { passage: &passage, knowledge: self.knowledge }.cue(0, cue).is_some()
    }

    /// `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`, `PHÓ CHỦ TỊCH`: in capitals, with a mark or a head's title.
    fn is_post(&self, cell: &str) -> bool {
        let title = without_mark(cell);
        is_capitals(cell) && !cell.starts_with(['-', '+']) && (title != cell || self.cue(title, Cue::Head))
    }

    /// Two to six words, each with a capital and no sign but an apostrophe or a hyphen; a rank or a degree before them is left out.
    fn personal_name(&self, cell: &str) -> Option<String> {
        let passage = Passage::new(cell, &[Span::new(0, cell.len())], self.knowledge);
        let reader = Reader { passage: &passage, knowledge: self.knowledge };
        let start = reader.cue(0, Cue::Rank).unwrap_or(0);
        let start = start + usize::from(passage.is_sign(start, '.'));
        let text = passage.printed(start..passage.words().len());
        let words: Vec<&str> = text.split_whitespace().collect();
        // "Ksor H'Mẫu", "Y Thanh Hà Niê Kđăm": names of the Central Highlands.
        let letter = |c: char| c.is_alphabetic() || matches!(c, '\'' | '-');
        let capital = |word: &&str| word.starts_with(char::is_uppercase) && word.chars().all(letter);
        ((2..=6).contains(&words.len()) && words.iter().all(capital)).then(|| text.to_owned())
    }
}

/// Does a recipient go on in the next line of its column?
fn goes_on(item: &str, cell: &str) -> bool {
    !item.ends_with([';', '.'])
        && !is_capitals(cell)
        && (item.ends_with(',') || cell.ends_with([';', '.', ',']))
}

fn recipient(printed: &str) -> String {
    let text = printed.trim().trim_end_matches([';', '.', ',', ' ']);
    let text = text.rfind('(').filter(|_| text.ends_with(')')).map_or(text, |open| &text[..open]);
    text.trim_end_matches([';', '.', ',', ' ']).trim_start().to_owned()
}

/// On whose behalf a paper is signed (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.7).
const MARKS: [&str; 5] = ["TM.", "KT.", "TL.", "TUQ.", "T/M"];
/// Who holds a post for the time being.
const ACTING: &str = "Q.";

fn without_mark(text: &str) -> &str {
    MARKS.iter().chain([&ACTING]).find_map(|mark| text.strip_prefix(mark)).map_or(text, str::trim_start)
}

/// Does the line say on whose behalf the paper is signed?
pub(super) fn signs(line: &Line) -> bool {
    let text = line.as_str();
    is_capitals(text) && without_mark(text) != text
}

/// A post in capitals on a line of its own: "CHỦ TỊCH". After the last unit it signs the paper.
pub(super) fn is_post_line(line: &Line, knowledge: &Knowledge) -> bool {
    let reader = Reader { passage: &line.passage, knowledge };
    let words = line.passage.words().len();
    is_capitals(line.as_str()) && words <= LONGEST_POST && reader.cue(0, Cue::Head).is_some()
}

/// The longest title of a post, in words and signs ("PHÓ GIÁM ĐỐC PHỤ TRÁCH SỞ").
const LONGEST_POST: usize = 7;

/// "KT. GIÁM ĐỐC" → "Giám đốc", "PHÓ CHỦ TỊCH" → "Phó Chủ tịch", "Q. GIÁM ĐỐC" → "Quyền Giám đốc".
fn position(post: &str) -> String {
    let title = without_mark(post.rsplit(". ").next().unwrap_or(post));
    let mut words = title.split_whitespace();
    let first = sentence_case(words.next().unwrap_or_default());
    let rest = words.collect::<Vec<_>>().join(" ");
    // A deputy's title is that of the head with a word before it.
    let one_word = |second: &str| format!("{first} {second}");
    let name = match rest.split_once(' ') {
        Some(_) => one_word(&sentence_case(&rest)),
        None => one_word(&rest.to_lowercase()),
    };
    let name = name.trim().to_owned();
    if post.contains(ACTING) { format!("Quyền {name}") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_the_signers_own() {
        for (printed, wanted) in [
            ("PHÓ CHỦ TỊCH", "Phó Chủ tịch"),
            ("KT. GIÁM ĐỐC", "Giám đốc"),
            ("CHÁNH VĂN PHÒNG", "Chánh Văn phòng"),
            ("Q. GIÁM ĐỐC", "Quyền Giám đốc"),
            ("CHỦ TỊCH", "Chủ tịch"),
        ] {
            assert_eq!(position(printed), wanted, "{printed}");
        }
    }
}
