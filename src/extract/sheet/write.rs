//! Turns sheets into one text and its blocks.

use super::columns::in_order;
use super::flow::{Flowing, Paragraph, paragraphs};
use super::grid::{Cell, Table, tables};
use super::line::{Line, rows};
use super::{Sheet, Word, running};
use crate::model::{Block, BlockKind, Doubtful, Span};
use crate::normalize::composed;

/// Tables of at most so many rows, and of at most so many filled cells in each, lay out a letterhead or a signature.
const LAYOUT_CELLS: usize = 2;
const LAYOUT_ROWS: usize = 6;
/// Columns of a table that goes on over a page break stand this near to where they stood, in points.
const SAME_COLUMN: f32 = 6.0;

/// A laid out document.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::extract) struct Laid {
    pub(in crate::extract) text: String,
    pub(in crate::extract) blocks: Vec<Block>,
    /// Words that character recognition was not sure of.
    pub(in crate::extract) doubtful: Vec<Doubtful>,
    /// Where each page begins.
    pub(in crate::extract) pages: Vec<usize>,
}

/// Words below this confidence are doubtful (reference page on extraction: Tesseract, in percent).
const SURE: u8 = 60;

/// What stands on the pages, in order.
enum Piece {
    Lines(Vec<Flowing>),
    Table(Table),
}

/// Writes the pages one after another; spans are bytes of the text.
pub(in crate::extract) fn lay_out(sheets: Vec<Sheet>) -> Laid {
    let mut writer = Writer::default();
    for piece in pieces(sheets) {
        match piece {
            Piece::Lines(lines) => paragraphs(lines).iter().for_each(|paragraph| writer.paragraph(paragraph)),
            Piece::Table(table) if is_layout(&table) => {
                table.pages.iter().for_each(|(_, page)| writer.turn(*page, 0));
                table.rows.iter().flatten().for_each(|cell| writer.cell(cell));
            }
            Piece::Table(table) => writer.table(&table),
        }
    }
    writer.laid
}

/// The two-column head with rules around it, a framed text.
fn is_layout(table: &Table) -> bool {
    let filled = |row: &Vec<Cell>| row.iter().filter(|cell| !cell.is_empty()).count();
    let most = table.rows.iter().map(filled).max().unwrap_or(0);
    most <= 1 || (most <= LAYOUT_CELLS && table.rows.len() <= LAYOUT_ROWS)
}

fn pieces(sheets: Vec<Sheet>) -> Vec<Piece> {
    let mut pages = Vec::new();
    let mut all_rows = Vec::new();
    for Sheet { mut words, rules, width, .. } in sheets {
        let found = tables(&rules, &mut words);
        all_rows.push(rows(words));
        pages.push((found, width));
    }
    running::remove(&mut all_rows);
    let mut found = Vec::new();
    let mut column = 1;
    for (page, (rows, (tables, width))) in all_rows.into_iter().zip(pages).enumerate() {
        let mut rest = rows.into_iter().peekable();
        for table in tables {
            let mut above = Vec::new();
            while let Some(row) =
                rest.next_if(|row| row.first().is_none_or(|line| line.base() < table.bottom))
            {
                above.push(row);
            }
            flow(&mut found, above, width, page, &mut column);
            add_table(&mut found, Table { pages: vec![(0, page)], ..table });
        }
        flow(&mut found, rest.collect(), width, page, &mut column);
    }
    found
}

fn flow(found: &mut Vec<Piece>, rows: Vec<Vec<Line>>, width: f32, page: usize, column: &mut usize) {
    if rows.is_empty() {
        return;
    }
    let lines = in_order(rows, width, column).into_iter().map(|placed| Flowing { placed, page });
    match found.last_mut() {
        Some(Piece::Lines(before)) => before.extend(lines),
        _ => found.push(Piece::Lines(lines.collect())),
    }
}

/// A table that directly follows another with the same columns is its continuation on the next page.
fn add_table(found: &mut Vec<Piece>, table: Table) {
    match found.last_mut() {
        Some(Piece::Table(before)) if goes_on(before, &table) => before.continue_with(table),
        _ => found.push(Piece::Table(table)),
    }
}

fn goes_on(before: &Table, table: &Table) -> bool {
    let near = |(a, b): (&f32, &f32)| (a - b).abs() < SAME_COLUMN;
    before.columns.len() == table.columns.len() && before.columns.iter().zip(&table.columns).all(near)
}

