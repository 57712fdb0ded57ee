//! Turns a file's bytes into a [`Document`]: its text as it stands, cut into blocks, or a reasoned refusal.
//!
//! What the bytes are decides, never what the file is called: a PDF named `plan.txt` is a PDF. Nothing is
//! normalized here, so that every later span can point at what the file really says.

mod archive;
mod blocks;
mod caged;
mod confine;
mod decode;
mod doc;
mod docx;
mod html;
mod layout;
mod legacy;
mod magic;
mod mail;
mod numbers;
mod odt;
mod office;
mod package;
mod pdf;
mod process;
mod refusal;
mod residue;
mod scan;
mod sheet;
mod tools;
mod worker;
mod xml;

pub use archive::Member;
pub use caged::{VERB as CAGE_VERB, become_program};
pub use confine::Limits;
pub use refusal::{Refusal, RefusalCode};
pub use tools::{Tool, Tools};
pub use worker::{Extractor, VERB as WORKER_VERB, serve};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::{Aside, AsideKind, Code, Diagnostic, Document, Doubtful, Format, Span};
use crate::normalize::{self, WordKind, is_syllable};
use layout::Layout;
use legacy::Legacy;
use magic::Kind;
use sheet::Sheet;

/// The largest file that is read, in bytes. A plan with all its annexes is under one MiB of text; what is larger
/// than this is something else, and reading it would only cost every other file its memory.
pub const MAX_BYTES: usize = 64 << 20;

/// Reads one file. `file` is its name without folders; it is kept and tells Markdown from plain text.
///
/// # Errors
/// A [`Refusal`] that says why these bytes give no document: too large, another format, no text.
pub fn extract(file: &str, bytes: &[u8]) -> Result<Document, Refusal> {
    match read(file, bytes)? {
        Reading::Whole(document) => Ok(*document),
        Reading::Scanned(..) => Err(Refusal::needs_tool(SCAN, tools::OCR)),
        Reading::Archive(_) => Err(Refusal::archive()),
    }
}

/// What a file without text to read is called.
const SCAN: &str = "PDF quét";

const PICTURE: &str = "hình ảnh";

/// What can be read of a file without other programs.
#[derive(Serialize, Deserialize)]
enum Reading {
    /// All of it.
    Whole(Box<Document>),
    /// The sheets of a PDF, and which of them (from 0) have to be recognized.
    Scanned(Vec<Sheet>, Vec<usize>),
    /// The files in an archive.
    Archive(Vec<Member>),
}

fn read(file: &str, bytes: &[u8]) -> Result<Reading, Refusal> {
    if bytes.len() > MAX_BYTES {
        return Err(Refusal::too_large(bytes.len(), MAX_BYTES));
    }
    let document = match magic::kind(bytes) {
        None => plain(file, bytes)?,
        Some(Kind::Word) => docx::read(bytes).map(|read| written(Format::Docx, read))?,
        Some(Kind::OpenText) => odt::read(bytes).map(|read| written(Format::Odt, read))?,
        Some(Kind::OldWord) => old_word(bytes)?,
        Some(Kind::Page) => page(bytes)?,
        Some(Kind::Pdf) => {
            let sheets = pdf::read(bytes)?;
            let scanned = scanned(&sheets);
            if !scanned.is_empty() {
                return Ok(Reading::Scanned(sheets, scanned));
            }
            printed(Format::Pdf, sheets)?
        }
        Some(Kind::Archive) => return archive::members(bytes).map(Reading::Archive),
        Some(Kind::Picture) => return Err(Refusal::needs_tool(PICTURE, tools::OCR)),
        Some(Kind::Rich) => return Err(Refusal::needs_tool("RTF", tools::OFFICE)),
        Some(Kind::Foreign(format)) => return Err(Refusal::unsupported(format)),
    };
    Ok(Reading::Whole(Box::new(Document { file: file.to_string(), sha256: sha256(bytes), ..document })))
}

/// What a reader of a word processor's files gives: text and blocks, what stands beside, what was doubtful.
type Read = (Layout, Vec<Aside>, Vec<Diagnostic>);

