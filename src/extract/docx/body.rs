//! Turns document.xml into paragraphs and tables.

use super::super::layout::{Cell, Item};
use super::super::legacy::Legacy;
use super::super::refusal::Refusal;
use super::super::xml::{Element, Step, Walk};
use super::numbering::{NumberRef, Numbering};
use super::paragraph::Paragraph;
use super::styles::{Styles, font};

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

/// What stands in a part.
#[derive(Default)]
pub(in super::super) struct Content {
    /// The running text.
    pub(in super::super) items: Vec<Item>,
    /// Hidden text, a line for each paragraph.
    pub(in super::super) hidden: String,
    /// The paragraphs that were decoded, as they were before, and the code of the first.
    pub(in super::super) originals: String,
    pub(in super::super) code: Option<Legacy>,
}

/// Reads a part. Tables in tables give their text to the cell they stand in.
pub(super) fn content(part: &[u8], styles: &Styles, numbering: Numbering) -> Result<Content, Refusal> {
    let mut body = Body {
        styles,
        numbering,
        content: Content::default(),
        paragraphs: Vec::new(),
        carried: String::new(),
        tables: 0,
        rows: Vec::new(),
        is_deleted: false,
    };
    let mut walk = Walk::new(part);
    loop {
        match walk.next()? {
            Step::Start(element) if SKIPPED.contains(&element.name.as_str()) => {
                body.skipped(&element.name);
                walk.skip()?;
            }
            Step::Start(element) => body.start(&element),
            Step::End(name) => body.end(&name),
            Step::Text(text) => body.text(&text),
            Step::Done => return Ok(body.content),
        }
    }
}

struct Body<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    content: Content,
    /// Paragraphs being read; a text box holds paragraphs inside a paragraph.
    paragraphs: Vec<Paragraph>,
    /// The words of paragraphs whose ends were deleted: the next one goes on with them.
    carried: String,
    /// How many tables are open.
    tables: usize,
    /// Rows of the outermost open table.
    rows: Vec<Vec<Cell>>,
    /// Was the row that is being read deleted?
    is_deleted: bool,
}

impl Body<'_> {
    /// A deletion that is an element of properties deletes what they are of: the end of a paragraph, a row.
    fn skipped(&mut self, name: &str) {
        if name != "del" {
            return;
        }
        match self.paragraphs.last_mut() {
            Some(paragraph) => paragraph.goes_on |= paragraph.in_properties,
            None => self.is_deleted |= self.tables == 1,
        }
    }

    fn start(&mut self, element: &Element) {
        match element.name.as_str() {
            "p" => self.paragraphs.push(Paragraph::of(self.styles.get(None))),
            "tbl" => self.tables += 1,
            "tr" if self.tables == 1 => self.rows.push(Vec::new()),
            "tc" if self.tables == 1 => {
                if let Some(row) = self.rows.last_mut() {
                    row.push(Cell { columns: 1, ..Cell::default() });
                }
            }
            "gridSpan" => self.cell(|cell| cell.columns = columns(element)),
            "gridBefore" if self.tables == 1 => {
                let before = columns(element);
                if let Some(row) = self.rows.last_mut().filter(|row| row.is_empty()) {
                    row.push(Cell { columns: before, ..Cell::default() });
                }
            }
            _ => self.in_paragraph(element),
        }
    }

    fn cell(&mut self, change: impl FnOnce(&mut Cell)) {
        if self.tables == 1
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
            "r" => paragraph.begin_run(),
            "rFonts" if !paragraph.in_properties => paragraph.font = font(element).or(paragraph.font),
            "vanish" if !paragraph.in_properties => paragraph.hidden = Some(element.is_on()),
            "caps" if !paragraph.in_properties => paragraph.caps = Some(element.is_on()),
            "rStyle" if !paragraph.in_properties => {
                let style = styles.of_characters(element.get("val"));
                paragraph.caps = paragraph.caps.or(style.caps);
                paragraph.hidden = paragraph.hidden.or(style.vanish);
                paragraph.font = paragraph.font.or(style.font);
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
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0 {
                    let rows = std::mem::take(&mut self.rows);
                    self.content.items.push(Item::Table(rows));
                }
            }
            "tr" if self.tables == 1 => {
                if std::mem::take(&mut self.is_deleted) {
                    self.rows.pop();
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
        let words = paragraph.words();
        self.content.note(&paragraph, &words.text, words.code);
        let text = std::mem::take(&mut self.carried) + &words.text;
        if paragraph.goes_on {
            self.carried = text;
            return;
        }
        let is_empty = text.trim().is_empty();
        let label = if is_empty { None } else { self.numbering.next(&number) };
        let text = format!("{}{text}", label.unwrap_or_default());
        match self.rows.last_mut().and_then(|row| row.last_mut()).filter(|_| self.tables > 0) {
            Some(cell) if !is_empty => cell.paragraphs.push(text),
            Some(_) => {}
            None => self.content.items.push(Item::Paragraph(text)),
        }
    }
}

impl Content {
    /// Keeps what of a paragraph does not come into the text as it stands.
    pub(in super::super) fn note(&mut self, paragraph: &Paragraph, text: &str, code: Option<Legacy>) {
        if !paragraph.hidden_text.trim().is_empty() {
            self.hidden += paragraph.hidden_text.trim();
            self.hidden.push('\n');
        }
        let original = paragraph.original();
        if code.is_some() && original != text {
            self.originals += &original;
            self.originals.push('\n');
            self.code = self.code.or(code);
        }
    }

    /// The running text alone, a line for each paragraph and each cell.
    pub(in super::super) fn lines(&self) -> String {
        let mut lines: Vec<&str> = Vec::new();
        for item in &self.items {
            match item {
                Item::Paragraph(text) => lines.push(text),
                Item::Table(rows) => {
                    lines.extend(rows.iter().flatten().flat_map(|cell| &cell.paragraphs).map(String::as_str));
                }
            }
        }
        lines.retain(|line| !line.trim().is_empty());
        lines.join("\n")
    }
}

fn columns(element: &Element) -> usize {
    element.number().and_then(|count| usize::try_from(count).ok()).unwrap_or(1).clamp(1, 64)
}

/// A sign of a symbol font: the usual bullets, arrows and boxes by their place, others by their code.
fn symbol(element: &Element) -> String {
    let code = element.get("char").and_then(|code| u32::from_str_radix(code, 16).ok());
    let wingdings = element.get("font").is_some_and(|font| font.starts_with("Wingdings"));
    match code {
        Some(0xf0fe | 0x00fe) if wingdings => "☑".to_owned(),
        Some(0xf06f | 0xf0a8 | 0xf071 | 0x006f | 0x00a8) if wingdings => "☐".to_owned(),
        Some(0xf0fc) if wingdings => "✓".to_owned(),
        Some(0xf0e0 | 0xf0f0) if wingdings => "→".to_owned(),
        Some(0xf02d | 0xf0be) => "-".to_owned(),
        Some(0xf000..=0xf8ff) => "•".to_owned(),
        Some(code) => char::from_u32(code).map_or_else(String::new, String::from),
        None => String::new(),
    }
}
