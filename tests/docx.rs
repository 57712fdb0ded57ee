//! What Word can do to a paper, each in a few lines of its own XML: what is read, what is kept beside, what goes.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use doichieu::extract::extract;
use doichieu::model::{AsideKind, BlockKind, Code, Document};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";

/// A package with these parts and relations (id of the kind, part) of its document.
fn package(document: &str, parts: &[(&str, String)], relations: &[(&str, &str)]) -> Vec<u8> {
    let base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut own = String::new();
    for (kind, target) in relations {
        write!(own, r#"<Relationship Id="{target}" Type="{base}/{kind}" Target="{target}"/>"#).unwrap();
    }
    let (folder, name) = document.rsplit_once('/').unwrap();
    let main = format!(
        r#"<Relationships><Relationship Type="{base}/officeDocument" Target="/{document}"/></Relationships>"#
    );
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, text: &str| {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    };
    put("_rels/.rels", &main);
    put(&format!("{folder}/_rels/{name}.rels"), &format!("<Relationships>{own}</Relationships>"));
    parts.iter().for_each(|(name, text)| put(name, text));
    archive.finish().unwrap().into_inner()
}

fn document(body: &str) -> String {
    format!(r#"<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>"#)
}

fn read(body: &str) -> Document {
    let parts = [("word/document.xml", document(body))];
    extract("a.docx", &package("word/document.xml", &parts, &[])).unwrap()
}

/// Blocks, rows with `|` between their cells.
fn shown(document: &Document) -> Vec<String> {
    let text = &document.text;
    let show = |block: &doichieu::model::Block| match &block.kind {
        BlockKind::Paragraph => block.span.of(text).to_owned(),
        BlockKind::Row { cells, .. } => cells.iter().map(|cell| cell.of(text)).collect::<Vec<_>>().join("|"),
    };
    document.blocks.iter().map(show).collect()
}

fn run(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

fn paragraph(text: &str) -> String {
    format!("<w:p>{}</w:p>", run(text))
}

fn cell(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", paragraph(text))
}

#[test]
fn tracked_changes_are_taken_as_accepted() {
    let deleted = r#"<w:del w:id="1"><w:r><w:delText>cũ</w:delText></w:r></w:del>"#;
    let end = r#"<w:pPr><w:rPr><w:del w:id="2"/></w:rPr></w:pPr>"#;
    let body = format!(
        "<w:p>{}{deleted}<w:ins>{}</w:ins></w:p><w:p>{end}{}</w:p>{}<w:p><w:moveFrom>{}</w:moveFrom></w:p>
         <w:p><w:moveTo>{}</w:moveTo></w:p>",
        run("Giao "),
        run("mới"),
        run("đầu "),
        paragraph("đuôi"),
        run("chuyển"),
        run("chuyển")
    );
    assert_eq!(shown(&read(&body)), ["Giao mới", "đầu đuôi", "chuyển"]);
    let row = |properties: &str, text: &str| {
        format!(
            "<w:tr><w:trPr>{properties}</w:trPr>{}{}{}</w:tr>",
            cell("", text),
            cell("", "b"),
            cell("", "c")
        )
    };
    let table = format!("<w:tbl>{}{}</w:tbl>", row(r#"<w:del w:id="3"/>"#, "xóa"), row("<w:ins/>", "thêm"));
    assert_eq!(shown(&read(&table)), ["thêm|b|c"]);
}

#[test]
fn heads_feet_and_notes_stand_beside_the_text() {
    let beside =
        |root: &str, text: &str| format!(r#"<w:{root} xmlns:w="{W}">{}</w:{root}>"#, paragraph(text));
    let parts = [
        ("word/document.xml", document(&paragraph("Thân"))),
        ("word/header1.xml", beside("hdr", "Đầu trang")),
        ("word/header2.xml", beside("hdr", "Đầu trang")),
        ("word/footer1.xml", beside("ftr", "Chân trang")),
        (
            "word/footnotes.xml",
            format!(
                r#"<w:footnotes xmlns:w="{W}"><w:footnote>{}</w:footnote></w:footnotes>"#,
                paragraph("Chú thích")
            ),
        ),
    ];
    let relations = [
        ("header", "header1.xml"),
        ("header", "header2.xml"),
        ("footer", "footer1.xml"),
        ("footnotes", "footnotes.xml"),
    ];
    let document = extract("a.docx", &package("word/document.xml", &parts, &relations)).unwrap();
    assert_eq!(document.text.trim(), "Thân");
    let asides: Vec<_> = document.asides.iter().map(|aside| (aside.kind, aside.text.as_str())).collect();
    assert_eq!(
        asides,
        [(AsideKind::Header, "Đầu trang"), (AsideKind::Footer, "Chân trang"), (AsideKind::Note, "Chú thích")]
    );
}

#[test]
fn hidden_text_is_kept_beside_and_told() {
    let hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn đi</w:t></w:r>";
    let document = read(&format!("<w:p>{}{hidden}</w:p>", run("Thấy")));
    assert_eq!(document.text.trim(), "Thấy");
    assert_eq!(document.asides[0].kind, AsideKind::Hidden);
    assert_eq!(document.asides[0].text.trim(), "ẩn đi");
    assert_eq!(document.diagnostics[0].code, Code::Residue);
    assert!(document.diagnostics[0].message.contains("4 ký tự"), "{}", document.diagnostics[0].message);
}

#[test]
fn a_text_box_is_read_once() {
    let words = format!("<w:txbxContent>{}</w:txbxContent>", paragraph("MẬT"));
    let body = format!(
        r#"<w:p>{}<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{words}</wps:txbx></mc:Choice>
           <mc:Fallback><v:textbox>{words}</v:textbox></mc:Fallback></mc:AlternateContent></w:r></w:p>"#,
        run("Số: 1")
    );
    assert_eq!(shown(&read(&body)), ["MẬT", "Số: 1"]);
}

#[test]
fn signs_of_symbol_fonts_are_signs() {
    let sign = |font: &str, code: &str| format!(r#"<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>"#);
    let signs = [
        ("Wingdings", "F0FE"),
        ("Wingdings", "F0A8"),
        ("Symbol", "F0B7"),
        ("Symbol", "F02D"),
        ("Arial", "0111"),
    ];
    let body: String = signs.iter().map(|(font, code)| sign(font, code)).collect();
    assert_eq!(shown(&read(&format!("<w:p>{body}</w:p>"))), ["☑☐•-đ"]);
}

#[test]
fn strict_files_and_parts_of_other_names_are_read() {
    let text = document(&paragraph("Nghiêm")).replace(W, STRICT);
    let bytes = package("word/document2.xml", &[("word/document2.xml", text)], &[]);
    let bytes = bytes.as_slice();
    assert_eq!(shown(&extract("a.docx", bytes).unwrap()), ["Nghiêm"]);
}

#[test]
fn merged_and_nested_cells_keep_their_columns() {
    let restart = r#"<w:hMerge w:val="restart"/>"#;
    let inner = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("", "trong 1"), cell("", "trong 2"));
    let nested = format!("<w:tc>{}{inner}{}</w:tc>", paragraph("ngoài"), paragraph(""));
    let rows = [
        format!("<w:tr>{}{}{}</w:tr>", cell(restart, "gộp"), cell("<w:hMerge/>", ""), cell("", "c")),
        format!("<w:tr>{}{}{}</w:tr>", cell(r#"<w:vMerge w:val="restart"/>"#, "a"), nested, cell("", "c")),
        format!("<w:tr>{}{}</w:tr>", cell("<w:vMerge/>", ""), cell(r#"<w:gridSpan w:val="2"/>"#, "b và c")),
    ];
    let document = read(&format!("<w:tbl>{}</w:tbl>", rows.concat()));
    assert_eq!(shown(&document), ["gộp||c", "a|ngoài\ntrong 1\ntrong 2|c", "|b và c|"]);
}

#[test]
fn fonts_of_before_unicode_are_decoded_run_by_run() {
    let font = |name: &str, text: &str| {
        format!(
            r#"<w:r><w:rPr><w:rFonts w:ascii="{name}" w:hAnsi="{name}"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>"#
        )
    };
    let soft = r#"<w:r><w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr><w:t>N</w:t><w:softHyphen/><w:t>íc</w:t></w:r>"#;
    let body = format!(
        "<w:p>{}{}</w:p><w:p>{}{}{}</w:p><w:p>{}</w:p><w:p>{soft}</w:p>",
        font(".VnTimeH", "kÕ ho¹ch "),
        font("Times New Roman", "số 1 – Đúng"),
        font("VNI-Times", "Ke"),
        font("VNI-Times", "á hoaï"),
        font("VNI-Times", "ch"),
        font(".VnTime", "ASCII"),
    );
    let document = read(&body);
    assert_eq!(shown(&document), ["KẾ HOẠCH số 1 – Đúng", "Kế hoạch", "ASCII", "Nước"]);
    let original = document.asides.iter().find(|aside| aside.kind == AsideKind::Original).unwrap();
    assert_eq!(original.text, "kÕ ho¹ch số 1 – Đúng\nKeá hoaïch\nN\u{ad}íc\n");
    assert_eq!(document.diagnostics.iter().filter(|told| told.code == Code::EncodingConverted).count(), 1);
}

#[test]
fn a_style_may_name_the_font() {
    let styles = format!(
        r#"<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:hAnsi=".VnTime"/></w:rPr></w:rPrDefault></w:docDefaults>
           <w:style w:type="paragraph" w:styleId="Moi"><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/></w:rPr></w:style></w:styles>"#
    );
    let body = format!(
        r#"{}<w:p><w:pPr><w:pStyle w:val="Moi"/></w:pPr>{}</w:p>"#,
        paragraph("§¶ng ñy"),
        run("§ 5 của Luật")
    );
    let parts = [("word/document.xml", document(&body)), ("word/styles.xml", styles)];
    let bytes = package("word/document.xml", &parts, &[("styles", "styles.xml")]);
    assert_eq!(shown(&extract("a.docx", &bytes).unwrap()), ["Đảng ủy", "§ 5 của Luật"]);
}
