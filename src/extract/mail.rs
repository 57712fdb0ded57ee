//! Turns a mail (.eml, or .msg of Outlook) into the files that came with it; one that brought none, into its words.
//!
//! Sources: RFC 5322 and 2045, which the library reads; \[MS-OXMSG\] 2.2.2 and 2.4 for the names of storages and
//! streams of Outlook.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use cfb::CompoundFile;
use mail_parser::{MessageParser, MimeHeaders};

use super::doc::stream;
use super::refusal::Refusal;

/// How far into a file the fields of a mail are looked for, in bytes.
const HEAD: usize = 16 << 10;
/// Streams of a message of Outlook: its text, an attachment's bytes, its long and its short name.
const BODY: &str = "__substg1.0_1000001F";
const ATTACHMENT: &str = "__attach_version1.0_#";
const BYTES: &str = "__substg1.0_37010102";
const NAMES: [&str; 2] = ["__substg1.0_3707001F", "__substg1.0_3704001F"];
/// The start of the names of streams that only messages have, as their container writes it.
pub(super) const OUTLOOK: &[u8] = b"_\x00_\x00s\x00u\x00b\x00s\x00t\x00g\x001\x00.\x000\x00_\x00";
/// What a file is called whose mail does not say.
const UNNAMED: &str = "dinh-kem";
const WORDS: &str = "noi-dung-thu.txt";

/// Names and bytes of files.
type Files = Vec<(String, Vec<u8>)>;

/// Does a file begin with the fields of a mail: from whom, and to whom or by which way?
pub(super) fn is_mail(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let (mut from, mut to) = (false, false);
    for line in head.lines().take_while(|line| !line.is_empty()) {
        let Some((name, _)) = line.split_once(':').filter(|_| !line.starts_with([' ', '\t'])) else {
            if line.starts_with([' ', '\t']) {
                continue;
            }
            return false;
        };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return false;
        }
        from |= name.eq_ignore_ascii_case("from");
        to |= ["to", "cc", "delivered-to", "received"].iter().any(|field| name.eq_ignore_ascii_case(field));
    }
    from && to
}

/// The files of a mail.
///
/// # Errors
/// It is damaged.
pub(super) fn files(bytes: &[u8]) -> Result<Files, Refusal> {
    let mail = MessageParser::default().parse(bytes).ok_or_else(|| Refusal::damaged("mail"))?;
    let file = |part: &mail_parser::MessagePart<'_>| {
        (part.attachment_name().unwrap_or(UNNAMED).to_owned(), part.contents().to_vec())
    };
    let attached: Files = mail.attachments().map(file).collect();
    Ok(or_words(attached, &mail.body_text(0).unwrap_or_default()))
}

/// The files of a message of Outlook.
///
/// # Errors
/// It is damaged.
pub(super) fn outlook(bytes: &[u8]) -> Result<Files, Refusal> {
    let mut file =
        CompoundFile::open(Cursor::new(bytes)).map_err(|error| Refusal::damaged(&error.to_string()))?;
    let storages: Vec<_> =
        file.walk().filter(|entry| entry.is_storage()).map(|entry| entry.path().to_owned()).collect();
    let is_attachment = |path: &&PathBuf| {
        let depth = path.components().count();
        depth == 2 && path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(ATTACHMENT))
    };
    let mut attached = Vec::new();
    for storage in storages.iter().filter(is_attachment) {
        let Ok(content) = stream(&mut file, &storage.join(BYTES), bytes.len()) else { continue };
        let name = NAMES.iter().find_map(|name| stream(&mut file, &storage.join(name), bytes.len()).ok());
        attached.push((name.map_or_else(|| UNNAMED.to_owned(), |name| utf16(&name)), content));
    }
    let words = stream(&mut file, Path::new(BODY), bytes.len()).unwrap_or_default();
    Ok(or_words(attached, &utf16(&words)))
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned()
}

fn or_words(attached: Files, words: &str) -> Files {
    if attached.is_empty() { vec![(WORDS.to_owned(), words.as_bytes().to_vec())] } else { attached }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn fields_tell_a_mail_from_a_text() {
        assert!(is_mail(b"MIME-Version: 1.0\r\nFrom: a@b.vn\r\nTo: c@d.vn\r\n\r\nx"));
        assert!(is_mail(b"Received: by x\r\n\tfrom y\r\nFROM: a\r\n\r\n"));
        for text in
            ["Kính gửi: các sở\nFrom: a\nTo: b", "From: a\nKẾ HOẠCH\nTo: b", "", "From: <Saved by Blink>\n\n"]
        {
            assert!(!is_mail(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_mail_gives_what_came_with_it() {
        let mail = "From: a@b.vn\r\nTo: c@d.vn\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGửi anh.\r\n\
            --b\r\nContent-Type: application/octet-stream; name=\"=?utf-8?B?a+G6vyBob+G6oWNoLnR4dA==?=\"\r\n\
            Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\nS+G6viBIT+G6oENI\r\n--b--\r\n";
        assert_eq!(
            files(mail.as_bytes()).unwrap(),
            [("kế hoạch.txt".to_owned(), "KẾ HOẠCH".as_bytes().to_vec())]
        );
        let bare = "From: a@b.vn\r\nTo: c@d.vn\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nKế hoạch";
        assert_eq!(files(bare.as_bytes()).unwrap(), [(WORDS.to_owned(), "Kế hoạch".as_bytes().to_vec())]);
    }

    #[test]
    fn a_message_of_outlook_gives_what_came_with_it() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        let mut put = |path: &str, bytes: &[u8]| file.create_stream(path).unwrap().write_all(bytes).unwrap();
        put("/__substg1.0_1000001F", &wide("Gửi anh."));
        let mut put = |path: &str, bytes: &[u8]| {
            let path = Path::new("/__attach_version1.0_#00000000").join(path);
            file.create_storage_all(path.parent().unwrap()).unwrap();
            file.create_stream(path).unwrap().write_all(bytes).unwrap();
        };
        put(BYTES, "KẾ HOẠCH".as_bytes());
        put(NAMES[0], &wide("kế hoạch.txt"));
        file.flush().unwrap();
        let bytes = file.into_inner().into_inner();
        assert!(bytes.windows(OUTLOOK.len()).any(|window| window == OUTLOOK));
        assert_eq!(outlook(&bytes).unwrap(), [("kế hoạch.txt".to_owned(), "KẾ HOẠCH".as_bytes().to_vec())]);
    }
}
