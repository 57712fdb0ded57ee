//! Turns the lines of a document into its frame: which lines are head, title, grounds, units and closing, for each
//! instrument in the file (a decision with its plan attached is one file and two instruments; annexes follow).

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::citation::names_number;
use super::enumerator::{Enumerator, enumerator, roman_value};
use super::line::{Line, is_capitals};
use super::passage::Reader;
use super::signature::{is_post_line, signs};
use crate::knowledge::{Cue, Knowledge};
use crate::model::UnitKind;
use crate::normalize::WordKind;

/// One instrument of the file, as ranges of lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Instrument {
    /// For an annex its short name in paths, `PL1`: the printed number, else its place among the annexes.
    pub(super) annex: Option<String>,
    /// Motto, issuer, number and date; empty for all but the first instrument.
    pub(super) head: Range<usize>,
    /// The line that prints the kind (`KẾ HOẠCH`), where there is one.
    pub(super) kind_line: Option<usize>,
    /// The kind, in sentence case.
    pub(super) kind: Option<String>,
    /// Bytes of the kind line taken by the kind itself (the subject may stand on the same line).
    pub(super) kind_length: usize,
    /// The lines of the subject after the kind line.
    pub(super) subject: Range<usize>,
    /// What stands between the subject and the first numbered unit.
    pub(super) preamble: Range<usize>,
    /// The numbered units.
    pub(super) units: Range<usize>,
    /// Closing words, recipients, signature.
    pub(super) closing: Range<usize>,
}

/// Cuts the lines into instruments, in order; together they hold every line.
pub(super) fn instruments(lines: &[Line], knowledge: &Knowledge) -> Vec<Instrument> {
    let sheet = Sheet { lines, knowledge };
    let starts = sheet.starts();
    let mut found = Vec::new();
    for (at, start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).map_or(lines.len(), |next| next.line);
        found.push(sheet.instrument(start, start.line..end));
    }
    name_annexes(&mut found);
    found
}

/// Where an instrument begins, and by which line we know.
struct Start {
    /// Its first line.
    line: usize,
    /// The line with its kind, and that kind.
    kind: Option<(usize, KindLine)>,
    /// The number printed after "Phụ lục", where it is an annex.
    annex: Option<String>,
}

/// What a kind line says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct KindLine {
    kind: String,
    length: usize,
}

/// How far from the top the kind of the first instrument may stand, in lines.
pub(super) const HEAD_LINES: usize = 60;

/// How far under the title of an attached instrument "(Kèm theo …)" may stand, in lines.
const TITLE_LINES: usize = 7;

#[derive(Clone, Copy)]
struct Sheet<'a> {
    lines: &'a [Line],
    knowledge: &'a Knowledge,
}