impl Table {
    /// Adds the rows of the next page: heading rows that come again are left out, and a row that the page broke is
    /// one row again.
    fn continue_with(&mut self, next: Table) {
        let repeated = self.rows.iter().zip(&next.rows).take_while(|(a, b)| a == b).count();
        let repeated = if repeated < next.rows.len() { repeated } else { 0 };
        let page = next.pages.first().map_or(0, |(_, page)| *page);
        let mut rows = next.rows.into_iter().skip(repeated).peekable();
        let broken = |row: &Vec<Cell>, last: &Vec<Cell>| {
            let numbered = last.first().is_some_and(|cell| !cell.is_empty());
            numbered && row.first().is_some_and(Cell::is_empty) && goes_on_in(row, last)
        };
        if let Some(last) = self.rows.last_mut()
            && let Some(row) = rows.next_if(|row| broken(row, last))
        {
            last.iter_mut().zip(row).for_each(|(cell, more)| cell.append(more));
        }
        self.pages.push((self.rows.len(), page));
        self.rows.extend(rows);
    }
}

/// Does a cell go on in the middle of a sentence?
fn goes_on_in(row: &[Cell], last: &[Cell]) -> bool {
    row.iter().zip(last).any(|(more, cell)| {
        let small = more.paragraphs.first().is_some_and(|text| text.starts_with(char::is_lowercase));
        let open = cell.paragraphs.last().is_some_and(|text| !text.ends_with(['.', ';', ':']));
        !more.is_empty() && !cell.is_empty() && (small || open)
    })
}

#[derive(Default)]
struct Writer {
    laid: Laid,
    gap: bool,
    tables: usize,
}

impl Writer {
    fn paragraph(&mut self, paragraph: &Paragraph) {
        self.gap |= paragraph.gap_before;
        let start = self.laid.text.len();
        let mut written = String::new();
        for Flowing { placed, page } in &paragraph.lines {
            let line = &placed.line;
            if *page >= self.laid.pages.len() {
                self.turn(*page, composed(written.trim()).len());
            }
            let mut text = std::mem::take(&mut written);
            if text.is_empty() {
                text = line.text();
            } else {
                Line::join(&mut text, &line.text());
            }
            written = text;
        }
        self.line(&written);
        let words = paragraph.lines.iter().flat_map(|flowing| &flowing.placed.line.words);
        self.mark_doubtful(start, words);
    }

    /// What comes after so many more bytes stands on this page (from 0), or on one behind it.
    fn turn(&mut self, page: usize, after: usize) {
        let start = self.laid.text.len() + after;
        while self.laid.pages.len() <= page {
            self.laid.pages.push(start);
        }
    }

    /// A cell of a table that only lays out.
    fn cell(&mut self, cell: &Cell) {
        let start = self.laid.text.len();
        cell.paragraphs.iter().for_each(|text| self.line(text));
        self.mark_doubtful(start, cell.words.iter());
    }

    fn line(&mut self, text: &str) {
        let span = self.write(text);
        self.laid.text.push('\n');
        self.block(BlockKind::Paragraph, span);
    }

    /// Writes words and gives the place of those that are no white space around them.
    fn write(&mut self, words: &str) -> Span {
        let start = self.laid.text.len();
        self.laid.text.push_str(&composed(words.trim()));
        Span::new(start, self.laid.text.len())
    }

    fn block(&mut self, kind: BlockKind, span: Span) {
        if !span.is_empty() {
            self.laid.blocks.push(Block { kind, span, gap_before: self.gap });
            self.gap = false;
        }
    }

    fn table(&mut self, table: &Table) {
        let number = self.tables;
        self.tables += 1;
        for (at, row) in table.rows.iter().enumerate() {
            table.pages.iter().filter(|(first, _)| *first == at).for_each(|(_, page)| self.turn(*page, 0));
            let mut cells = Vec::new();
            for cell in row {
                let start = self.laid.text.len();
                cells.push(self.write(&cell.paragraphs.join("\n")));
                self.mark_doubtful(start, cell.words.iter());
                self.laid.text.push('\t');
            }
            self.laid.text.push('\n');
            if let Some(whole) = cells.iter().filter(|cell| !cell.is_empty()).copied().reduce(Span::join) {
                self.block(BlockKind::Row { table: number, cells }, whole);
            }
        }
        self.gap = true;
    }

    /// Finds the words that recognition was not sure of in what was written from `start` on.
    fn mark_doubtful<'w>(&mut self, start: usize, words: impl Iterator<Item = &'w Word>) {
        let mut at = start;
        for word in words {
            let text = composed(word.text.trim());
            let Some(found) = self.laid.text[at..].find(text.as_str()) else { continue };
            at += found;
            if let Some(confidence) = word.confidence.filter(|sure| *sure < SURE) {
                let span = Span::new(at, at + text.len());
                self.laid.doubtful.push(Doubtful { span, confidence });
            }
            at += text.len();
        }
    }
}
