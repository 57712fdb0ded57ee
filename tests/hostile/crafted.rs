//! Files that are made to do harm: bombs, depths without end, links out, what is not what it is called.

use std::fmt::Write as _;

use super::{Named, Packing, zip};

const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
/// More than is ever unpacked.
const HUGE: usize = 150 << 20;
const MANY: usize = 100_000;

fn named(name: &str, bytes: impl Into<Vec<u8>>) -> Named {
    (name.to_owned(), bytes.into())
}

fn docx(document: &str) -> Vec<u8> {
    let relation = r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
    zip(&[named("_rels/.rels", relation), named("word/document.xml", document)], Packing::Packed)
}

fn odt(content: &str) -> Vec<u8> {
    let kind = "application/vnd.oasis.opendocument.text";
    zip(&[named("mimetype", kind), named("content.xml", content)], Packing::Packed)
}

/// Every file that is made to do harm.
pub(crate) fn crafted() -> Vec<Named> {
    let mut all = bombs();
    all.extend(depths());
    all.extend(entities());
    all.extend(pdfs());
    all.extend(disguised());
    all.extend(texts());
    all
}

fn bombs() -> Vec<Named> {
    let huge = "a".repeat(HUGE);
    let paragraphs = format!("<w:document {W}><w:body>{}</w:body></w:document>", "<w:p/>".repeat(MANY * 10));
    let inner = zip(&[named("a.txt", huge.clone())], Packing::Packed);
    let many: Vec<Named> = (0..2_500).map(|at| named(&format!("{at}.txt"), "a")).collect();
    let nested = (0..50).fold(inner.clone(), |inner, _| zip(&[named("a.zip", inner)], Packing::Plain));
    let names = ["../../tmp/doichieu-lot", "/etc/doichieu-lot", "a\\..\\..\\b.txt", "con\0.txt"];
    let outward: Vec<Named> = names.iter().map(|name| named(name, "Kế hoạch")).collect();
    vec![
        named("bomb.docx", docx(&huge)),
        named("bomb.odt", odt(&huge)),
        named("bomb.zip", inner.clone()),
        named("paragraphs.docx", docx(&paragraphs)),
        named("entries.zip", zip(&many, Packing::Packed)),
        named("nested.zip", nested),
        named("overlapping.zip", overlapping(&inner, 1_000)),
        named("outward.zip", zip(&outward, Packing::Plain)),
    ]
}

/// An archive whose directory lists its only entry many times over.
fn overlapping(archive: &[u8], times: u16) -> Vec<u8> {
    let find = |sign: &[u8]| archive.windows(4).rposition(|window| window == sign).unwrap();
    let (entry, end) = (find(b"PK\x01\x02"), find(b"PK\x05\x06"));
    let (mut bytes, mut tail) = (archive[..entry].to_vec(), archive[end..].to_vec());
    for _ in 0..times {
        bytes.extend_from_slice(&archive[entry..end]);
    }
    tail[8..10].copy_from_slice(&times.to_le_bytes());
    tail[10..12].copy_from_slice(&times.to_le_bytes());
    let size = u32::try_from((end - entry) * usize::from(times)).unwrap();
    tail[12..16].copy_from_slice(&size.to_le_bytes());
    bytes.extend_from_slice(&tail);
    bytes
}

fn depths() -> Vec<Named> {
    let word = |open: &str| docx(&format!("<w:document {W}><w:body>{}", open.repeat(MANY)));
    let text = |open: &str| odt(&format!("<office:document-content>{}", open.repeat(MANY)));
    let page = |open: &str| format!("<html><body>{}", open.repeat(MANY));
    let rich = format!("{{\\rtf1 {}", "{\\b ".repeat(MANY));
    vec![
        named("tables.docx", word("<w:tbl><w:tr><w:tc>")),
        named("runs.docx", word("<w:p><w:r>")),
        named("boxes.docx", word("<w:txbxContent><w:p>")),
        named("lists.odt", text("<text:list><text:list-item>")),
        named("frames.odt", text("<draw:frame><draw:text-box>")),
        named("divs.html", page("<div>")),
        named("tables.html", page("<table><tr><td>")),
        named("lists.html", page("<ol><li>")),
        named("bold.html", page("<b><p>")),
        named("templates.html", page("<template><svg>")),
        named("deep.rtf", rich),
        named("attributes.html", format!("<p {}>a", "a=b ".repeat(MANY * 5))),
        named("wide.html", format!("<table>{}", "<tr><td colspan=1000 rowspan=1000>a".repeat(10_000))),
    ]
}

