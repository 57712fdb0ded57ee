//! Turns content.xml into paragraphs and tables.

use super::super::layout::{Cell, Item};
use super::super::refusal::Refusal;
use super::super::xml::{Element, Step, Walk};
use super::lists::{Lists, OUTLINE};

/// Elements whose content is no running text.
const SKIPPED: [&str; 9] = [
    "tracked-changes",
    "annotation",
    "note",
    "automatic-styles",
    "font-face-decls",
    "forms",
    "title",
    "desc",
    "sequence-decls",
];
/// Most spaces, and most cells, that one element may stand for.
const MAX_REPEATED: usize = 64;

pub(super) fn items(part: &[u8], lists: Lists) -> Result<Vec<Item>, Refusal> {
    let mut body = Body {
        lists,
        open: Vec::new(),
        item: None,
        paragraphs: Vec::new(),
        items: Vec::new(),
        tables: 0,
        rows: Vec::new(),
    };
    let mut walk = Walk::new(part);
    loop {
        match walk.next()? {
            Step::Start(element) if SKIPPED.contains(&element.name.as_str()) => walk.skip()?,
            Step::Start(element) => body.start(&element),
            Step::End(name) => body.end(&name),
            Step::Text(text) => body.text(&text),
            Step::Done => return Ok(body.items),
        }
    }
}

/// A list that is open: its style and its counters.
struct Open {
    style: String,
    list: usize,
}

struct Body {
    lists: Lists,
    open: Vec<Open>,
    /// An item whose first paragraph is still to come, and the number it is given by hand.
    item: Option<Option<i64>>,
    /// Paragraphs being read; a text box holds paragraphs inside a paragraph.
    paragraphs: Vec<Paragraph>,
    items: Vec<Item>,
    tables: usize,
    /// Rows of the outermost open table.
    rows: Vec<Vec<Cell>>,
}

#[derive(Default)]
struct Paragraph {
    label: Option<String>,
    text: String,
}

impl Body {
    fn start(&mut self, element: &Element) {
        match element.name.as_str() {
            "p" | "h" => {
                let label = self.label(element);
                self.paragraphs.push(Paragraph { label, ..Paragraph::default() });
            }
            "list" => self.list(element),
            "list-item" => self.item = Some(element.get("start-value").and_then(|value| value.parse().ok())),
            "s" => self.push(&" ".repeat(count(element, "c"))),
            "tab" => self.push("\t"),
            "line-break" => self.push("\n"),
            "table" => self.tables += 1,
            "table-row" if self.tables == 1 => self.rows.push(Vec::new()),
            "table-cell" | "covered-table-cell" if self.tables == 1 => {
                if let Some(row) = self.rows.last_mut() {
                    row.push(Cell { columns: count(element, "number-columns-repeated"), ..Cell::default() });
                }
            }
            _ => {}
        }
    }

    fn list(&mut self, element: &Element) {
        let outer = self.open.last();
        let style = element.get("style-name").or(outer.map(|open| open.style.as_str())).unwrap_or_default();
        let style = style.to_owned();
        let list = match outer {
            Some(open) => open.list,
            None => self.lists.begin(&style, element),
        };
        self.open.push(Open { style, list });
    }

    /// The number of a paragraph that begins an item, or of a heading.
    fn label(&mut self, element: &Element) -> Option<String> {
        let level = element.get("outline-level").and_then(|level| level.parse::<usize>().ok());
        match (self.open.last(), level) {
            (Some(open), _) => {
                let start = self.item.take()?;
                self.lists.next(open.list, &open.style, self.open.len() - 1, start)
            }
            (None, Some(level)) if element.name == "h" => {
                let list = self.lists.outline();
                self.lists.next(list, OUTLINE, level.checked_sub(1)?, None)
            }
            _ => None,
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text += text;
        }
    }

    /// Line breaks and runs of spaces in the file are layout of the file.
    fn text(&mut self, text: &str) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        for c in text.chars() {
            if !c.is_ascii_whitespace() {
                paragraph.text.push(c);
            } else if !paragraph.text.ends_with(' ') {
                paragraph.text.push(' ');
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" | "h" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    self.finish(&paragraph);
                }
            }
            "list" => {
                self.open.pop();
                self.item = None;
            }
            "table" => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0 {
                    let rows = std::mem::take(&mut self.rows);
                    self.items.push(Item::Table(rows));
                }
            }
            _ => {}
        }
    }

    fn finish(&mut self, paragraph: &Paragraph) {
        let is_empty = paragraph.text.trim().is_empty();
        let text = format!("{}{}", paragraph.label.as_deref().unwrap_or_default(), paragraph.text);
        match self.rows.last_mut().and_then(|row| row.last_mut()).filter(|_| self.tables > 0) {
            Some(cell) if !is_empty => cell.paragraphs.push(text),
            Some(_) => {}
            None => self.items.push(Item::Paragraph(text)),
        }
    }
}

fn count(element: &Element, name: &str) -> usize {
    element.get(name).and_then(|count| count.parse().ok()).unwrap_or(1).clamp(1, MAX_REPEATED)
}
