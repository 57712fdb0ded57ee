//! Turns letters into words, and words into printed lines.

use super::Word;

/// One letter as drawn.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::extract) struct Glyph {
    pub(in crate::extract) text: String,
    pub(in crate::extract) left: f32,
    pub(in crate::extract) right: f32,
    pub(in crate::extract) base: f32,
    pub(in crate::extract) size: f32,
}

/// Letters whose feet differ by less than this share of their size stand in one line.
const LEVEL: f32 = 0.25;
/// A gap of more than this share of the size parts words.
const WORD_GAP: f32 = 0.2;
/// How wide a space is, as a share of the size.
const SPACE: f32 = 0.25;
/// The same letter so near again is the same letter, drawn twice to look bold.
const TWICE: f32 = 0.15;
/// A gap of more than this share of the size may part columns.
const COLUMN_GAP: f32 = 1.2;
/// Between columns the gap is so many times that between the words of its line.
const COLUMN_TIMES: f32 = 2.5;
/// A number or dash may stand so far before its words, in sizes.
const TAB: f32 = 5.0;
/// Letters of less than this share of the size beside them may be raised.
const RAISED: f32 = 0.8;

/// Joins letters into words; the order in which they come does not matter.
pub(in crate::extract) fn words(glyphs: Vec<Glyph>) -> Vec<Word> {
    let mut glued: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        let mark = glyph.text.chars().all(|c| ('\u{300}'..='\u{36f}').contains(&c));
        match glued.last_mut().filter(|_| mark && !glyph.text.is_empty()) {
            Some(letter) => letter.text += &glyph.text,
            None => glued.push(glyph),
        }
    }
    let rows = by_base(glued, |glyph| (glyph.base, glyph.left, glyph.size));
    rows.into_iter().flat_map(words_of_row).collect()
}

/// Groups what stands on one line, top to bottom and each from left to right.
fn by_base<T>(mut all: Vec<T>, place: impl Fn(&T) -> (f32, f32, f32)) -> Vec<Vec<T>> {
    all.sort_by(|a, b| place(a).0.total_cmp(&place(b).0));
    let mut rows: Vec<Vec<T>> = Vec::new();
    let (mut base, mut size) = (f32::NEG_INFINITY, 0.0);
    for one in all {
        let (own, _, own_size) = place(&one);
        match rows.last_mut().filter(|_| own - base <= LEVEL * own_size.min(size)) {
            Some(row) => row.push(one),
            None => {
                rows.push(vec![one]);
                (base, size) = (own, own_size);
            }
        }
        size = size.max(own_size);
    }
    for row in &mut rows {
        row.sort_by(|a, b| place(a).1.total_cmp(&place(b).1));
    }
    rows
}

fn words_of_row(row: Vec<Glyph>) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut open = false;
    let mut before = String::new();
    for glyph in row {
        if glyph.text.chars().all(|c| c.is_whitespace() || c.is_control()) {
            // A space that lies under a letter is none: some programs draw them there.
            open &= found.last().is_some_and(|word| f32::midpoint(glyph.left, glyph.right) < word.right);
            continue;
        }
        match found.last_mut() {
            Some(word) if same(word, &before, &glyph) => continue,
            Some(word) if open && glyph.left - word.right <= WORD_GAP * glyph.size => {
                word.text += &glyph.text;
                word.right = word.right.max(glyph.right);
                word.size = word.size.max(glyph.size);
            }
            _ => found.push(word(&glyph)),
        }
        open = true;
        before = glyph.text;
    }
    found
}

/// Is this the letter before, drawn again?
fn same(word: &Word, before: &str, glyph: &Glyph) -> bool {
    let start = word.right - (glyph.right - glyph.left);
    before == glyph.text && (glyph.left - start).abs() < TWICE * glyph.size
}

fn word(glyph: &Glyph) -> Word {
    let Glyph { ref text, left, right, base, size } = *glyph;
    Word { text: text.clone(), left, right, base, size, confidence: None }
}

/// A printed line, or the part of one that stands in a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) words: Vec<Word>,
}

impl Line {
    pub(super) fn left(&self) -> f32 {
        self.words.first().map_or(0.0, |word| word.left)
    }

    pub(super) fn right(&self) -> f32 {
        self.words.last().map_or(0.0, |word| word.right)
    }

    pub(super) fn width(&self) -> f32 {
        self.right() - self.left()
    }

    pub(super) fn center(&self) -> f32 {
        f32::midpoint(self.left(), self.right())
    }

    pub(super) fn base(&self) -> f32 {
        self.words.first().map_or(0.0, |word| word.base)
    }

    pub(super) fn size(&self) -> f32 {
        self.words.iter().map(|word| word.size).fold(0.0, f32::max)
    }