/// A document still without name and hash.
fn written(format: Format, ((text, blocks), asides, diagnostics): Read) -> Document {
    Document {
        file: String::new(),
        format,
        sha256: String::new(),
        blocks,
        residue: residue::residue(&text),
        asides,
        doubtful: Vec::new(),
        pages: Vec::new(),
        diagnostics: Damage::of(&text).diagnostic().into_iter().chain(diagnostics).collect(),
        text,
    }
}

/// Text in an 8-bit code of before Unicode is decoded, whether its bytes are still what they were or were taken for
/// Latin letters since.
fn plain(file: &str, bytes: &[u8]) -> Result<Document, Refusal> {
    let mut text = decode::decode(bytes);
    let mut damage = Damage::of(&text);
    let latin = if damage.is_foreign() { legacy::windows_1252(bytes) } else { text.clone() };
    let code = legacy::guess(&latin);
    if let Some(code) = code {
        text = code.decode(&latin);
        damage = Damage::of(&text);
    }
    damage.refusal().map_or(Ok(()), Err)?;
    let asides = code.map(|_| Aside { kind: AsideKind::Original, text: latin });
    let told = code.map(Legacy::diagnostic);
    let layout = (text.clone(), blocks::blocks(&text));
    Ok(written(format_by_name(file), (layout, asides.into_iter().collect(), told.into_iter().collect())))
}

fn old_word(bytes: &[u8]) -> Result<Document, Refusal> {
    let mut text = doc::read(bytes)?;
    let (mut asides, mut told) = (Vec::new(), vec![lesser(tools::OFFICE)]);
    if let Some(code) = legacy::guess(&text) {
        told.push(code.diagnostic());
        let original = std::mem::take(&mut text);
        text = code.decode(&original);
        asides.push(Aside { kind: AsideKind::Original, text: original });
    }
    let layout = (text.clone(), blocks::blocks(&text));
    Ok(written(Format::Doc, (layout, asides, told)))
}

/// What the analyst is told of a file that was read without the program that reads all of it.
fn lesser(tool: &Tool) -> Diagnostic {
    let message = format!(
        "Chỉ đọc được phần chữ: số thứ tự tự động và bảng có thể thiếu vì máy không có {}; cài gói {} rồi nạp lại.",
        tool.name, tool.packages
    );
    Diagnostic { code: Code::ReadInPart, message, path: None, span: None }
}

fn page(bytes: &[u8]) -> Result<Document, Refusal> {
    let (layout, left_out) = html::read(bytes)?;
    let told = (left_out > 0).then(|| Diagnostic {
        code: Code::Residue,
        message: format!(
            "Đã bỏ {left_out} ký tự thuộc khung của trang web (trình đơn, chân trang), ngoài văn bản."
        ),
        path: None,
        span: None,
    });
    Ok(written(Format::Html, (layout, Vec::new(), told.into_iter().collect())))
}

/// The pages (from 0) that have no text to read: pictures, or letters of a font that does not say which they are.
fn scanned(sheets: &[Sheet]) -> Vec<usize> {
    let needs_recognition = |sheet: &Sheet| {
        let words: Vec<&str> = sheet.words.iter().map(|word| word.text.as_str()).collect();
        if words.len() < FEW_WORDS { sheet.pictured } else { !is_legible(&words.join(" ")) }
    };
    (0..sheets.len()).filter(|&page| needs_recognition(&sheets[page])).collect()
}

/// A page with fewer words than this says nothing about its fonts: the stamp of who published a scan is so short.
const FEW_WORDS: usize = 20;

/// The document on these sheets.
fn printed(format: Format, sheets: Vec<Sheet>) -> Result<Document, Refusal> {
    let recognized = Recognition::of(&sheets);
    let laid = sheet::lay_out(sheets);
    if !is_legible(&laid.text) {
        return Err(Refusal::scan());
    }
    let told = recognized.diagnostic(&laid.doubtful);
    let document = written(format, ((laid.text, laid.blocks), Vec::new(), told.into_iter().collect()));
    Ok(Document { doubtful: laid.doubtful, pages: laid.pages, ..document })
}

