//! Turns the bytes of a page into characters.

use super::super::decode;
use super::super::legacy;

/// How far into a page its `meta` tags are looked for, in bytes.
const HEAD: usize = 4096;

/// By byte order mark, else by what the page says of itself, else as UTF-8. Pages in an 8-bit code say Windows-1258 or
/// nothing; bytes that are no UTF-8 are read so.
pub(super) fn decode(bytes: &[u8]) -> String {
    let says_1258 = declared(&bytes[..bytes.len().min(HEAD)]).is_some_and(|name| name == "windows-1258");
    if says_1258 || (std::str::from_utf8(bytes).is_err() && !decode::says_unicode(bytes)) {
        let text = String::from_utf8_lossy(bytes);
        // A few damaged bytes in a page that is UTF-8 everywhere else are damage.
        let broken = text.matches(char::REPLACEMENT_CHARACTER).count();
        let sound = text.chars().filter(|c| !c.is_ascii()).count() - broken;
        if says_1258 || broken > sound {
            return legacy::windows_1258(bytes);
        }
    }
    decode::decode(bytes)
}

/// The name behind the first `charset=`, in lower case.
fn declared(head: &[u8]) -> Option<String> {
    let head = head.to_ascii_lowercase();
    let at = head.windows(8).position(|window| window == b"charset=")? + 8;
    let name = head[at..].iter().skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '));
    let name: Vec<u8> =
        name.copied().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').collect();
    String::from_utf8(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_its_encoding() {
        assert_eq!(decode("<p>Kế hoạch".as_bytes()), "<p>Kế hoạch");
        let page = b"<meta charset='windows-1258'><p>K\xea\xec hoa\xf2ch";
        assert!(decode(page).ends_with("Kế hoạch"));
    }

    #[test]
    fn a_damaged_byte_changes_no_encoding() {
        assert!(decode(b"<p>K\xe1\xba\xbf ho\xe1\xba\xa1ch \xff").contains("Kế hoạch"));
    }
}
