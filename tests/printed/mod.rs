//! Turns plans into the files that offices send: Word, and PDF by LibreOffice.
#![allow(dead_code, reason = "each test takes its own part of this module")]

pub(crate) mod numbered;

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

/// One paragraph as a Word file, each run in a font of its own.
pub(crate) fn word_in_fonts(runs: &[(&str, &str)]) -> Vec<u8> {
    let run = |(font, words): &(&str, &str)| {
        format!(
            r#"<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/></w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>"#
        )
    };
    archive(&format!("<w:p>{}</w:p>", runs.iter().map(run).collect::<String>()))
}

/// The text as a Word file with words in the head of every page.
pub(crate) fn word_with_header(text: &str, head: &str) -> Vec<u8> {
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="h1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/></Relationships>"#;
    let header = format!("<w:hdr {NAMESPACE}><w:p><w:r><w:t>{head}</w:t></w:r></w:p></w:hdr>");
    let mut archive = ZipWriter::new_append(Cursor::new(word(text, Style::Plain))).unwrap();
    for (name, text) in [("word/_rels/document.xml.rels", relations), ("word/header1.xml", header.as_str())] {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
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
    let parts =
        [("[Content_Types].xml", types), ("_rels/.rels", relation), ("word/document.xml", document.as_str())];
    packed(&parts.map(|(name, text)| (name, text.as_bytes())))
}

/// An archive of these entries, stored as they are.
pub(crate) fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in entries {
        archive.start_file(*name, plain).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The Word files (name without extension, bytes) as PDF, converted in one run of LibreOffice.
pub(crate) fn pdf(files: &[(String, Vec<u8>)]) -> Vec<Vec<u8>> {
    converted(files, "pdf", "pdf")
}

/// The Word files (name without extension, bytes) in another format, converted in one run of LibreOffice; `filter` is
/// what LibreOffice calls it, with its extension in front where that says too little.
pub(crate) fn converted(files: &[(String, Vec<u8>)], extension: &str, filter: &str) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, kind: &str| folder.path().join(format!("{name}.{kind}"));
    files.iter().for_each(|(name, bytes)| fs::write(path(name, "docx"), bytes).unwrap());
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let status = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", filter, "--outdir"])
        .arg(folder.path())
        .args(files.iter().map(|(name, _)| path(name, "docx")))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "soffice: {status}");
    files.iter().map(|(name, _)| fs::read(path(name, extension)).unwrap()).collect()
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

/// The pages of a PDF as a scanner gives them: grey pictures at 200 dots an inch, laid down `aslant` (pixels down for
/// each pixel to the right), with the noise of a copier.
pub(crate) fn scan(pdf: &[u8], aslant: f32) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.pdf"), pdf).unwrap();
    let mut drawn = Command::new("pdftoppm");
    let status =
        drawn.args(["-r", "200", "-gray", "a.pdf", "page"]).current_dir(folder.path()).status().unwrap();
    assert!(status.success(), "pdftoppm: {status}");
    let files = fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.path());
    let mut pages: Vec<_> = files.filter(|file| file.extension().is_some_and(|kind| kind == "pgm")).collect();
    pages.sort();
    pictures(&pages.iter().map(|page| aged(&fs::read(page).unwrap(), aslant)).collect::<Vec<_>>())
}

/// The first page of a PDF as a picture in grey, 200 dots an inch; `kind` is png, jpg or tif.
pub(crate) fn picture(pdf: &[u8], kind: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.pdf"), pdf).unwrap();
    let option = format!("-{}", if kind == "jpg" { "jpeg" } else { kind }.replace("tif", "tiff"));
    let mut drawn = Command::new("pdftoppm");
    drawn.args(["-r", "200", "-gray", &option, "-l", "1", "-singlefile", "a.pdf", "page"]);
    let status = drawn.current_dir(folder.path()).status().unwrap();
    assert!(status.success(), "pdftoppm: {status}");
    fs::read(folder.path().join(format!("page.{kind}"))).unwrap()
}

/// Width, height and shades of a page, turned and with noise.
fn aged(pgm: &[u8], aslant: f32) -> (usize, usize, Vec<u8>) {
    let mut fields = pgm.splitn(4, |byte| byte.is_ascii_whitespace());
    let mut number = || std::str::from_utf8(fields.next().unwrap()).unwrap().parse().unwrap_or(0);
    let (_, width, height): (usize, usize, usize) = (number(), number(), number());
    let grey = &pgm[pgm.len() - width * height..];
    let mut random = 12_345_u32;
    let mut noise = move || {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 24) as f32
    };
    let mut turned = vec![255; width * height];
    for y in 0..height {
        for x in 0..width {
            let (from_x, from_y) = (x as f32 + aslant * y as f32, y as f32 - aslant * x as f32);
            let inside = from_x >= 0.0 && from_y >= 0.0 && from_x < width as f32 && from_y < height as f32;
            let ink = if inside { f32::from(grey[from_y as usize * width + from_x as usize]) } else { 255.0 };
            let speck = if noise() + noise() > 508.0 { 120.0 } else { 0.0 };
            turned[y * width + x] = (ink * 0.88 + 8.0 + noise() * 0.09 - speck).clamp(0.0, 255.0) as u8;
        }
    }
    (width, height, turned)
}

/// A PDF whose pages are pictures, in sixteen shades.
pub(crate) fn pictures(pages: &[(usize, usize, Vec<u8>)]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut put = |object: &[u8]| {
        places.push(pdf.len());
        writeln!(pdf, "{} 0 obj", places.len()).unwrap();
        pdf.extend_from_slice(object);
        pdf.extend_from_slice(b"\nendobj\n");
    };
    let stream = |head: &str, data: &[u8]| {
        let mut object = format!("<<{head}/Length {}>>\nstream\n", data.len()).into_bytes();
        object.extend_from_slice(data);
        object.extend_from_slice(b"\nendstream");
        object
    };
    let kids: String = (0..pages.len()).map(|page| format!("{} 0 R ", 3 + 3 * page)).collect();
    put(b"<</Type/Catalog/Pages 2 0 R>>");
    put(format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pages.len()).as_bytes());
    for (page, (width, height, grey)) in pages.iter().enumerate() {
        let (wide, high) = (*width as f32 * 0.36, *height as f32 * 0.36);
        let (content, image) = (4 + 3 * page, 5 + 3 * page);
        let own = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {wide} {high}]/Contents {content} 0 R/Resources<</XObject<</I {image} 0 R>>>>>>"
        );
        put(own.as_bytes());
        put(&stream("", format!("q {wide} 0 0 {high} 0 0 cm /I Do Q").as_bytes()));
        let row = |row: &[u8]| {
            row.chunks(2).map(|pair| (pair[0] & 0xF0) | (pair.get(1).unwrap_or(&0) >> 4)).collect()
        };
        let data: Vec<u8> = grey.chunks(*width).flat_map(|line| -> Vec<u8> { row(line) }).collect();
        let head = format!(
            "/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 4"
        );
        put(&stream(&head, &data));
    }
    let start = pdf.len();
    let entries: String = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect();
    let count = places.len() + 1;
    let table = format!(
        "xref\n0 {count}\n0000000000 65535 f \n{entries}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    pdf.extend_from_slice(table.as_bytes());
    pdf
}
