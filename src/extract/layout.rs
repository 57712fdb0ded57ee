//! Turns paragraphs and tables into one text and the blocks it is laid out in.

use crate::model::{Block, BlockKind, Span};

/// What stands in a document, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// A paragraph with its number.
    Paragraph(String),
    /// The rows of a table.
    Table(Vec<Vec<Cell>>),
}

/// A cell of a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Cell {
    /// Its paragraphs, those of tables in it too.
    pub(super) paragraphs: Vec<String>,
    /// How many columns it takes.
    pub(super) columns: usize,
}

/// Tables of at most so many rows, and of at most so many filled cells in each, lay out a letterhead or a signature.
const LAYOUT_CELLS: usize = 2;
const LAYOUT_ROWS: usize = 6;

/// A text and the blocks it is laid out in.
pub(super) type Layout = (String, Vec<Block>);

/// Writes the items one after another; spans are bytes of the text.
pub(super) fn layout(items: &[Item]) -> Layout {
    let mut page = Page::default();
    for item in items {
        match item {
            Item::Paragraph(text) => page.paragraph(text),
            Item::Table(rows) if is_layout(rows) => {
                rows.iter().flatten().flat_map(|cell| &cell.paragraphs).for_each(|text| page.paragraph(text));
            }
            Item::Table(rows) => page.table(rows),
        }
    }
    (page.text, page.blocks)
}

/// The two-column head (issuer beside motto), recipients beside signature, a framed text.
fn is_layout(rows: &[Vec<Cell>]) -> bool {
    let filled = |row: &Vec<Cell>| row.iter().filter(|cell| !cell.paragraphs.is_empty()).count();
    let most = rows.iter().map(filled).max().unwrap_or(0);
    most <= 1 || (most <= LAYOUT_CELLS && rows.len() <= LAYOUT_ROWS)
}

#[derive(Default)]
struct Page {
    text: String,
    blocks: Vec<Block>,
    gap: bool,
    tables: usize,
}

impl Page {
    /// Each printed line is a block, as in a text file.
    fn paragraph(&mut self, text: &str) {
        if text.trim().is_empty() {
            self.gap = true;
            self.text.push('\n');
            return;
        }
        for line in text.split('\n') {
            let span = self.write(line);
            self.text.push('\n');
            self.block(BlockKind::Paragraph, span);
        }
    }

    /// Writes words and gives the place of those that are no white space around them.
    fn write(&mut self, words: &str) -> Span {
        let start = self.text.len() + (words.len() - words.trim_start().len());
        let end = self.text.len() + words.trim_end().len();
        self.text.push_str(words);
        Span::new(start.min(end), end)
    }

    fn block(&mut self, kind: BlockKind, span: Span) {
        if !span.is_empty() {
            self.blocks.push(Block { kind, span, gap_before: self.gap });
            self.gap = false;
        }
    }

    fn table(&mut self, rows: &[Vec<Cell>]) {
        let table = self.tables;
        self.tables += 1;
        for row in rows {
            let mut cells = Vec::new();
            for cell in row {
                let own = self.write(&cell.paragraphs.join("\n"));
                cells.push(own);
                self.text.push('\t');
                let end = Span::new(own.end, own.end);
                cells.extend((1..cell.columns).map(|_| end));
            }
            self.text.push('\n');
            let filled = cells.iter().filter(|cell| !cell.is_empty());
            if let Some(whole) = filled.copied().reduce(Span::join) {
                self.block(BlockKind::Row { table, cells }, whole);
            }
        }
        self.gap = true;
    }
}
