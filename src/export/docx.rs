//! Turns paragraphs and tables into a Word file; the same input gives the same bytes.

use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// What stands in a Word file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocxItem {
    /// A paragraph; its level of automatic numbering, where it has one.
    Paragraph {
        /// Its words.
        text: String,
        /// 0: I., 1: 1., 2: a), 3: -.
        level: Option<u8>,
    },
    /// Rows of cells.
    Table(Vec<Vec<String>>),
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>"#;
const NAMESPACE: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
/// Format and text of each level of automatic numbering.
const LEVELS: [(&str, &str); 4] =
    [("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("bullet", "-")];

/// Writes the items as a Word file.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn docx(items: &[DocxItem]) -> io::Result<Vec<u8>> {
    let mut body = String::new();
    for item in items {
        match item {
            DocxItem::Paragraph { text, level } => paragraph(&mut body, text, *level),
            DocxItem::Table(rows) => table(&mut body, rows),
        }
    }
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {NAMESPACE}><w:body>{body}<w:sectPr/></w:body></w:document>"#
    );
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // No clock: the time of every entry is the first that the format can say.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS.to_owned()),
        ("word/numbering.xml", numbering()),
        ("word/document.xml", document),
    ];
    for (name, text) in parts {
        archive.start_file(name, options)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn numbering() -> String {
    let level = |(at, (format, text)): (usize, &(&str, &str))| {
        format!(
            r#"<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/></w:lvl>"#
        )
    };
    let levels: String = LEVELS.iter().enumerate().map(level).collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:numbering {NAMESPACE}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#
    )
}

fn paragraph(out: &mut String, text: &str, level: Option<u8>) {
    out.push_str("<w:p>");
    if let Some(level) = level {
        out.push_str(&format!(
            r#"<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>"#
        ));
    }
    if !text.is_empty() {
        out.push_str(&format!(r#"<w:r><w:t xml:space="preserve">{}</w:t></w:r>"#, escaped(text)));
    }
    out.push_str("</w:p>");
}

fn table(out: &mut String, rows: &[Vec<String>]) {
    out.push_str("<w:tbl>");
    for row in rows {
        out.push_str("<w:tr>");
        for cell in row {
            out.push_str("<w:tc>");
            cell.split('\n').for_each(|line| paragraph(out, line, None));
            out.push_str("</w:tc>");
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