fn entities() -> Vec<Named> {
    let mut laughs = String::from("<!DOCTYPE w:document [<!ENTITY a0 \"ha\">");
    for at in 1..40 {
        write!(laughs, "<!ENTITY a{at} \"&a{};&a{};\">", at - 1, at - 1).unwrap();
    }
    let outside = r#"<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % y SYSTEM "http://127.0.0.1:9/y">%y;]>"#;
    let body = |name: &str| {
        format!("<w:document {W}><w:body><w:p><w:r><w:t>&{name};</w:t></w:r></w:p></w:body></w:document>")
    };
    let content = |name: &str| {
        format!(
            "<office:document-content><office:body><office:text><text:p>&{name};</text:p></office:text></office:body></office:document-content>"
        )
    };
    let page = r#"<html><iframe src="file:///etc/passwd"></iframe><link rel=import href="http://127.0.0.1:9/"><object data="file:///etc/passwd"></object><p>&x;"#;
    vec![
        named("laughs.docx", docx(&format!("{laughs}]>{}", body("a39")))),
        named("laughs.odt", odt(&format!("{laughs}]>{}", content("a39")))),
        named("outside.docx", docx(&format!("{outside}{}", body("x")))),
        named("outside.odt", odt(&format!("{outside}{}", content("x")))),
        named("undefined.docx", docx(&body("x"))),
        named("outside.html", page),
        named("references.html", format!("<p>{}", "&#1114112;&#0;&#xD800;&notanentity;".repeat(MANY))),
    ]
}

/// A PDF of these objects, the first of them its catalog.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = String::new();
    for (at, object) in objects.iter().enumerate() {
        writeln!(places, "{:010} 00000 n ", bytes.len()).unwrap();
        bytes.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    let (start, size) = (bytes.len(), objects.len() + 1);
    let table = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{places}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    bytes.extend_from_slice(table.as_bytes());
    bytes
}

