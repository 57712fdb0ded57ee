//! Turns document.xml into paragraphs and tables.

use super::super::refusal::Refusal;
use super::numbering::{NumberRef, Numbering};
use super::styles::{Style, Styles};
use super::xml::{Element, Step, Walk};

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
    /// Does the cell above go on in it?
    pub(super) goes_on: bool,
}

/// Elements whose content is no text of the document: deletions, former properties, what a fallback repeats.
const SKIPPED: [&str; 15] = [
    "del",
    "moveFrom",
    "Fallback",
    "instrText",
    "delText",
    "pPrChange",
    "rPrChange",
    "sectPrChange",
    "tblPrChange",
    "tcPrChange",
    "trPrChange",
    "tblGridChange",
    "numberingChange",
    "binData",
    "sdtPr",
];

/// Reads the body. Tables in tables give their text to the cell they stand in.
pub(super) fn elements(part: &[u8], styles: &Styles, numbering: Numbering) -> Result<Vec<Item>, Refusal> {
    let mut body = Body {
        styles,
        numbering,
        items: Vec::new(),
        paragraphs: Vec::new(),
        tables: Vec::new(),
        rows: Vec::new(),
    };
    let mut walk = Walk::new(part);
    loop {
        match walk.next()? {
            Step::Start(element) if SKIPPED.contains(&element.name.as_str()) => walk.skip()?,
            Step::Start(element) => body.start(&element),
            Step::End(name) => body.end(&name),
            Step::Text(text) => body.text(&text),
            Step::Done => break,
        }
    }
    Ok(body.items)
}

/// A paragraph being read.
#[derive(Default)]
struct Paragraph {
    style: Style,
    number: NumberRef,
    text: String,
    in_properties: bool,
    /// Is the run hidden, or in capitals?
    hidden: Option<bool>,
    caps: Option<bool>,
    in_run: bool,
    in_text: bool,
    /// Fields that have begun and not come to their result yet.
    codes: usize,
    fields: Vec<bool>,
}

struct Body<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    items: Vec<Item>,
    /// Paragraphs being read; a text box holds paragraphs inside a paragraph.
    paragraphs: Vec<Paragraph>,
    /// How many tables are open.
    tables: Vec<()>,
    /// Rows of the outermost open table.
    rows: Vec<Vec<Cell>>,
}

impl Body<'_> {
    fn start(&mut self, element: &Element) {
        match element.name.as_str() {
            "p" => self.paragraphs.push(Paragraph { style: self.styles.get(None), ..Paragraph::default() }),
            "tbl" => self.tables.push(()),
            "tr" if self.tables.len() == 1 => self.rows.push(Vec::new()),
            "tc" if self.tables.len() == 1 => {
                if let Some(row) = self.rows.last_mut() {
                    row.push(Cell { columns: 1, ..Cell::default() });
                }
            }
            "gridSpan" => self.cell(|cell| cell.columns = columns(element)),
            "vMerge" => self.cell(|cell| cell.goes_on = element.get("val") != Some("restart")),
            "gridBefore" if self.tables.len() == 1 => {
                let before = columns(element);
                if let Some(row) = self.rows.last_mut().filter(|row| row.is_empty()) {
                    row.push(Cell { columns: before, ..Cell::default() });
                }
            }
            _ => self.in_paragraph(element),
        }
    }

    fn cell(&mut self, change: impl FnOnce(&mut Cell)) {
        if self.tables.len() == 1
            && self.paragraphs.is_empty()
            && let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut())
        {
            change(cell);
        }
    }

    fn in_paragraph(&mut self, element: &Element) {
        let styles = self.styles;
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match element.name.as_str() {
            "pPr" => paragraph.in_properties = true,
            "pStyle" => paragraph.style = styles.get(element.get("val")),
            "numId" if paragraph.in_properties => paragraph.number.number = element.number(),
            "ilvl" if paragraph.in_properties => paragraph.number.level = element.number(),
            "r" => {
                (paragraph.in_run, paragraph.hidden, paragraph.caps) = (true, None, None);
            }
            "vanish" if !paragraph.in_properties => paragraph.hidden = Some(element.is_on()),
            "caps" if !paragraph.in_properties => paragraph.caps = Some(element.is_on()),
            "rStyle" => {
                let style = styles.get(element.get("val"));
                paragraph.caps = paragraph.caps.or(style.caps);
                paragraph.hidden = paragraph.hidden.or(style.vanish);
            }
            "t" => paragraph.in_text = true,
            "tab" if paragraph.in_run => paragraph.push("\t"),
            "br" | "cr" if paragraph.in_run => paragraph.push("\n"),
            "noBreakHyphen" => paragraph.push("\u{2011}"),
            "softHyphen" => paragraph.push("\u{ad}"),
            "sym" => paragraph.push(&symbol(element)),
            "fldChar" => paragraph.field(element.get("fldCharType").unwrap_or_default()),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut().filter(|paragraph| paragraph.in_text) {
            paragraph.push(text);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    self.finish(paragraph);
                }
            }
            "tbl" => {
                self.tables.pop();
                if self.tables.is_empty() {
                    let rows = std::mem::take(&mut self.rows);
                    self.items.push(Item::Table(rows));
                }
            }
            _ => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    match name {
                        "pPr" => paragraph.in_properties = false,
                        "t" => paragraph.in_text = false,
                        "r" => paragraph.in_run = false,
                        _ => {}
                    }
                }
            }
        }
    }

    fn finish(&mut self, paragraph: Paragraph) {
        let own = &paragraph.number;
        let of_style = &paragraph.style.number;
        let number =
            NumberRef { number: own.number.or(of_style.number), level: own.level.or(of_style.level) };
        let is_empty = paragraph.text.trim().is_empty();
        let label = if is_empty { None } else { self.numbering.next(&number) };
        let text = format!("{}{}", label.unwrap_or_default(), paragraph.text);
        let cell = self.rows.last_mut().and_then(|row| row.last_mut()).filter(|_| !self.tables.is_empty());
        match cell {
            Some(cell) if !is_empty => cell.paragraphs.push(text),
            Some(_) => {}
            None => self.items.push(Item::Paragraph(text)),
        }
    }
}

impl Paragraph {
    fn push(&mut self, text: &str) {
        if self.codes > 0 || self.hidden.or(self.style.vanish).unwrap_or(false) {
            return;
        }
        if self.caps.or(self.style.caps).unwrap_or(false) {
            self.text += &text.to_uppercase();
        } else {
            self.text += text;
        }
    }

    /// A field has a code, then a result; only the result is seen.
    fn field(&mut self, kind: &str) {
        match kind {
            "begin" => {
                self.fields.push(true);
                self.codes += 1;
            }
            "separate" => {
                if let Some(code) = self.fields.last_mut().filter(|code| **code) {
                    *code = false;
                    self.codes -= 1;
                }
            }
            "end" if self.fields.pop() == Some(true) => {
                self.codes -= 1;
            }
            _ => {}
        }
    }
}

fn columns(element: &Element) -> usize {
    element.number().and_then(|count| usize::try_from(count).ok()).unwrap_or(1).clamp(1, 64)
}

/// A sign of a symbol font: the usual bullets by their place, others by their code.
fn symbol(element: &Element) -> String {
    let code = element.get("char").and_then(|code| u32::from_str_radix(code, 16).ok());
    match code {
        Some(0xf02d | 0xf0be) => "-".to_owned(),
        Some(0xf000..=0xf8ff) => "•".to_owned(),
        Some(code) => char::from_u32(code).map_or_else(String::new, String::from),
        None => String::new(),
    }
}
