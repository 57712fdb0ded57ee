/// How the characters of a text file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

/// How many bytes are looked at where no byte order mark says what they are.
const SAMPLE: usize = 4096;

/// The text of `bytes` without its byte order mark. What is nothing in the encoding found becomes U+FFFD.
pub(super) fn decode(bytes: &[u8]) -> String {
    let (encoding, body) = encoding(bytes);
    match encoding {
        Encoding::Utf8 => String::from_utf8_lossy(body).into_owned(),
        Encoding::Utf16Le => utf16(body, u16::from_le_bytes),
        Encoding::Utf16Be => utf16(body, u16::from_be_bytes),
    }
}

/// Do the bytes say of themselves that they are Unicode: by a byte order mark, or by the NULs of UTF-16?
pub(super) fn says_unicode(bytes: &[u8]) -> bool {
    let (encoding, body) = encoding(bytes);
    encoding != Encoding::Utf8 || body.len() < bytes.len()
}

/// The encoding, by byte order mark or else by where the NULs stand, and the bytes after the mark.
fn encoding(bytes: &[u8]) -> (Encoding, &[u8]) {
    match bytes {
        [0xEF, 0xBB, 0xBF, body @ ..] => (Encoding::Utf8, body),
        [0xFF, 0xFE, body @ ..] => (Encoding::Utf16Le, body),
        [0xFE, 0xFF, body @ ..] => (Encoding::Utf16Be, body),
        body => (by_nuls(&body[..body.len().min(SAMPLE)]), body),
    }
}

/// More than half the letters of Vietnamese, and all its spaces, are ASCII: in UTF-16 one of their two bytes is NUL,
/// always the same one. A text in UTF-8 has none.
fn by_nuls(sample: &[u8]) -> Encoding {
    let nuls = |first: usize| sample.iter().skip(first).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    let (many, few) = (sample.len() / 6, sample.len() / 100);
    match () {
        _ if odd > many && even <= few => Encoding::Utf16Le,
        _ if even > many && odd <= few => Encoding::Utf16Be,
        _ => Encoding::Utf8,
    }
}

/// An odd byte at the end and half a surrogate pair are damage like any other.
fn utf16(body: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = body.as_chunks::<2>();
    let decoded = char::decode_utf16(pairs.iter().map(|&pair| unit(pair)));
    let cut = (!rest.is_empty()).then_some(char::REPLACEMENT_CHARACTER);
    decoded.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).chain(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Giao Sở Khoa học và Công nghệ chủ trì 𠊛";

    fn le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn be(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    #[test]
    fn a_byte_order_mark_decides_and_goes() {
        assert_eq!(decode(format!("\u{FEFF}{TEXT}").as_bytes()), TEXT);
        assert_eq!(decode(&le(&format!("\u{FEFF}{TEXT}"))), TEXT);
        assert_eq!(decode(&be(&format!("\u{FEFF}{TEXT}"))), TEXT);
    }

    #[test]
    fn without_a_mark_the_nuls_decide() {
        assert_eq!(decode(TEXT.as_bytes()), TEXT);
        assert_eq!(decode(&le(TEXT)), TEXT);
        assert_eq!(decode(&be(TEXT)), TEXT);
    }

    #[test]
    fn a_stray_nul_makes_no_utf16() {
        let text = format!("{TEXT}\0{TEXT}");
        assert_eq!(decode(text.as_bytes()), text);
    }

    #[test]
    fn half_a_character_at_the_end_is_shown() {
        let mut bytes = le("\u{FEFF}Kế");
        bytes.push(b'h');
        assert_eq!(decode(&bytes), "Kế\u{FFFD}");
        assert_eq!(decode(&[0xFF, 0xFE, 0x00, 0xD8, b'a', 0]), "\u{FFFD}a");
    }
}