impl Sheet<'_> {
    fn starts(&self) -> Vec<Start> {
        let first_kind = (0..self.lines.len().min(HEAD_LINES))
            .take_while(|&at| !opens_body(&self.lines[at]))
            .find_map(|at| self.kind_line(at).map(|kind| (at, kind)));
        let after_first = first_kind.as_ref().map_or(0, |(at, _)| at + 1);
        let mut found = vec![Start { line: 0, kind: first_kind, annex: None }];
        let mut closed = false;
        for at in after_first..self.lines.len() {
            closed |= self.begins_with(at, Cue::Recipients);
            if let Some(number) = annex_line(&self.lines[at]) {
                found.push(Start { line: at, kind: None, annex: Some(number) });
            } else if found.last().is_some_and(|last| self.is_title_of(at, last.line)) {
                continue;
            } else if let Some(kind) = self.attached(at, closed) {
                found.push(Start { line: at, kind: Some((at, kind)), annex: None });
            } else if closed && self.is_untold_annex(at) {
                found.push(Start { line: at, kind: None, annex: Some(String::new()) });
            }
        }
        found
    }

    /// Does the line begin with a phrase of this kind?
    fn begins_with(&self, line: usize, cue: Cue) -> bool {
        let reader = Reader { passage: &self.lines[line].passage, knowledge: self.knowledge };
        reader.cue(0, cue).is_some()
    }

    /// `KẾ HOẠCH` alone, or `KẾ HOẠCH Triển khai …`: the kind in capitals at the start of a line. `QUYẾT ĐỊNH:` with
    /// its colon enacts, it does not name.
    fn kind_line(&self, at: usize) -> Option<KindLine> {
        let text = self.lines[at].as_str();
        if !is_capitals(text.split(' ').next()?) {
            return None;
        }
        let (kind, length) = self
            .knowledge
            .kinds
            .iter()
            .filter(|kind| text.starts_with(&kind.name.to_uppercase()))
            .map(|kind| (kind.name.clone(), kind.name.to_uppercase().len()))
            .max_by_key(|&(_, length)| length)?;
        let rest = &text[length..];
        let named =
            rest.is_empty() || rest.starts_with(' ') && !rest.trim_start().starts_with([':', ',', '-']);
        named.then_some(KindLine { kind, length })
    }

    /// A kind in capitals that opens an attached instrument: "(Kèm theo Quyết định …)" stands under its title, or it
    /// stands alone and the instrument before it is closed.
    fn attached(&self, at: usize, closed: bool) -> Option<KindLine> {
        let found = self.kind_line(at)?;
        let text = self.lines[at].as_str();
        let alone = found.length == text.len();
        let wanted = (alone && closed) || ((alone || is_capitals(text)) && self.announced(at).is_some());
        wanted.then_some(found)
    }

    /// Is the line one of the title that begins at `start`, with "(Kèm theo …)" under both?
    fn is_title_of(&self, at: usize, start: usize) -> bool {
        at <= start + TITLE_LINES
            && self.announced(at).is_some()
            && self.announced(at) == self.announced(start)
    }

    /// The line with "(Kèm theo …)" under a title that begins at this line.
    fn announced(&self, at: usize) -> Option<usize> {
        let near = at + 1..self.lines.len().min(at + TITLE_LINES);
        near.into_iter().find(|&line| {
            let reader = Reader { passage: &self.lines[line].passage, knowledge: self.knowledge };
            let bracket = usize::from(reader.passage.is_sign(0, '('));
            reader.cue(bracket, Cue::Attached).is_some()
        })
    }

    /// A title in capitals with "(Kèm theo …)" under it, after the signature, is an annex without the word.
    fn is_untold_annex(&self, at: usize) -> bool {
        let capitals = |line: usize| is_capitals(self.lines[line].as_str());
        capitals(at) && self.announced(at).is_some_and(|end| (at..end).all(capitals))
    }

    fn instrument(&self, start: &Start, whole: Range<usize>) -> Instrument {
        let kind_line = start.kind.as_ref().map(|(at, _)| *at);
        let title_end = match (&start.kind, &start.annex) {
            (Some((at, kind)), _) => self.subject_end(*at, kind, whole.end),
            (None, Some(_)) => whole.start + 1,
            (None, None) => self.letter_head(whole.clone()),
        };
        let head_end = if start.annex.is_some() { whole.start } else { title_end };
        let body_end = self.closing_start(title_end..whole.end);
        let units_start = first_unit(self.lines, title_end..body_end).unwrap_or(body_end);
        Instrument {
            annex: start.annex.clone(),
            head: whole.start..kind_line.unwrap_or(head_end),
            kind_line,
            kind: start.kind.as_ref().map(|(_, found)| found.kind.clone()),
            kind_length: start.kind.as_ref().map_or(0, |(_, found)| found.length),
            subject: kind_line.map_or(whole.start..whole.start, |at| at + 1..title_end),
            preamble: title_end..units_start,
            units: units_start..body_end,
            closing: body_end..whole.end,
        }
    }

    /// Where the head of a letter (công văn), which prints no kind, ends: at "Kính gửi" or at the grounds.
    fn letter_head(&self, whole: Range<usize>) -> usize {
        let near = whole.start..whole.end.min(whole.start + HEAD_LINES);
        let body = near.clone().take_while(|&at| !opens_body(&self.lines[at]));
        body.into_iter().find(|&at| self.is_grounds(at)).unwrap_or(whole.start)
    }

    /// Where the subject ends: at an empty line, a bracket, grounds, an issuer in capitals or a numbered unit.
    fn subject_end(&self, kind_line: usize, kind: &KindLine, end: usize) -> usize {
        let on_kind_line = kind.length < self.lines[kind_line].as_str().len();
        let mut at = kind_line + 1;
        while at < end && self.continues_subject(at, at == kind_line + 1 && !on_kind_line) {
            at += 1;
        }
        at
    }

    fn continues_subject(&self, at: usize, first: bool) -> bool {
        let text = self.lines[at].as_str();
        if text.starts_with('(') || opens_unit(&self.lines[at]) || self.begins_with(at, Cue::Recipients) {
            return false;
        }
        let is_rule = !text.chars().any(char::is_alphanumeric);
        if first || is_rule {
            return !(self.is_grounds(at) && text.ends_with(['.', ';', ':', ',']));
        }
        let wraps = text.starts_with(char::is_lowercase) || !self.lines[at].gap_before;
        wraps && !text.ends_with([':', ';', '.']) && !self.is_grounds(at) && !self.tells_story(at)
    }

    /// Sau khi …, Ngày 03/01/2025, …: what happened before the paper.
    fn tells_story(&self, at: usize) -> bool {
        let passage = &self.lines[at].passage;
        let end = Reader { passage, knowledge: self.knowledge }.cue(0, Cue::Story);
        let number = |at: usize| passage.words().get(at).is_some_and(|word| word.kind == WordKind::Digits);
        passage.words()[0].capital && end.is_some_and(|end| end > 1 || number(end))
    }

    /// Căn cứ …, or Thực hiện … with the number of an instrument.
    fn is_grounds(&self, at: usize) -> bool {
        let text = self.lines[at].as_str();
        self.begins_with(at, Cue::Grounds)
            || !text.starts_with(char::is_lowercase)
                && self.begins_with(at, Cue::GroundsWithInstrument)
                && names_number(text)
    }

    /// Where the closing begins: at "Trên đây là …" after the last unit, else at Nơi nhận or the signature, else at
    /// the end.
    fn closing_start(&self, range: Range<usize>) -> usize {
        let recipients = range.clone().find(|&at| self.begins_with(at, Cue::Recipients)).unwrap_or(range.end);
        let last_unit = (range.start..recipients)
            .rev()
            .find(|&at| self.lines[at].row.is_some() || enumerator(self.lines[at].as_str()).is_some())
            .map_or(range.start, |at| at + 1);
        (last_unit..recipients)
            .find(|&at| {
                let line = &self.lines[at];
                self.begins_with(at, Cue::Closing) || signs(line) || is_post_line(line, self.knowledge)
            })
            .unwrap_or(recipients)
    }
}

