//! Turns the rules of a page into tables, and the words between them into cells.

use super::line::{Line, rows};
use super::{Rule, Word};

/// Rules so near are one, and ends so near meet.
const NEAR: f32 = 3.5;
/// A rule shorter than this is a dash or a line under a word.
const SHORTEST: f32 = 9.0;
/// More rules than this are a drawing.
const MOST: usize = 3_000;
const MOST_CELLS: usize = 10_000;
/// The white space in a cell at the left and right of its words, together.
const PADDING: f32 = 14.0;

/// A table on one page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// Where its columns part, left to right.
    pub(super) columns: Vec<f32>,
    pub(super) top: f32,
    pub(super) bottom: f32,
    /// Its rows; each has a cell for each column, empty where a cell beside or above it goes on.
    pub(super) rows: Vec<Vec<Cell>>,
    /// Where its pages begin: a row, and the page (from 0) it is the first of.
    pub(super) pages: Vec<(usize, usize)>,
}

/// A cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) paragraphs: Vec<String>,
    /// Its words, where they were recognized and not printed.
    pub(super) words: Vec<Word>,
    ends: Option<Ends>,
}

/// The first and the last line of a cell, and how wide a line of it may be.
#[derive(Debug, Clone)]
struct Ends {
    first: Line,
    last: Line,
    room: f32,
}

impl PartialEq for Cell {
    fn eq(&self, other: &Cell) -> bool {
        self.paragraphs == other.paragraphs
    }
}

impl Cell {
    pub(super) fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
    }

    /// Adds what stands in the same cell on the next page.
    pub(super) fn append(&mut self, more: Cell) {
        let one = match (&self.ends, &more.ends) {
            (Some(before), Some(after)) => goes_on(&before.last, &after.first, before.room),
            _ => false,
        };
        let mut paragraphs = more.paragraphs.into_iter();
        if one && let (Some(last), Some(text)) = (self.paragraphs.last_mut(), paragraphs.next()) {
            Line::join(last, &text);
        }
        self.paragraphs.extend(paragraphs);
        self.words.extend(more.words);
        self.ends = more.ends.or(self.ends.take());
    }
}

/// Finds the tables of a page and takes the words in them out of `words`.
pub(super) fn tables(rules: &[Rule], words: &mut Vec<Word>) -> Vec<Table> {
    let rules = joined(rules);
    if rules.len() > MOST {
        return Vec::new();
    }
    let mut found = Vec::new();
    for part in connected(&rules) {
        if let Some(lattice) = Lattice::new(&part) {
            let inside = words.extract_if(.., |word| lattice.holds(word)).collect();
            found.push(lattice.table(inside));
        }
    }
    found.sort_by(|a, b| a.top.total_cmp(&b.top));
    found
}

/// Rules on one line that touch are one.
fn joined(rules: &[Rule]) -> Vec<Rule> {
    let mut found = Vec::new();
    for level in [true, false] {
        let mut same: Vec<Rule> = rules.iter().copied().filter(|rule| rule.level == level).collect();
        same.sort_by(|a, b| a.at.total_cmp(&b.at));
        for group in same.chunk_by(|a, b| b.at - a.at < NEAR / 2.0) {
            found.extend(along(group));
        }
    }
    found.retain(|rule| rule.to - rule.from >= SHORTEST);
    found
}

fn along(group: &[Rule]) -> Vec<Rule> {
    let mut group = group.to_vec();
    group.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut found: Vec<Rule> = Vec::new();
    for rule in group {
        match found.last_mut().filter(|last| rule.from <= last.to + NEAR) {
            Some(last) => last.to = last.to.max(rule.to),
            None => found.push(rule),
        }
    }
    found
}

/// Rules that cross or meet, in groups.
fn connected(rules: &[Rule]) -> Vec<Vec<Rule>> {
    let mut group: Vec<usize> = (0..rules.len()).collect();
    for (a, one) in rules.iter().enumerate().filter(|(_, rule)| rule.level) {
        for (b, other) in rules.iter().enumerate().filter(|(_, rule)| !rule.level) {
            if meets(*one, other.at) && meets(*other, one.at) {
                let (a, b) = (root(&mut group, a), root(&mut group, b));
                group[a] = b;
            }
        }
    }
    let mut found: Vec<Vec<Rule>> = vec![Vec::new(); rules.len()];
    for (at, rule) in rules.iter().enumerate() {
        let root = root(&mut group, at);
        found[root].push(*rule);
    }
    found.retain(|part| part.len() > 2);
    found
}

fn root(group: &mut [usize], mut at: usize) -> usize {
    while group[at] != at {
        group[at] = group[group[at]];
        at = group[at];
    }
    at
}

fn meets(rule: Rule, place: f32) -> bool {
    rule.from - NEAR <= place && place <= rule.to + NEAR
}

/// Places where rules part a table.
struct Lattice {
    rules: Vec<Rule>,
    across: Vec<f32>,
    down: Vec<f32>,
}

