//! Turns plans into the files that offices send: Word, and PDF by LibreOffice.
#![allow(dead_code, reason = "each test takes its own part of this module")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::process::{Command, Stdio};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// How paragraphs are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Ragged, without indents.
    Plain,
    /// As offices do: justified, first lines set in, space between paragraphs, pages numbered.
    Office,
}

const NAMESPACE: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;

/// The text as a Word file, one paragraph a line.
pub(crate) fn word(text: &str, style: Style) -> Vec<u8> {
    let font = r#"<w:rPr><w:rFonts w:ascii="Liberation Serif" w:hAnsi="Liberation Serif" w:cs="Liberation Serif"/><w:sz w:val="28"/></w:rPr>"#;
    let properties = match style {
        Style::Plain => "",
        Style::Office => {
            r#"<w:pPr><w:spacing w:before="60" w:after="60"/><w:ind w:firstLine="720"/><w:jc w:val="both"/></w:pPr>"#
        }
    };
    let mut body = String::new();
    for line in text.trim_start_matches('\u{feff}').lines() {
        let words = line.replace('&', "&amp;").replace('<', "&lt;");
        write!(body, r#"<w:p>{properties}<w:r>{font}<w:t xml:space="preserve">{words}</w:t></w:r></w:p>"#)
            .unwrap();
    }
    archive(&body)
}

/// A table with rules between its cells as a Word file; its first row comes again on every page.
pub(crate) fn word_table(rows: &[Vec<String>]) -> Vec<u8> {
    let edge = |name: &str| format!(r#"<w:{name} w:val="single" w:sz="4"/>"#);
    let edges: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(edge).concat();
    let mut body = format!("<w:tbl><w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr>");
    for (at, row) in rows.iter().enumerate() {
        let heads = if at == 0 { "<w:trPr><w:tblHeader/></w:trPr>" } else { "" };
        let cell = |text: &String| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        write!(body, "<w:tr>{heads}{}</w:tr>", row.iter().map(cell).collect::<String>()).unwrap();
    }
    archive(&(body + "</w:tbl><w:p/>"))
}

fn archive(body: &str) -> Vec<u8> {
    let page = r#"<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701"/></w:sectPr>"#;
    let relation = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    let document = format!("<w:document {NAMESPACE}><w:body>{body}{page}</w:body></w:document>");
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in
        [("[Content_Types].xml", types), ("_rels/.rels", relation), ("word/document.xml", document.as_str())]
    {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The Word files (name without extension, bytes) as PDF, converted in one run of LibreOffice.
pub(crate) fn pdf(files: &[(String, Vec<u8>)]) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, kind: &str| folder.path().join(format!("{name}.{kind}"));
    files.iter().for_each(|(name, bytes)| fs::write(path(name, "docx"), bytes).unwrap());
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let status = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .args(files.iter().map(|(name, _)| path(name, "docx")))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "soffice: {status}");
    files.iter().map(|(name, _)| fs::read(path(name, "pdf")).unwrap()).collect()
}

/// How well two lists agree, each fact as often as it stands there: 1 is all and nothing else.
pub(crate) fn f1(expected: &[String], found: &[String]) -> f64 {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    expected.iter().for_each(|fact| *left.entry(fact).or_default() += 1);
    let right = found
        .iter()
        .filter(|fact| match left.get_mut(fact.as_str()) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        })
        .count();
    let all = expected.len() + found.len();
    if all == 0 { 1.0 } else { 2.0 * right as f64 / all as f64 }
}
