//! Turns content.xml into paragraphs and tables.

use super::super::docx::{Paragraph, Style};
use super::super::layout::{Cell, Item};
use super::super::refusal::Refusal;
use super::super::xml::{Element, Step, Walk};
use super::lists::{Lists, OUTLINE};
use super::styles::{Styles, filled};
use crate::model::{Aside, AsideKind};

/// Elements whose content is no running text.
const SKIPPED: [&str; 9] = [
    "tracked-changes",
    "annotation",
    "note-citation",
    "automatic-styles",
    "font-face-decls",
    "forms",
    "title",
    "desc",
    "sequence-decls",
];
/// Most spaces, and most cells, that one element may stand for.
const MAX_REPEATED: usize = 64;
/// The parts of a page style: those of first and of left pages end in what they are of.
const HEADER: &str = "header";
const FOOTER: &str = "footer";

/// What stands in a part.
#[derive(Default)]
pub(super) struct Content {
    pub(super) running: super::super::docx::Content,
    /// Footnotes and endnotes, a line for each.
    pub(super) notes: String,
}

/// Headers and footers of the page styles; each text once.
pub(super) fn pages(part: &[u8], styles: &Styles) -> Result<Vec<Aside>, Refusal> {
    let mut asides = Vec::new();
    let mut walk = Walk::new(part);
    loop {
        let element = match walk.next()? {
            Step::Start(element) => element,
            Step::Done => return Ok(asides),
            _ => continue,
        };
        let of = |name| {
            element.name.strip_prefix(name).is_some_and(|rest| ["", "-first", "-left"].contains(&rest))
        };
        let kind = if of(HEADER) { AsideKind::Header } else { AsideKind::Footer };
        if of(HEADER) || of(FOOTER) {
            let mut body = Body::new(styles, Lists::default());
            body.element(&mut walk)?;
            let aside = Aside { kind, text: body.content.running.lines() };
            if !aside.text.is_empty() && !asides.contains(&aside) {
                asides.push(aside);
            }
        }
    }
}

/// A list that is open: its style and its counters.
struct Open {
    style: String,
    list: usize,
}

pub(super) struct Body<'a> {
    styles: &'a Styles,
    lists: Lists,
    open: Vec<Open>,
    /// An item whose first paragraph is still to come, and the number it is given by hand.
    item: Option<Option<i64>>,
    /// Paragraphs being read; a text box holds paragraphs inside a paragraph.
    paragraphs: Vec<Reading>,
    tables: usize,
    /// Rows of the outermost open table.
    rows: Vec<Vec<Cell>>,
    pub(super) content: Content,
}

/// A paragraph being read.
struct Reading {
    label: Option<String>,
    paragraph: Paragraph,
    /// What the spans that are open set, each with those around it.
    spans: Vec<Style>,
    /// Does what was read end in a space?
    spaced: bool,
}

impl<'a> Body<'a> {
    pub(super) fn new(styles: &'a Styles, lists: Lists) -> Body<'a> {
        Body {
            styles,
            lists,
            open: Vec::new(),
            item: None,
            paragraphs: Vec::new(),
            tables: 0,
            rows: Vec::new(),
            content: Content::default(),
        }
    }

    /// Reads a part.
    pub(super) fn read(&mut self, part: &[u8]) -> Result<(), Refusal> {
        self.element(&mut Walk::new(part))
    }

    /// Reads to the end of the element that has just begun, or of the part.
    fn element(&mut self, walk: &mut Walk<'_>) -> Result<(), Refusal> {
        let mut open = 1_usize;
        loop {
            match walk.next()? {
                Step::Start(element) if SKIPPED.contains(&element.name.as_str()) => walk.skip()?,
                Step::Start(element) if element.name == "note-body" => self.note(walk)?,
                Step::Start(element) => {
                    open += 1;
                    self.start(&element);
                }
                Step::End(name) => {
                    open -= 1;
                    if open == 0 {
                        return Ok(());
                    }
                    self.end(&name);
                }
                Step::Text(text) => self.text(&text),
                Step::Done => return Ok(()),
            }
        }
    }

    fn note(&mut self, walk: &mut Walk<'_>) -> Result<(), Refusal> {
        let mut body = Body::new(self.styles, Lists::default());
        body.element(walk)?;
        self.content.notes += &body.content.running.lines();
        self.content.notes.push('\n');
        Ok(())
    }

    fn start(&mut self, element: &Element) {
        match element.name.as_str() {
            "p" | "h" => {
                let style = self.styles.get("paragraph", element.get("style-name"));
                let (label, paragraph) = (self.label(element), Paragraph::of(style));
                self.paragraphs.push(Reading { label, paragraph, spans: Vec::new(), spaced: false });
            }
            "span" => {
                let style = self.styles.get("text", element.get("style-name"));
                if let Some(reading) = self.paragraphs.last_mut() {
                    reading.begin(style);
                }
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
        if let Some(reading) = self.paragraphs.last_mut() {
            reading.paragraph.push(text);
            reading.spaced = false;
        }
    }

    /// Line breaks and runs of spaces in the file are layout of the file.
    fn text(&mut self, text: &str) {
        if let Some(reading) = self.paragraphs.last_mut() {
            reading.text(text);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" | "h" => {
                if let Some(reading) = self.paragraphs.pop() {
                    self.finish(&reading);
                }
            }
            "span" => {
                if let Some(reading) = self.paragraphs.last_mut() {
                    reading.spans.pop();
                    reading.look();
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
                    self.content.running.items.push(Item::Table(rows));
                }
            }
            _ => {}
        }
    }

    fn finish(&mut self, reading: &Reading) {
        let words = reading.paragraph.words();
        let running = &mut self.content.running;
        running.note(&reading.paragraph, &words.text, words.code);
        let is_empty = words.text.trim().is_empty();
        let text = format!("{}{}", reading.label.as_deref().unwrap_or_default(), words.text);
        match self.rows.last_mut().and_then(|row| row.last_mut()).filter(|_| self.tables > 0) {
            Some(cell) if !is_empty => cell.paragraphs.push(text),
            Some(_) => {}
            None => running.items.push(Item::Paragraph(text)),
        }
    }
}

impl Reading {
    /// A span begins; what it does not set is as around it.
    fn begin(&mut self, style: Style) {
        let around = self.spans.last().cloned().unwrap_or_default();
        self.spans.push(filled(style, &around));
        self.look();
    }

    /// Sets what the innermost span sets.
    fn look(&mut self) {
        let Style { caps, vanish, font, .. } = self.spans.last().cloned().unwrap_or_default();
        (self.paragraph.caps, self.paragraph.hidden, self.paragraph.font) = (caps, vanish, font);
    }

    fn text(&mut self, text: &str) {
        let mut words = String::new();
        for c in text.chars() {
            let is_space = c.is_ascii_whitespace();
            if !(is_space && self.spaced) {
                words.push(if is_space { ' ' } else { c });
            }
            self.spaced = is_space;
        }
        self.paragraph.push(&words);
    }
}

fn count(element: &Element, name: &str) -> usize {
    element.get(name).and_then(|count| count.parse().ok()).unwrap_or(1).clamp(1, MAX_REPEATED)
}