impl Lattice {
    /// Rules that part something.
    fn new(rules: &[Rule]) -> Option<Lattice> {
        let places = |level: bool| {
            let mut all: Vec<f32> =
                rules.iter().filter(|rule| rule.level == level).map(|rule| rule.at).collect();
            all.sort_by(f32::total_cmp);
            all.dedup_by(|b, a| *b - *a < NEAR);
            all
        };
        let (across, down) = (places(false), places(true));
        // One cell is a frame around words, and too many are a drawing.
        let cells = across.len().saturating_sub(1) * down.len().saturating_sub(1);
        (2..=MOST_CELLS).contains(&cells).then(|| Lattice { rules: rules.to_vec(), across, down })
    }

    fn holds(&self, word: &Word) -> bool {
        let (x, y) = word.middle();
        let within = |places: &[f32], at: f32| places[0] < at && at < places[places.len() - 1];
        within(&self.across, x) && within(&self.down, y)
    }

    /// Does a rule part the two cells left and right of `across[column]`, or above and below `down[row]`?
    fn parts(&self, level: bool, at: f32, middle: f32) -> bool {
        self.rules.iter().any(|rule| {
            rule.level == level && (rule.at - at).abs() < NEAR && rule.from <= middle && middle <= rule.to
        })
    }

    /// For each place of the lattice the cell it belongs to: the first place of that cell.
    fn cells(&self) -> Vec<usize> {
        let (wide, high) = (self.across.len() - 1, self.down.len() - 1);
        let mut group: Vec<usize> = (0..wide * high).collect();
        for row in 0..high {
            let y = f32::midpoint(self.down[row], self.down[row + 1]);
            for column in 0..wide {
                let x = f32::midpoint(self.across[column], self.across[column + 1]);
                let place = row * wide + column;
                if column > 0 && !self.parts(false, self.across[column], y) {
                    unite(&mut group, place - 1, place);
                }
                if row > 0 && !self.parts(true, self.down[row], x) {
                    unite(&mut group, place - wide, place);
                }
            }
        }
        (0..group.len()).map(|place| root(&mut group, place)).collect()
    }

    fn table(&self, words: Vec<Word>) -> Table {
        let wide = self.across.len() - 1;
        let cells = self.cells();
        let mut content: Vec<Vec<Word>> = vec![Vec::new(); cells.len()];
        for word in words {
            let (x, y) = word.middle();
            let column = self.across.partition_point(|place| *place < x) - 1;
            let row = self.down.partition_point(|place| *place < y) - 1;
            content[cells[row * wide + column]].push(word);
        }
        let right = |first: usize| {
            let last = (first..(first / wide + 1) * wide).take_while(|place| cells[*place] == first).last();
            last.map_or(0.0, |place| self.across[place % wide + 1])
        };
        let content: Vec<Vec<Line>> =
            content.into_iter().map(|words| rows(words).into_iter().flat_map(one_line).collect()).collect();
        let paragraphs = |(first, lines): (usize, &Vec<Line>)| {
            let room = right(first) - self.across[first % wide] - PADDING;
            cell(lines, lines.iter().map(Line::width).fold(room, f32::max))
        };
        let all: Vec<Cell> = content.iter().enumerate().map(paragraphs).collect();
        let mut rows: Vec<Vec<Cell>> = all.chunks(wide).map(<[Cell]>::to_vec).collect();
        rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        Table {
            columns: self.across.clone(),
            top: self.down[0],
            bottom: self.down[self.down.len() - 1],
            rows,
            pages: Vec::new(),
        }
    }
}

/// The lesser place is the first of a cell, so that its words stand in its upper left corner.
fn unite(group: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(group, a), root(group, b));
    group[a.max(b)] = a.min(b);
}

/// In a cell, a wide gap is white space like any other.
fn one_line(row: Vec<Line>) -> Option<Line> {
    let words: Vec<Word> = row.into_iter().flat_map(|line| line.words).collect();
    (!words.is_empty()).then_some(Line { words })
}

/// Joins the lines of a cell into its paragraphs: a line is broken where the next word had no room.
fn cell(lines: &[Line], room: f32) -> Cell {
    let mut found: Vec<String> = Vec::new();
    let mut before: Option<&Line> = None;
    for line in lines {
        let goes_on = before.is_some_and(|before| goes_on(before, line, room));
        match found.last_mut().filter(|_| goes_on) {
            Some(paragraph) => Line::join(paragraph, &line.text()),
            None => found.push(line.text()),
        }
        before = Some(line);
    }
    let recognized = lines.iter().flat_map(|line| &line.words).filter(|word| word.confidence.is_some());
    let ends = lines.first().zip(lines.last());
    let ends = ends.map(|(first, last)| Ends { first: first.clone(), last: last.clone(), room });
    Cell { paragraphs: found, words: recognized.cloned().collect(), ends }
}

/// Is the next line of a cell of the same paragraph?
fn goes_on(line: &Line, next: &Line, room: f32) -> bool {
    let small = next.text().starts_with(char::is_lowercase) && !line.ends_sentence();
    (small || line.breaks(next, line.left() + room)) && !next.opens()
}
