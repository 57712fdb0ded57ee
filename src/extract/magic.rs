use super::{decode, mail};

/// What a file is that is no plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Word (.docx).
    Word,
    /// Old Word (.doc).
    OldWord,
    /// OpenDocument text (.odt).
    OpenText,
    /// Rich Text Format.
    Rich,
    /// PDF.
    Pdf,
    /// A web page.
    Page,
    /// A picture: PNG, JPEG, TIFF.
    Picture,
    /// A ZIP archive of files, or a mail.
    Archive,
    /// A format that we know when we see it and do not read.
    Foreign(&'static Foreign),
}

/// A format that is told by its bytes. The names stand after "Tệp là" and "the file is".
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    pub(super) name_vi: &'static str,
    pub(super) name_en: &'static str,
    /// What reads it, where anything does.
    kind: Option<Kind>,
}

const fn foreign(name_vi: &'static str, name_en: &'static str) -> Foreign {
    Foreign { name_vi, name_en, kind: None }
}

const fn read_as(kind: Kind, name: &'static str) -> Foreign {
    Foreign { name_vi: name, name_en: name, kind: Some(kind) }
}

impl Foreign {
    fn kind(&'static self) -> Kind {
        self.kind.unwrap_or(Kind::Foreign(self))
    }
}

const IMAGE: Foreign = foreign("hình ảnh GIF hoặc DjVu", "a GIF or DjVu image");
const PICTURE: Foreign =
    Foreign {
        name_vi: "hình ảnh (bản quét)", name_en: "an image (a scan?)", kind: Some(Kind::Picture)
    };
const ZIP: Foreign =
    Foreign { name_vi: "tệp nén ZIP", name_en: "a ZIP archive", kind: Some(Kind::Archive) };
const OLE: Foreign =
    foreign("Excel hoặc PowerPoint đời cũ (.xls, .ppt)", "old Excel or PowerPoint (.xls, .ppt)");
static MESSAGE: Foreign = read_as(Kind::Archive, "Outlook (.msg)");
static OLD_WORD: Foreign = read_as(Kind::OldWord, "Word (.doc)");
/// The name of the stream that only Word files have, as their container writes it.
const WORD_STREAM: &[u8] = b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0";

/// The first bytes of a file and what they announce.
const SIGNATURES: [(&[u8], Foreign); 15] = [
    (b"%PDF", read_as(Kind::Pdf, "PDF")),
    (b"\xD0\xCF\x11\xE0", OLE),
    (b"{\\rtf", read_as(Kind::Rich, "RTF")),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"Rar!\x1A\x07", foreign("tệp nén RAR", "a RAR archive")),
    (b"7z\xBC\xAF\x27\x1C", foreign("tệp nén 7-Zip", "a 7-Zip archive")),
    (b"\x1F\x8B", foreign("tệp nén gzip", "a gzip archive")),
    (b"\x89PNG", PICTURE),
    (b"\xFF\xD8\xFF", PICTURE),
    (b"GIF8", IMAGE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"AT&TFORM", IMAGE),
    (b"MIME-Version:", foreign("trang web lưu một tệp (MHTML)", "a web page in one file (MHTML)")),
];

/// Office formats are ZIP archives; the name of one entry tells which. Entry names are never compressed.
const IN_ZIP: [(&[u8], Foreign); 5] = [
    (b"word/document", read_as(Kind::Word, "Word (.docx)")),
    (b"xl/workbook.xml", foreign("Excel (.xlsx)", "Excel (.xlsx)")),
    (b"ppt/presentation.xml", foreign("PowerPoint (.pptx)", "PowerPoint (.pptx)")),
    (b"application/vnd.oasis.opendocument.text", read_as(Kind::OpenText, "OpenDocument (.odt)")),
    (
        b"application/vnd.oasis.opendocument",
        foreign("OpenDocument (.ods, .odp)", "OpenDocument (.ods, .odp)"),
    ),
];

/// How a text begins that is markup, in lower case.
const MARKUP: [(&str, Foreign); 6] = [
    ("<!doctype html", PAGE),
    ("<html", PAGE),
    ("<head", PAGE),
    ("<body", PAGE),
    ("<meta", PAGE),
    ("<?xml", foreign("XML", "XML")),
];
const PAGE: Foreign = read_as(Kind::Page, "HTML");
/// How far into XML a page is looked for, in bytes.
const PROLOGUE: usize = 1_024;

/// What the bytes are, where they are no plain text.
pub(super) fn kind(bytes: &[u8]) -> Option<Kind> {
    if mail::is_mail(bytes) {
        return Some(Kind::Archive);
    }
    match by_signature(bytes) {
        Some(format) => Some(format.kind()),
        None => by_markup(&decode::decode(&bytes[..bytes.len().min(PROLOGUE)])).map(Foreign::kind),
    }
}

/// What the first bytes announce, where it is no text.
fn by_signature(bytes: &[u8]) -> Option<&'static Foreign> {
    // Some programs put a byte order mark or an empty line before "%PDF" and "{\rtf"; readers take them anyway.
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let found = SIGNATURES.iter().find(|(start, _)| body.starts_with(start)).map(|(_, format)| format)?;
    Some(match () {
        () if *found == ZIP => in_zip(bytes),
        () if *found == OLE && holds(bytes, mail::OUTLOOK) => &MESSAGE,
        () if *found == OLE && holds(bytes, WORD_STREAM) => &OLD_WORD,
        () => found,
    })
}

