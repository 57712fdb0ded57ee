//! Turns the tokens of a page's content into paragraphs and tables.

use std::ops::Range;

use super::super::layout::{Cell, Item};
use super::super::numbers;
use super::tokens::{Tag, Token};

/// Elements that stand in a line of text; all others begin and end a paragraph.
const INLINE: [&str; 35] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "o:p", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var",
];
/// Most columns and rows that one cell may take.
const MAX_COLUMNS: i64 = 64;
const MAX_ROWS: i64 = 1_000;

/// Reads the stretches one after another. Tables in tables give their text to the cell they stand in.
pub(super) fn items(tokens: &[Token], kept: &[Range<usize>]) -> Vec<Item> {
    let mut body = Body::default();
    for range in kept {
        for token in &tokens[range.clone()] {
            match token {
                Token::Start(tag) => body.start(tag),
                Token::End(name) => body.end(name),
                Token::Text(text) => body.text(text),
            }
        }
        body.finish();
    }
    body.close();
    body.items
}

/// A list: the form of its numbers and the next one; bullets have none.
struct List {
    format: Option<&'static str>,
    next: i64,
}

#[derive(Default)]
struct Body {
    items: Vec<Item>,
    paragraph: String,
    /// The number that the paragraph begins with.
    label: Option<String>,
    lists: Vec<List>,
    /// How many tables are open.
    tables: usize,
    /// Rows of the outermost open table.
    rows: Vec<Vec<Cell>>,
    /// For each column, how many more rows a cell above takes.
    taken: Vec<i64>,
    /// The column behind the last cell of the row.
    column: usize,
    /// Is white space meant as it stands?
    exact: usize,
}

impl Body {
    fn start(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        if name == "br" {
            return self.paragraph.push('\n');
        }
        if INLINE.contains(&name) {
            return;
        }
        self.finish();
        match name {
            "table" => self.tables += 1,
            "tr" if self.tables == 1 => self.row(),
            "td" | "th" if self.tables == 1 => self.cell(tag),
            "ol" => {
                self.lists.push(List { format: Some(format(tag)), next: tag.number("start").unwrap_or(1) })
            }
            "ul" | "menu" => self.lists.push(List { format: None, next: 1 }),
            "li" => self.item(tag),
            "pre" => self.exact += 1,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if INLINE.contains(&name) {
            return;
        }
        self.finish();
        match name {
            "table" if self.tables > 1 => self.tables -= 1,
            "table" => self.close(),
            "tr" if self.tables == 1 => self.fill_row(),
            "ol" | "ul" | "menu" => {
                self.lists.pop();
            }
            "pre" => self.exact = self.exact.saturating_sub(1),
            _ => {}
        }
        // A number stays with the first paragraph of its item, and goes with the item.
        if name == "li" {
            self.label = None;
        }
    }

    /// White space runs together, as a browser shows it.
    fn text(&mut self, text: &str) {
        if self.exact > 0 {
            return self.paragraph.push_str(text);
        }
        for c in text.chars() {
            if !c.is_ascii_whitespace() {
                self.paragraph.push(c);
            } else if !self.paragraph.is_empty() && !self.paragraph.ends_with([' ', '\n']) {
                self.paragraph.push(' ');
            }
        }
    }

    fn item(&mut self, tag: &Tag) {
        let value = tag.number("value");
        let Some(list) = self.lists.last_mut() else { return };
        self.label = Some(match list.format {
            Some(format) => {
                let value = value.unwrap_or(list.next);
                list.next = value.saturating_add(1);
                format!("{}. ", numbers::formatted(value, format))
            }
            None => "- ".to_owned(),
        });
    }

    fn row(&mut self) {
        self.fill_row();
        self.rows.push(Vec::new());
        self.column = 0;
    }

    /// Cells from above that reach into the end of the row.
    fn fill_row(&mut self) {
        if self.rows.last().is_some_and(|row| !row.is_empty()) {
            while self.skip_taken() {}
        }
    }

    /// Puts an empty cell where a cell above reaches into this row.
    fn skip_taken(&mut self) -> bool {
        let Some(row) = self.rows.last_mut() else { return false };
        let Some(left) = self.taken.get_mut(self.column).filter(|left| **left > 0) else { return false };
        *left -= 1;
        self.column += 1;
        row.push(Cell { columns: 1, ..Cell::default() });
        true
    }

    fn cell(&mut self, tag: &Tag) {
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        while self.skip_taken() {}
        let span = |name, most| tag.number(name).unwrap_or(1).clamp(1, most);
        let (columns, below) = (span("colspan", MAX_COLUMNS), span("rowspan", MAX_ROWS) - 1);
        let columns = usize::try_from(columns).unwrap_or(1);
        let Some(row) = self.rows.last_mut() else { return };
        row.push(Cell { columns, ..Cell::default() });
        let end = self.column + columns;
        self.taken.resize(self.taken.len().max(end), 0);
        self.taken[self.column..end].fill(below);
        self.column = end;
    }

    /// Ends the paragraph.
    fn finish(&mut self) {
        let text = std::mem::take(&mut self.paragraph);
        if text.trim().is_empty() {
            return;
        }
        let label = self.label.take().unwrap_or_default();
        let text = format!("{label}{}", text.trim_matches([' ', '\n']));
        match self.rows.last_mut().and_then(|row| row.last_mut()).filter(|_| self.tables > 0) {
            Some(cell) => cell.paragraphs.push(text),
            None => self.items.push(Item::Paragraph(text)),
        }
    }

    /// Ends the outermost table.
    fn close(&mut self) {
        self.fill_row();
        (self.tables, self.column, self.taken) = (0, 0, Vec::new());
        let rows = std::mem::take(&mut self.rows);
        if !rows.is_empty() {
            self.items.push(Item::Table(rows));
        }
    }
}

fn format(tag: &Tag) -> &'static str {
    match tag.get("type") {
        Some("I") => "upperRoman",
        Some("i") => "lowerRoman",
        Some("A") => "upperLetter",
        Some("a") => "lowerLetter",
        _ => "decimal",
    }
}