/// How much of a file was recognized from pictures.
#[derive(Default)]
struct Recognition {
    pages: usize,
    words: usize,
    /// The sum over the words, in percent.
    confidence: usize,
}

impl Recognition {
    fn of(sheets: &[Sheet]) -> Recognition {
        let mut found = Recognition::default();
        for sheet in sheets {
            let sure: Vec<u8> = sheet.words.iter().filter_map(|word| word.confidence).collect();
            found.pages += usize::from(!sure.is_empty());
            found.words += sure.len();
            found.confidence += sure.iter().map(|sure| usize::from(*sure)).sum::<usize>();
        }
        found
    }

    fn diagnostic(&self, doubtful: &[Doubtful]) -> Option<Diagnostic> {
        let mean = self.confidence.checked_div(self.words)?;
        let message = format!(
            "Đọc từ bản quét ({} trang), độ tin cậy trung bình {mean} %; {} chữ chưa chắc, cần đối chiếu với bản gốc.",
            self.pages,
            doubtful.len()
        );
        let span = doubtful.first().map(|doubtful| doubtful.span);
        Some(Diagnostic { code: Code::OcrUncertain, message, path: None, span })
    }
}

/// Are most of the words of a text syllables of Vietnamese?
fn is_legible(text: &str) -> bool {
    let words = normalize::words(text);
    let letters = words.iter().filter(|word| word.kind == WordKind::Letters).map(|word| word.of(text));
    let (all, valid) =
        letters.fold((0, 0), |(all, valid), word| (all + 1, valid + usize::from(is_syllable(word))));
    all > 0 && valid * 2 > all
}

/// Text is text; only its name can say that its stars and hashes are meant as Markdown.
fn format_by_name(file: &str) -> Format {
    let lower = file.to_lowercase();
    if lower.ends_with(".md") || lower.ends_with(".markdown") { Format::Markdown } else { Format::Text }
}

/// SHA-256 of bytes, lower-case hexadecimal: tells whether a file is the same file.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How much of a text cannot be read. Counts are of characters.
#[derive(Default)]
struct Damage {
    /// All characters.
    total: usize,
    /// Those beyond ASCII that were decoded soundly.
    marked: usize,
    /// U+FFFD: bytes that are nothing in the encoding found, by us or by who wrote the file.
    undecoded: usize,
    /// Control characters that lay out nothing, NUL among them.
    controls: usize,
    /// Where the first unreadable one stands.
    first: Option<Span>,
}

impl Damage {
    fn of(text: &str) -> Damage {
        let mut damage = Damage::default();
        for (at, c) in text.char_indices() {
            damage.count(at, c);
        }
        damage
    }

    fn count(&mut self, at: usize, c: char) {
        self.total += 1;
        if c == char::REPLACEMENT_CHARACTER {
            self.undecoded += 1;
        } else if c.is_control() && !c.is_whitespace() {
            self.controls += 1;
        } else {
            self.marked += usize::from(!c.is_ascii());
            return;
        }
        self.first.get_or_insert(Span::new(at, at + c.len_utf8()));
    }

    fn unreadable(&self) -> usize {
        self.undecoded + self.controls
    }

    /// Programs, archives and encrypted files are unreadable in more than every third character. Text in an 8-bit
    /// code of old (TCVN3, VNI, Windows-1258) loses about every fifth, each a letter with its tone: what would be
    /// left reads like Vietnamese and is not.
    fn refusal(&self) -> Option<Refusal> {
        if self.unreadable() * 3 > self.total {
            return Some(Refusal::not_text());
        }
        self.is_foreign().then(Refusal::unknown_encoding)
    }

    fn is_foreign(&self) -> bool {
        self.undecoded > self.marked && self.undecoded * 10 > self.total
    }

