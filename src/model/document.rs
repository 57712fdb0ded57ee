use serde::{Deserialize, Serialize};

use super::{Diagnostic, Span};

/// How a file's bytes are to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Plain text in UTF-8 or UTF-16.
    Text,
    /// Plain text whose name says Markdown.
    Markdown,
    /// Word (.docx).
    Docx,
    /// Old Word (.doc).
    Doc,
    /// OpenDocument text (.odt).
    Odt,
    /// Rich Text Format (.rtf).
    Rtf,
    /// A web page.
    Html,
    /// PDF, its pages printed or scanned.
    Pdf,
    /// A picture of a page: PNG, JPEG, TIFF.
    Image,
}

impl Format {
    /// The name printed in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Markdown => "markdown",
            Format::Docx => "docx",
            Format::Doc => "doc",
            Format::Odt => "odt",
            Format::Rtf => "rtf",
            Format::Html => "html",
            Format::Pdf => "pdf",
            Format::Image => "image",
        }
    }

    /// Is each of its blocks a whole paragraph, so that no line break of the page can stand between two of them?
    pub fn marks_paragraphs(self) -> bool {
        match self {
            Format::Text | Format::Markdown => false,
            Format::Docx
            | Format::Doc
            | Format::Odt
            | Format::Rtf
            | Format::Html
            | Format::Pdf
            | Format::Image => true,
        }
    }
}

/// One file, extracted: its original text and the blocks that text is laid out in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The file's name, without folders.
    pub file: String,
    /// What the bytes were.
    pub format: Format,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// The original text: extracted characters before any normalization. Every [`Span`] points in here.
    pub text: String,
    /// The blocks in reading order; together they hold every character that is not white space.
    pub blocks: Vec<Block>,
    /// Left-overs of conversion (`[bookmark: _GoBack]`): kept in the text, part of no sentence.
    pub residue: Vec<Span>,
    /// What stands in the file beside its text.
    pub asides: Vec<Aside>,
    /// Words that character recognition was not sure of, in the order of the text.
    pub doubtful: Vec<Doubtful>,
    /// Where the text of each printed page begins, in bytes; empty where the format has no pages of its own.
    pub pages: Vec<usize>,
    /// What was doubtful about the extraction itself.
    pub diagnostics: Vec<Diagnostic>,
}

/// A word that character recognition was not sure of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubtful {
    /// The word.
    pub span: Span,
    /// How sure it was, in percent.
    pub confidence: u8,
}

/// Words of a file that are no part of its running text, kept as they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// Where they stand.
    pub kind: AsideKind,
    /// The words.
    pub text: String,
}

/// Where words beside the text stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AsideKind {
    /// The head of every page.
    Header,
    /// The foot of every page.
    Footer,
    /// A footnote or an endnote.
    Note,
    /// Text that Word hides.
    Hidden,
    /// Text in a code of before Unicode, as it was before it was decoded.
    Original,
}

/// A paragraph, or a row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text without surrounding white space.
    pub span: Span,
    /// Is there an empty line (or extra spacing) before it?
    pub gap_before: bool,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A line of a text file, a paragraph of a document.
    Paragraph,
    /// A row of a table.
    Row {
        /// Which table of the document, from 0.
        table: usize,
        /// The text of each cell, in order; empty cells have empty spans.
        cells: Vec<Span>,
    },
}
