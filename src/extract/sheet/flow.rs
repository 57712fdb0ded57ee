//! Turns lines in reading order into paragraphs, over line breaks and page breaks.

use super::columns::Placed;
use super::line::Line;

/// What stands in a document, in reading order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Paragraph {
    pub(super) lines: Vec<Flowing>,
    /// Is there more space before it than between its lines?
    pub(super) gap_before: bool,
}

/// Places this near are one edge, in points.
const EDGE: f32 = 4.0;
/// A first line is set in by more than this.
const INDENT: f32 = 9.0;
/// Lines of a paragraph stand this much of their size apart at most where lines stand nearest.
const SPACED: f32 = 1.3;
/// An empty line before it is more than so many times the usual step from line to line.
const GAP: f32 = 1.55;

/// The lines of one column that stand together, and where they begin and end.
#[derive(Debug, Clone, Copy, Default)]
struct Margins {
    left: f32,
    right: f32,
    /// The usual step from line to line.
    pitch: f32,
}

/// A line of one page in order; `page` tells pages apart, from 0.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Flowing {
    pub(super) placed: Placed,
    pub(super) page: usize,
}

/// Joins lines into paragraphs; lines of different columns are never joined.
pub(super) fn paragraphs(lines: Vec<Flowing>) -> Vec<Paragraph> {
    let margins = margins(&lines);
    let indented = is_indented(&lines, &margins);
    let mut found: Vec<Paragraph> = Vec::new();
    for (at, flowing) in lines.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| Pair {
            line: &lines[before],
            margins: margins[before],
            next: flowing,
            next_margins: margins[at],
            indented,
        });
        let goes_on = before.as_ref().is_some_and(Pair::goes_on);
        let gap_before = before.as_ref().is_some_and(|pair| pair.step() > GAP);
        match found.last_mut().filter(|_| goes_on) {
            Some(paragraph) => paragraph.lines.push(flowing.clone()),
            None => found.push(Paragraph { lines: vec![flowing.clone()], gap_before }),
        }
    }
    found
}

/// The margins that hold for each line: of its column, or of its page; a page with few lines shares those of all.
fn margins(lines: &[Flowing]) -> Vec<Margins> {
    let body: Vec<&Flowing> = lines.iter().filter(|flowing| flowing.placed.column == 0).collect();
    let all = Margins::of(&body);
    let mut found = Vec::with_capacity(lines.len());
    for group in lines.chunk_by(|a, b| (a.page, a.placed.column) == (b.page, b.placed.column)) {
        let column = group[0].placed.column;
        let page: Vec<&Flowing> = match column {
            0 => body.iter().filter(|flowing| flowing.page == group[0].page).copied().collect(),
            _ => group.iter().collect(),
        };
        let own = if column == 0 && page.len() < 8 { all } else { Margins::of(&page) };
        found.extend(group.iter().map(|_| own));
    }
    found
}

impl Margins {
    fn of(lines: &[&Flowing]) -> Margins {
        let mut lefts: Vec<f32> = lines.iter().map(|flowing| flowing.placed.line.left()).collect();
        let mut rights: Vec<f32> = lines.iter().map(|flowing| flowing.placed.line.right()).collect();
        lefts.sort_by(f32::total_cmp);
        rights.sort_by(|a, b| b.total_cmp(a));
        let step = |pair: &[&Flowing]| {
            let step = pair[1].placed.line.base() - pair[0].placed.line.base();
            (pair[0].page == pair[1].page && step > 0.0).then_some(step)
        };
        let mut steps: Vec<f32> = lines.windows(2).filter_map(step).collect();
        steps.sort_by(f32::total_cmp);
        let pitch = steps.get(steps.len() * 2 / 5).copied().unwrap_or_default();
        Margins { left: edge(&lefts), right: edge(&rights), pitch }
    }
}

/// The outermost place where lines begin or end together.
fn edge(places: &[f32]) -> f32 {
    let together = (places.len() / 16).max(1);
    let near = places.windows(together + 1).find(|near| (near[0] - near[together]).abs() < EDGE);
    near.map_or_else(|| places.first().copied().unwrap_or_default(), |near| near[0])
}

/// Does the document set in the first lines of its paragraphs? Seen where a paragraph has surely ended: a short line
/// before.
fn is_indented(lines: &[Flowing], margins: &[Margins]) -> bool {
    let (mut set_in, mut ended) = (0_usize, 0_usize);
    for (at, pair) in lines.windows(2).enumerate() {
        let (line, next) = (&pair[0].placed, &pair[1].placed);
        let own = margins[at];
        let short = !line.line.breaks(&next.line, own.right) && line.line.ends_sentence();
        if line.column == 0 && next.column == 0 && short && !is_centered(&next.line, margins[at + 1]) {
            ended += 1;
            set_in += usize::from(next.line.left() > margins[at + 1].left + INDENT);
        }
    }
    set_in * 3 > ended * 2
}

fn is_centered(line: &Line, margins: Margins) -> bool {
    let (left, right) = (line.left() - margins.left, margins.right - line.right());
    left > INDENT && right > INDENT && (left - right).abs() < 2.0 * INDENT
}

/// A line and the one after it.
struct Pair<'a> {
    line: &'a Flowing,
    margins: Margins,
    next: &'a Flowing,
    next_margins: Margins,
    indented: bool,
}

impl Pair<'_> {
    /// The step from line to line, in usual steps; 1 over a page break.
    fn step(&self) -> f32 {
        let step = self.next.placed.line.base() - self.line.placed.line.base();
        let same = self.line.page == self.next.page && self.line.placed.column == self.next.placed.column;
        if same && self.margins.pitch > 0.0 { step / self.margins.pitch } else { 1.0 }
    }

    /// Is the next line of the same paragraph?
    fn goes_on(&self) -> bool {
        let (line, next) = (&self.line.placed.line, &self.next.placed.line);
        let centered = is_centered(line, self.margins) || is_centered(next, self.next_margins);
        if self.line.placed.column != self.next.placed.column
            || !line.breaks(next, self.margins.right)
            || (centered && self.line.placed.column == 0)
            || self.step() > SPACED.max(GAP)
            || self.step() <= 0.0
        {
            return false;
        }
        if self.line.placed.column != 0 {
            // Names and posts are centred one under another; only an item of a list goes on.
            let aligned = (line.left() - next.left()).abs() < EDGE || self.hangs();
            return aligned && !next.opens() && line.text().contains(char::is_lowercase);
        }
        let set_in = next.left() - self.next_margins.left > INDENT;
        if self.indented {
            return !set_in || self.hangs();
        }
        // Without first lines set in, a number or a space tells a new paragraph.
        let spaced = self.step() > SPACED && line.ends_sentence();
        !(next.opens() || spaced || self.ended() && self.begins())
    }

    /// Do the words of the next line stand under those behind the number of this one?
    fn hangs(&self) -> bool {
        let (line, next) = (&self.line.placed.line, &self.next.placed.line);
        line.opens() && (line.words[1].left - next.left()).abs() < EDGE && !next.opens()
    }

    fn ended(&self) -> bool {
        self.line.placed.line.ends_sentence()
    }

    fn begins(&self) -> bool {
        self.next.placed.line.text().starts_with(|c: char| !c.is_lowercase())
    }
}
