//! Turns the rows of task tables into units with fields: what is to be done, who leads, who coordinates, by when.
//!
//! Columns are known by their headings, in any order and wording; a heading may stand in two rows and come again on
//! every page. Rows without a task cell go on with the row above (merged cells).

use std::ops::Range;

use super::agency::{Named, Setting};
use super::deadline;
use super::passage::{Passage, Reader};
use crate::knowledge::{Cue, Field, Knowledge};
use crate::model::{Deadline, Role, Span};

/// What a column of a task table says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// STT.
    Number,
    /// Nội dung, nhiệm vụ.
    Task,
    /// A role: cơ quan chủ trì, phối hợp, thực hiện.
    Role(Role),
    /// Thời gian.
    Time,
    /// Anything else.
    Other,
}

/// A column and the words that head it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) column: Column,
    pub(super) span: Span,
}

/// The headings of a table, one for each column.
pub(super) type Headings = Vec<Heading>;

/// A field of a row: the column, its heading and its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowField {
    pub(super) heading: Heading,
    pub(super) span: Span,
}

/// What a row of a table is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowKind {
    /// It heads the columns.
    Heading(Headings),
    /// It heads the rows after it; the words of its number and of its title.
    Group(Option<Span>, Span),
    /// It states a task.
    Task(Vec<RowField>),
    /// It goes on with the task above.
    More(Vec<RowField>),
    /// It cannot be told what it says.
    Unread,
}

/// A heading cell is no longer than this, in words and signs.
const LONGEST_HEADING: usize = 16;
/// So many columns have to be known for a row to head a table.
const KNOWN_COLUMNS: usize = 2;

/// Reads one row; `known` are the headings of its table so far.
pub(super) fn row(
    original: &str,
    cells: &[Span],
    known: Option<&Headings>,
    knowledge: &Knowledge,
) -> RowKind {
    let headings: Headings = cells.iter().map(|&span| heading(original, span, knowledge)).collect();
    let says = |heading: &Heading| !matches!(heading.column, Column::Other | Column::Number);
    if headings.iter().filter(|heading| says(heading)).count() >= KNOWN_COLUMNS {
        return RowKind::Heading(merged(known, headings));
    }
    let Some(known) = known else { return RowKind::Unread };
    let fields: Vec<RowField> = cells
        .iter()
        .zip(known)
        .filter(|(span, _)| !span.is_empty())
        .map(|(&span, &heading)| RowField { heading, span })
        .collect();
    match fields.as_slice() {
        [] => RowKind::Unread,
        [only] => RowKind::Group(None, only.span),
        [number, title] if is_group(original, number, title) => RowKind::Group(Some(number.span), title.span),
        _ if fields.iter().any(|field| field.heading.column == Column::Task) => RowKind::Task(fields),
        _ => RowKind::More(fields),
    }
}

/// A number with a title and nothing else heads what follows, where the number is no plain one: I, A, 1.1.
fn is_group(original: &str, number: &RowField, title: &RowField) -> bool {
    let text = number.span.of(original).trim();
    number.heading.column == Column::Number
        && title.heading.column == Column::Task
        && !text.trim_end_matches(['.', ')']).chars().all(|c| c.is_ascii_digit())
}

/// A second heading row says more of the columns it fills.
fn merged(known: Option<&Headings>, fresh: Headings) -> Headings {
    let Some(known) = known.filter(|known| known.len() == fresh.len()) else { return fresh };
    let better = |(old, new): (&Heading, Heading)| match new.column {
        Column::Other => *old,
        _ => new,
    };
    known.iter().zip(fresh).map(better).collect()
}

/// What a heading cell says of its column.
fn heading(original: &str, span: Span, knowledge: &Knowledge) -> Heading {
    let passage = Passage::new(original, &[span], knowledge);
    let words = passage.words().len();
    let known = words > 0 && words <= LONGEST_HEADING;
    let column = if known { column(Reader { passage: &passage, knowledge }, words) } else { Column::Other };
    Heading { column, span }
}

fn column(reader: Reader<'_>, words: usize) -> Column {
    let field =
        |wanted: Field| (0..words).any(|at| reader.field(at).is_some_and(|(found, _)| found == wanted));
    let whole = reader.field(0).filter(|&(_, end)| end == words).map(|(found, _)| found);
    let cue = |cue: Cue| (0..words).any(|at| reader.cue(at, cue).is_some());
    if reader.cue(0, Cue::NumberColumn) == Some(words) {
        return Column::Number;
    }
    match whole {
        Some(Field::Time) => return Column::Time,
        Some(Field::Content) => return Column::Task,
        Some(Field::Other) => return Column::Other,
        Some(found) => return role_column(found),
        None => {}
    }
    match () {
        () if field(Field::Time) => Column::Time,
        () if cue(Cue::Lead) => Column::Role(Role::Lead),
        () if cue(Cue::With) || cue(Cue::Coordinate) => Column::Role(Role::Coordinate),
        () if reader.cue(0, Cue::TaskColumn).is_some() => Column::Task,
        () if field(Field::Implement) || (cue(Cue::Implement) && cue(Cue::Noun)) => {
            Column::Role(Role::Implement)
        }
        () if field(Field::Content) => Column::Task,
        () => Column::Other,
    }
}

fn role_column(field: Field) -> Column {
    match field {
        Field::Lead => Column::Role(Role::Lead),
        Field::Coordinate => Column::Role(Role::Coordinate),
        Field::Implement => Column::Role(Role::Implement),
        Field::Advise => Column::Role(Role::Advise),
        Field::Time => Column::Time,
        Field::Content => Column::Task,
        Field::Other => Column::Other,
    }
}

/// The lines of a cell.
fn lines(original: &str, span: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = span.start;
    for line in span.of(original).split_inclusive('\n') {
        let words = line.trim();
        if !words.is_empty() {
            let begin = start + (line.len() - line.trim_start().len());
            found.push(Span::new(begin, begin + words.len()));
        }
        start += line.len();
    }
    found
}

/// The bodies that a cell names, in order; each line is a list of its own. A body inside other words ("Theo phân công
/// tại Quyết định … của UBND tỉnh") is no assignee.
pub(super) fn bodies(original: &str, span: Span, knowledge: &Knowledge) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for line in lines(original, span) {
        let passage = Passage::new(original, &[line], knowledge);
        let reader = Reader { passage: &passage, knowledge };
        let mut at = 0;
        while at < passage.words().len() {
            let bodies = if reader.begins_item(at) { reader.bodies(at, Setting::Field) } else { None };
            at = bodies.as_ref().map_or(at + 1, |bodies| bodies.end.max(at + 1));
            let mut named = bodies.map(|bodies| bodies.named).unwrap_or_default();
            let last = named.pop().map(|last| reader.whole_item(last));
            at = at.max(last.as_ref().map_or(at, |last| last.words.end));
            found.extend(named.into_iter().chain(last));
        }
    }
    found.dedup_by(|a, b| a.name == b.name);
    found
}

/// The dates that a cell sets: one for each line that sets one, else one for the whole cell.
pub(super) fn deadlines(
    original: &str,
    span: Span,
    year: Option<u16>,
    knowledge: &Knowledge,
) -> Vec<Deadline> {
    let read = |span: Span| {
        let passage = Passage::new(original, &[span], knowledge);
        let all: Range<usize> = 0..passage.words().len();
        deadline::of_field(&passage, all, year)
    };
    let whole = lines(original, span);
    let each: Vec<Deadline> = whole.iter().filter_map(|&line| read(line)).collect();
    if each.len() > 1 && each.len() == whole.len() { each } else { read(span).into_iter().collect() }
}