fn holds(bytes: &[u8], name: &[u8]) -> bool {
    bytes.windows(name.len()).any(|window| window == name)
}

/// How far into a file the kind of an OpenDocument file stands: it is its first entry, and not packed.
const FIRST_ENTRY: usize = 512;

/// An archive of Word files holds their names too, so the list of its own entries decides, where it can be read.
fn in_zip(bytes: &[u8]) -> &'static Foreign {
    let listed = entry_names(bytes);
    let has = |name: &[u8]| match &listed {
        Some(names) => names.iter().any(|entry| entry.starts_with(name)),
        None => holds(bytes, name),
    };
    let begins = |name: &[u8]| {
        name.starts_with(b"application/") && holds(&bytes[..bytes.len().min(FIRST_ENTRY)], name)
    };
    IN_ZIP.iter().find(|(name, _)| has(name) || begins(name)).map_or(&ZIP, |(_, format)| format)
}

/// The names of the entries of a ZIP archive, by the directory at its end (APPNOTE.TXT, 4.3.12 and 4.3.16).
fn entry_names(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    const END: &[u8] = b"PK\x05\x06";
    const ENTRY: &[u8] = b"PK\x01\x02";
    let number = |at: usize, width: usize| -> Option<usize> {
        let digits = bytes.get(at..at.checked_add(width)?)?.iter().rev();
        Some(digits.fold(0, |number, digit| (number << 8) | usize::from(*digit)))
    };
    let tail = bytes.len().saturating_sub(22 + usize::from(u16::MAX));
    let end = tail + bytes[tail..].windows(END.len()).rposition(|window| window == END)?;
    let (count, mut at) = (number(end + 10, 2)?, number(end + 16, 4)?);
    let mut names = Vec::new();
    for _ in 0..count {
        let name = at + 46..at + 46 + number(at + 28, 2)?;
        names.push(bytes.get(at..)?.starts_with(ENTRY).then(|| bytes.get(name.clone()))??);
        at = name.end + number(at + 30, 2)? + number(at + 32, 2)?;
    }
    Some(names)
}

/// Which markup a text is, where it is any. XML may be a page too.
fn by_markup(text: &str) -> Option<&'static Foreign> {
    let body = text.trim_start();
    let body = match body.strip_prefix("<!--") {
        Some(comment) => comment.split_once("-->").map_or("", |(_, rest)| rest.trim_start()),
        None => body,
    };
    if body.starts_with("<?xml") && body.to_ascii_lowercase().contains("<html") {
        return Some(&MARKUP[0].1);
    }
    let begins = |start: &str| body.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    MARKUP.iter().find(|(start, _)| begins(start)).map(|(_, format)| format)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(bytes: &[u8]) -> Option<&'static str> {
        by_signature(bytes).map(|format| format.name_en)
    }

    #[test]
    fn bytes_say_what_they_are() {
        assert_eq!(name(b"%PDF-1.4"), Some("PDF"));
        assert_eq!(name(b"\xEF\xBB\xBF\r\n{\\rtf1"), Some("RTF"));
        assert_eq!(name(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), Some("old Excel or PowerPoint (.xls, .ppt)"));
        let word = [b"\xD0\xCF\x11\xE0....".as_slice(), WORD_STREAM].concat();
        assert_eq!(kind(&word), Some(Kind::OldWord));
        assert_eq!(name(b"\xFF\xD8\xFF\xE0"), Some("an image (a scan?)"));
        assert_eq!(name("KẾ HOẠCH".as_bytes()), None);
    }

    #[test]
    fn an_office_file_is_told_from_an_archive() {
        assert_eq!(name(b"PK\x03\x04....word/document.xml..."), Some("Word (.docx)"));
        assert_eq!(name(b"PK\x03\x04....anh.jpg..."), Some("a ZIP archive"));
        // One entry, a Word file that is not packed: its own entry names show.
        let mut archive = b"PK\x03\x04....word/document.xml....".to_vec();
        let directory = u32::try_from(archive.len()).unwrap().to_le_bytes();
        archive.extend_from_slice(b"PK\x01\x02");
        archive.extend_from_slice(&[0; 24]);
        archive.extend_from_slice(&[6, 0]);
        archive.extend_from_slice(&[0; 16]);
        archive.extend_from_slice(b"a.docx");
        archive.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0\0\0\0\0");
        archive.extend_from_slice(&directory);
        archive.extend_from_slice(&[0, 0]);
        assert_eq!(name(&archive), Some("a ZIP archive"));
        assert_eq!(name(b"PKI, "), None);
    }

    #[test]
    fn a_web_page_is_no_text() {
        assert_eq!(by_markup("\n <!DOCTYPE HTML>\n").map(|f| f.name_en), Some("HTML"));
        assert_eq!(by_markup("<HTML xmlns:v='urn'>").map(|f| f.name_en), Some("HTML"));
        assert_eq!(kind(b"<?xml version='1.0'?><!DOCTYPE html><html>"), Some(Kind::Page));
        assert_eq!(by_markup("<!-- saved --><html>").map(|f| f.name_en), Some("HTML"));
        assert_eq!(by_markup("<ế>"), None);
        assert_eq!(by_markup("Thẻ <html> mở đầu trang"), None);
    }
}