/// A top-level number: the kind line cannot come after it.
fn opens_body(line: &Line) -> bool {
    enumerator(line.as_str()).is_some_and(|e| e.kind.is_numbered() && e.kind <= UnitKind::Article)
}

fn opens_unit(line: &Line) -> bool {
    enumerator(line.as_str()).is_some_and(|e| e.kind.is_numbered())
}

/// The first line of `range` that opens a numbered unit or is a row of a table; dashes before it belong to the preamble.
fn first_unit(lines: &[Line], range: Range<usize>) -> Option<usize> {
    let opens = |at: usize, wanted: fn(&Enumerator) -> bool| {
        enumerator(lines[at].as_str()).is_some_and(|found| wanted(&found))
    };
    range
        .clone()
        .find(|&at| lines[at].row.is_some() || opens(at, |e| e.kind.is_numbered()))
        .or_else(|| range.clone().find(|&at| opens(at, |_| true)))
}

static ANNEX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = r"(?:\s+(?:số|SỐ)?\s*(?P<number>\d{1,2}|[IVXLC]+|[A-Z]))?";
    Regex::new(&format!(r"^(?:PHỤ LỤC|Phụ lục|Phụ Lục){number}\s*(?P<sign>[.:]?)\s*(?P<rest>.*)$")).ok()
});

/// `PHỤ LỤC I`, `Phụ lục số 01: …` on a line of its own; gives the number printed, empty where none is.
fn annex_line(line: &Line) -> Option<String> {
    let found = ANNEX.as_ref()?.captures(line.as_str())?;
    let number = found.name("number").map_or("", |n| n.as_str());
    let rest = found.name("rest").map_or("", |r| r.as_str());
    let is_title = rest.is_empty() || rest.starts_with('(') || is_capitals(rest);
    let capitals = line.as_str().starts_with("PHỤ LỤC");
    let titled = is_title || (!number.is_empty() && found.name("sign").is_some_and(|s| !s.is_empty()));
    (titled && (capitals || !number.is_empty() || rest.is_empty())).then(|| number.to_owned())
}

/// Gives annexes their names: the printed number as an Arabic one, else their order.
fn name_annexes(found: &mut [Instrument]) {
    let mut count = 0;
    for printed in found.iter_mut().filter_map(|instrument| instrument.annex.as_mut()) {
        count += 1;
        let number = roman_value(printed).or_else(|| printed.parse().ok()).unwrap_or(count);
        *printed = format!("PL{number}");
    }
}