fn object(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn stream(head: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = format!("<<{head}/Length {}>>\nstream\n", data.len()).into_bytes();
    bytes.extend_from_slice(data);
    bytes.extend_from_slice(b"\nendstream");
    bytes
}

/// One page that draws this.
fn page(content: Vec<u8>, more: &[Vec<u8>]) -> Vec<u8> {
    let own = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>/Font<</F 6 0 R>>>>>>";
    let mut objects = vec![
        object("<</Type/Catalog/Pages 2 0 R>>"),
        object("<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        object(own),
        content,
    ];
    objects.extend_from_slice(more);
    pdf(&objects)
}

fn pdfs() -> Vec<Named> {
    let form = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>",
        &b"/X Do ".repeat(20),
    );
    let font = object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
    let letters =
        |times: usize| format!("BT /F 12 Tf 1 0 0 1 9 9 Tm {} ET", "(Giao) Tj ".repeat(times)).into_bytes();
    let catalog = || object("<</Type/Catalog/Pages 2 0 R>>");
    let tree = |pages: &str| {
        pdf(&[catalog(), object(pages), object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")])
    };
    let kids = "3 0 R ".repeat(MANY * 5);
    let images = b"BI /W 60000 /H 60000 /BPC 8 /CS /RGB ID a EI ".repeat(100);
    let dashes = format!("[{}] 0 d 0 0 m 9 9 l S ", "0.0001 ".repeat(100)).repeat(1_000).into_bytes();
    let deep = format!("{}{}", "[".repeat(MANY), "<<".repeat(MANY));
    vec![
        named("own-child.pdf", tree("<</Type/Pages/Kids[2 0 R 2 0 R 2 0 R]/Count 3>>")),
        named("many-pages.pdf", tree(&format!("<</Type/Pages/Kids[{kids}]/Count 2147483647>>"))),
        named("own-form.pdf", page(stream("", b"/X Do"), &[form, font.clone()])),
        named("letters.pdf", page(stream("", &letters(MANY * 20)), &[object("null"), font.clone()])),
        named("saved.pdf", page(stream("", &b"q ".repeat(MANY * 50)), &[])),
        named("clipped.pdf", page(stream("", &b"0 0 9 9 re W n ".repeat(MANY * 5)), &[])),
        named("ruled.pdf", page(stream("", &b"0 0 m 500 0 l S 0 0 m 0 500 l S ".repeat(MANY * 3)), &[])),
        named("pictures.pdf", page(stream("", &images), &[])),
        named("dashes.pdf", page(stream("", &dashes), &[])),
        named("length.pdf", page(object("<</Length 4 0 R>>\nstream\nq\nendstream"), &[])),
        named("predicted.pdf", page(stream("/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647/Colors 32>>", b"\x78\x9c\x03\0\0\0\0\x01"), &[])),
        named("deep.pdf", [b"%PDF-1.4\n1 0 obj\n".as_slice(), deep.as_bytes()].concat()),
        named("previous.pdf", b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF".to_vec()),
        named("vast.pdf", pdf(&[catalog(), object("<</Type/Pages/Kids[3 0 R]/Count 1>>"), object("<</Type/Page/Parent 2 0 R/MediaBox[-1e38 -1e38 1e38 1e38]/UserUnit 1e30>>")])),
        named("nothing.pdf", "%PDF-1.4\n%%EOF"),
        named("endless.pdf", [b"%PDF-1.4\n".as_slice(), &b"1 0 obj<</Type/Page>>endobj\n".repeat(MANY * 2)].concat()),
    ]
}

/// Programs and containers that are called documents.
fn disguised() -> Vec<Named> {
    let program = std::fs::read(env!("CARGO_BIN_EXE_doichieu")).unwrap();
    let program = &program[..1 << 20];
    let script = "#!/bin/sh\ntouch /tmp/doichieu-lot\n";
    let windows = [b"MZ\x90\0".as_slice(), &[0; 500], b"PE\0\0", &program[..5_000]].concat();
    let old_word = |fill: u8| {
        let name: Vec<u8> = "WordDocument\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
        [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[fill; 600], &name, &[fill; 5_000]].concat()
    };
    let mut all = Vec::new();
    for end in ["docx", "doc", "odt", "pdf", "html", "txt", "zip", "rtf"] {
        all.push(named(&format!("program.{end}"), program));
        all.push(named(&format!("script.{end}"), script));
        all.push(named(&format!("windows.{end}"), windows.clone()));
        all.push(named(&format!("empty.{end}"), ""));
    }
    for fill in [0x00, 0x01, 0xFE, 0xFF] {
        all.push(named(&format!("fill{fill:02x}.doc"), old_word(fill)));
    }
    all.push(named("sound.docx", [b"RIFF\0\0\0\0WAVEfmt ".as_slice(), &[7; 4_000]].concat()));
    all.push(named("both.pdf", [b"%PDF-1.4\n".as_slice(), &docx("<w:document/>")].concat()));
    all
}

fn texts() -> Vec<Named> {
    let utf16: Vec<u8> = "\u{FEFF}Kế hoạch \u{1F3DB}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        named("line.txt", "Giao Sở Nội vụ ".repeat(MANY * 4)),
        named("lines.txt", "\n".repeat(MANY * 100)),
        named("marks.txt", format!("Kê{} hoạch", "\u{301}".repeat(MANY * 5))),
        named("nul.txt", vec![0; 1 << 20]),
        named("odd.txt", utf16[..utf16.len() - 1].to_vec()),
        named("surrogates.txt", [b"\xFF\xFE".as_slice(), &b"\0\xD8".repeat(MANY)].concat()),
        named("brackets.txt", "[bookmark: ".repeat(MANY)),
        named("bidi.txt", "\u{202E}\u{2066}gnaoh ếK".repeat(MANY)),
        named("overlong.txt", b"\xC0\xAF\xE0\x80\xAF".repeat(MANY)),
    ]
}