    fn diagnostic(&self) -> Option<Diagnostic> {
        let message = match (self.undecoded, self.controls) {
            (0, controls) => format!("Có {controls} ký tự điều khiển lạ trong văn bản; giữ nguyên tại chỗ."),
            (undecoded, 0) => {
                format!("Có {undecoded} chỗ không giải mã được; mỗi chỗ hiện bằng ký tự \u{FFFD}.")
            }
            (undecoded, controls) => format!(
                "Có {undecoded} chỗ không giải mã được, mỗi chỗ hiện bằng ký tự \u{FFFD}, và {controls} ký tự điều \
                 khiển lạ, giữ nguyên tại chỗ."
            ),
        };
        self.first.map(|span| Diagnostic {
            code: Code::EncodingDamaged,
            message,
            path: None,
            span: Some(span),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Document {
        extract("kế hoạch.txt", bytes).unwrap()
    }

    fn refused(bytes: &[u8]) -> RefusalCode {
        extract("kế hoạch.txt", bytes).unwrap_err().code
    }

    /// Every character that is not white space lies in exactly one block, and blocks come in order.
    fn assert_nothing_lost(document: &Document) {
        let mut end = 0;
        for block in &document.blocks {
            let between = &document.text[end..block.span.start];
            assert!(between.chars().all(char::is_whitespace), "lost: {between:?}");
            assert_eq!(block.span.of(&document.text).trim(), block.span.of(&document.text));
            assert!(!block.span.is_empty());
            end = block.span.end;
        }
        assert!(document.text[end..].chars().all(char::is_whitespace), "lost at the end");
    }

    #[test]
    fn keeps_the_text_as_it_stands() {
        let text = "KẾ HOẠCH\r\n\r\n\tI. Mục đi\u{0301}ch \u{a0}\n";
        let document = read(text.as_bytes());
        assert_eq!(document.text, text);
        assert_eq!(document.diagnostics, []);
        assert_nothing_lost(&document);
    }

    #[test]
    fn an_empty_file_is_an_empty_document() {
        let document = read(b"");
        assert_eq!((document.text.as_str(), document.blocks.len()), ("", 0));
        assert_eq!(document.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn one_endless_line_is_one_block() {
        let document = read("[bookmark: giao Sở Nội vụ ".repeat(200_000).as_bytes());
        assert_eq!(document.blocks.len(), 1);
        assert_nothing_lost(&document);
    }

    #[test]
    fn the_name_only_tells_markdown_from_text() {
        let format = |name| extract(name, b"**I.**").unwrap().format;
        assert_eq!(format("a.MD"), Format::Markdown);
        assert_eq!(format("a.markdown"), Format::Markdown);
        assert_eq!(format("a.docx"), Format::Text);
        assert_eq!(refused(b"%PDF-1.7\n"), RefusalCode::Damaged);
    }

    #[test]
    fn damaged_bytes_are_shown_and_told() {
        let document = read(b"Giao S\xe1\xbb\x9f N\xffi v\xe1\xbb\xa5 t\xe1\xbb\x89nh\x00");
        assert_eq!(document.text, "Giao Sở N\u{FFFD}i vụ tỉnh\0");
        let told = &document.diagnostics[0];
        assert_eq!(told.code, Code::EncodingDamaged);
        assert_eq!(told.span.unwrap().of(&document.text), "\u{FFFD}");
        assert!(told.message.starts_with("Có 1 chỗ không giải mã được"), "{}", told.message);
        assert!(told.message.contains("1 ký tự điều khiển"), "{}", told.message);
        assert_nothing_lost(&document);
    }

    #[test]
    fn an_8_bit_code_of_old_is_refused_by_name() {
        // "Kế hoạch triển khai thi hành Luật" in TCVN3: one byte a letter.
        let bytes = b"K\xd5 ho\xb9ch tri\xd3n khai thi h\xb5nh Lu\xcbt";
        assert_eq!(refused(bytes), RefusalCode::UnknownEncoding);
    }

    #[test]
    fn programs_are_no_text() {
        let noise: Vec<u8> = (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(refused(&noise), RefusalCode::NotText);
        assert_eq!(refused(&[0; 64]), RefusalCode::NotText);
        assert_eq!(refused(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"), RefusalCode::NotText);
    }

    #[test]
    fn what_is_too_large_is_not_looked_at() {
        assert_eq!(refused(&vec![b'a'; MAX_BYTES + 1]), RefusalCode::TooLarge);
    }
}
