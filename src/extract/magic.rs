/// A format we know when we see it and do not read. The names stand after "Tệp là" and "the file is".
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    pub(super) name_vi: &'static str,
    pub(super) name_en: &'static str,
}

const fn foreign(name_vi: &'static str, name_en: &'static str) -> Foreign {
    Foreign { name_vi, name_en }
}

const IMAGE: Foreign = foreign("hình ảnh (bản chụp)", "an image (a scan?)");
const ZIP: Foreign = foreign("tệp nén ZIP", "a ZIP archive");

/// The first bytes of a file and what they announce.
const SIGNATURES: [(&[u8], Foreign); 15] = [
    (b"%PDF", foreign("PDF", "PDF")),
    (b"\xD0\xCF\x11\xE0", foreign("Word hoặc Excel đời cũ (.doc, .xls)", "old Word or Excel (.doc, .xls)")),
    (b"{\\rtf", foreign("RTF", "RTF")),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"Rar!\x1A\x07", foreign("tệp nén RAR", "a RAR archive")),
    (b"7z\xBC\xAF\x27\x1C", foreign("tệp nén 7-Zip", "a 7-Zip archive")),
    (b"\x1F\x8B", foreign("tệp nén gzip", "a gzip archive")),
    (b"\x89PNG", IMAGE),
    (b"\xFF\xD8\xFF", IMAGE),
    (b"GIF8", IMAGE),
    (b"II*\0", IMAGE),
    (b"MM\0*", IMAGE),
    (b"AT&TFORM", IMAGE),
    (b"MIME-Version:", foreign("trang web lưu một tệp (MHTML)", "a web page in one file (MHTML)")),
];

/// Office formats are ZIP archives; the name of one entry tells which. Entry names are never compressed.
const IN_ZIP: [(&[u8], Foreign); 4] = [
    (b"word/document.xml", foreign("Word (.docx)", "Word (.docx)")),
    (b"xl/workbook.xml", foreign("Excel (.xlsx)", "Excel (.xlsx)")),
    (b"ppt/presentation.xml", foreign("PowerPoint (.pptx)", "PowerPoint (.pptx)")),
    (
        b"application/vnd.oasis.opendocument",
        foreign("OpenDocument (.odt, .ods)", "OpenDocument (.odt, .ods)"),
    ),
];

/// How a text begins that is markup, in lower case.
const MARKUP: [(&str, Foreign); 3] = [
    ("<!doctype html", foreign("HTML", "HTML")),
    ("<html", foreign("HTML", "HTML")),
    ("<?xml", foreign("XML", "XML")),
];

/// Is this the one office format that we read?
pub(super) fn is_docx(format: &Foreign) -> bool {
    *format == IN_ZIP[0].1
}

/// Is it PDF?
pub(super) fn is_pdf(format: &Foreign) -> bool {
    *format == SIGNATURES[0].1
}

/// What the first bytes announce, where it is no text.
pub(super) fn by_signature(bytes: &[u8]) -> Option<&'static Foreign> {
    // Some programs put a byte order mark or an empty line before "%PDF" and "{\rtf"; readers take them anyway.
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let found = SIGNATURES.iter().find(|(start, _)| body.starts_with(start)).map(|(_, format)| format)?;
    Some(if *found == ZIP { in_zip(bytes) } else { found })
}

fn in_zip(bytes: &[u8]) -> &'static Foreign {
    let holds = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    IN_ZIP.iter().find(|(name, _)| holds(name)).map_or(&ZIP, |(_, format)| format)
}

/// Which markup a text is, where it is any.
pub(super) fn by_markup(text: &str) -> Option<&'static Foreign> {
    let body = text.trim_start();
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
        assert_eq!(name(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), Some("old Word or Excel (.doc, .xls)"));
        assert_eq!(name(b"\xFF\xD8\xFF\xE0"), Some("an image (a scan?)"));
        assert_eq!(name("KẾ HOẠCH".as_bytes()), None);
    }

    #[test]
    fn an_office_file_is_told_from_an_archive() {
        assert_eq!(name(b"PK\x03\x04....word/document.xml..."), Some("Word (.docx)"));
        assert_eq!(name(b"PK\x03\x04....anh.jpg..."), Some("a ZIP archive"));
        assert_eq!(name(b"PKI, "), None);
    }

    #[test]
    fn a_web_page_is_no_plan() {
        assert_eq!(by_markup("\n <!DOCTYPE HTML>\n").map(|f| f.name_en), Some("HTML"));
        assert_eq!(by_markup("<HTML xmlns:v='urn'>").map(|f| f.name_en), Some("HTML"));
        assert_eq!(by_markup("<ế>"), None);
        assert_eq!(by_markup("Thẻ <html> mở đầu trang"), None);
    }
}