    /// Its words with one space between them.
    pub(super) fn text(&self) -> String {
        self.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// The lines of a page or a cell from top to bottom, each as its columns from left to right.
pub(super) fn rows(words: Vec<Word>) -> Vec<Vec<Line>> {
    let rows = by_base(words, |word| (word.base, word.left, word.size));
    attach_raised(rows).into_iter().map(columns).collect()
}

/// Numbers of footnotes stand a little above their line: they are put behind the word they stand at.
fn attach_raised(rows: Vec<Vec<Word>>) -> Vec<Vec<Word>> {
    let mut found: Vec<Vec<Word>> = Vec::with_capacity(rows.len());
    let mut above: Vec<Word> = Vec::new();
    for mut row in rows {
        let size = row.iter().map(|word| word.size).fold(0.0, f32::max);
        let (raised, alone): (Vec<Word>, Vec<Word>) =
            std::mem::take(&mut above).into_iter().partition(|word| is_raised(word, &row));
        if !alone.is_empty() {
            found.push(alone);
        }
        raised.into_iter().for_each(|word| attach(&mut row, word));
        if size > 0.0 && row.iter().all(|word| word.text.chars().all(|c| superscript(c).is_some())) {
            above = row;
        } else {
            found.push(row);
        }
    }
    found.extend((!above.is_empty()).then_some(above));
    found
}

fn is_raised(word: &Word, row: &[Word]) -> bool {
    row.iter().any(|host| {
        let rise = host.base - word.base;
        let beside = word.left > host.left - host.size * 0.8 && word.left < host.right + host.size * 0.5;
        word.size < RAISED * host.size && rise > 0.0 && rise < 0.7 * host.size && beside
    })
}

fn attach(row: &mut Vec<Word>, word: Word) {
    let raised: String = word.text.chars().filter_map(superscript).collect();
    let at = row.iter().rposition(|host| host.left < word.left);
    match at.map(|at| &mut row[at]) {
        Some(host) if word.left < host.right + host.size * WORD_GAP => {
            host.text += &raised;
            host.right = host.right.max(word.right);
        }
        _ => row.insert(at.map_or(0, |at| at + 1), Word { text: raised, ..word }),
    }
}

/// The sign as it is when raised.
fn superscript(c: char) -> Option<char> {
    Some(match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32(0x2070 + u32::from(c) - u32::from('0'))?,
        '(' => '⁽',
        ')' => '⁾',
        _ => return None,
    })
}

/// Cuts a line at wide gaps.
fn columns(row: Vec<Word>) -> Vec<Line> {
    let gap = |pair: &[Word]| pair[1].left - pair[0].right;
    let mut gaps: Vec<f32> = row.windows(2).map(gap).collect();
    gaps.sort_by(f32::total_cmp);
    let usual = if gaps.len() > 2 { gaps[gaps.len() / 2].max(0.0) } else { 0.0 };
    let mut found: Vec<Line> = Vec::new();
    for word in row {
        let wide = |line: &Line| {
            let gap = word.left - line.right();
            let tab = found.len() == 1 && line.words.len() == 1 && opens(&line.words[0].text);
            gap > (COLUMN_GAP * word.size).max(COLUMN_TIMES * usual) && !(tab && gap < TAB * word.size)
        };
        match found.last() {
            Some(line) if !wide(line) => {}
            _ => found.push(Line { words: Vec::new() }),
        }
        if let Some(line) = found.last_mut() {
            line.words.push(word);
        }
    }
    found
}

/// A number, letter or dash before the words of a paragraph: `1.`, `a)`, `IV.`, `-`.
pub(super) fn opens(word: &str) -> bool {
    let number = word.trim_end_matches(['.', ')', ':']);
    let short = number.chars().count() <= 5 && number.chars().all(|c| c.is_alphanumeric() || c == '.');
    matches!(word, "-" | "–" | "+" | "*" | "•" | "o" | "") || (short && number.len() < word.len())
}

impl Line {
    /// Did this line end because the first word of the next had no room before `right`?
    pub(super) fn breaks(&self, next: &Line, right: f32) -> bool {
        let space = self.size() * SPACE;
        let first = next.words.first().map_or(0.0, |word| word.right - word.left);
        self.right() + space + first > right - 1.0
    }

    /// Does it end with a sign that ends a sentence or an item?
    pub(super) fn ends_sentence(&self) -> bool {
        self.words.last().is_some_and(|word| word.text.ends_with(['.', ';', ':']))
    }

    /// Does it begin with a number, a letter or a dash?
    pub(super) fn opens(&self) -> bool {
        self.words.len() > 1 && opens(&self.words[0].text)
    }

    /// Writes the next line of a paragraph behind it. A symbol broken at its hyphen or slash is one word again.
    pub(super) fn join(paragraph: &mut String, next: &str) {
        let last = paragraph.rsplit(' ').next().unwrap_or_default();
        let symbol = last.len() > 1 && last.ends_with(['-', '/', '\u{ad}']);
        if !symbol {
            paragraph.push(' ');
        }
        paragraph.push_str(next);
    }
}
