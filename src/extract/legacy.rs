//! Turns text in the codes of before Unicode into Unicode: TCVN3 (fonts named `.Vn…`), VNI (`VNI-…`), Windows-1258.
//!
//! Word keeps such text as the Latin letters that stand at the same places; only its font says that they mean others.
//! Sources of the tables: TCVN 5712:1993 (VN3), the VNI-Windows code page, Microsoft's code page 1258.

use crate::model::{Code, Diagnostic};
use crate::normalize::{composed, is_syllable};

/// A code of before Unicode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Legacy {
    /// TCVN 5712, VN3: one character a letter; capitals with tones are in fonts of their own.
    Tcvn3 {
        /// Does the font show small letters as capitals (`.VnTimeH`)?
        capitals: bool,
    },
    /// VNI: a letter, then a character for its marks.
    Vni,
    /// Windows-1258: most letters precomposed, tones behind their letters.
    Windows1258,
}

const TCVN3: &str = "¡¢£¤¥¦§¨©ª«¬\u{ad}®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ";
const TCVN3_MEANS: &str = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ";

/// Letters of VNI that stand alone.
const VNI: &str = "ôÔöÖñÑæÆóÓòÒîÎíÍìÌ";
const VNI_MEANS: &str = "ơƠưƯđĐỉỈĩĨịỊỵỴíÍìÌ";
/// Characters of VNI that mark the vowel before them, and the combining marks that they mean.
const VNI_MARKS: [(char, &str); 17] = [
    ('ù', "\u{301}"),
    ('ø', "\u{300}"),
    ('û', "\u{309}"),
    ('õ', "\u{303}"),
    ('ï', "\u{323}"),
    ('â', "\u{302}"),
    ('á', "\u{302}\u{301}"),
    ('à', "\u{302}\u{300}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{323}\u{302}"),
    ('ê', "\u{306}"),
    ('é', "\u{306}\u{301}"),
    ('è', "\u{306}\u{300}"),
    ('ú', "\u{306}\u{309}"),
    ('ü', "\u{306}\u{303}"),
    ('ë', "\u{323}\u{306}"),
];

/// Where Windows-1258 differs from Latin-1, above 0x9F.
const CP1258: &str = "ÃÌÐÒÕÝÞãìðòõýþ";
const CP1258_MEANS: &str = "Ă\u{300}Đ\u{309}ƠƯ\u{303}ă\u{301}đ\u{323}ơư₫";
/// 0x80 to 0x9F of Windows-1252; Windows-1258 leaves three of its letters out.
const CP1252_80: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

impl Legacy {
    /// The code that a font is made for.
    pub(super) fn of_font(name: &str) -> Option<Legacy> {
        let name = name.trim().to_ascii_lowercase();
        if name.starts_with(".vn") {
            return Some(Legacy::Tcvn3 { capitals: name.ends_with('h') });
        }
        name.starts_with("vni-").then_some(Legacy::Vni)
    }

    /// The text in Unicode. Characters that the code does not have stay as they are.
    pub(super) fn decode(self, text: &str) -> String {
        match self {
            Legacy::Tcvn3 { capitals } => {
                let text: String = text.chars().map(|c| means(c, TCVN3, TCVN3_MEANS)).collect();
                if capitals { text.to_uppercase() } else { text }
            }
            Legacy::Vni => vni(text),
            Legacy::Windows1258 => {
                composed(&text.chars().map(|c| means(c, CP1258, CP1258_MEANS)).collect::<String>())
            }
        }
    }

    /// Its name for people.
    pub(super) fn name(self) -> &'static str {
        match self {
            Legacy::Tcvn3 { .. } => "TCVN3 (ABC)",
            Legacy::Vni => "VNI",
            Legacy::Windows1258 => "Windows-1258",
        }
    }

    /// What the analyst is told of a text that was decoded.
    pub(super) fn diagnostic(self) -> Diagnostic {
        Diagnostic {
            code: Code::EncodingConverted,
            message: format!("Chữ ở bảng mã {}, đã chuyển sang Unicode; bản chữ gốc được giữ.", self.name()),
            path: None,
            span: None,
        }
    }
}

fn means(c: char, from: &str, to: &str) -> char {
    if c.is_ascii() {
        return c;
    }
    from.chars().zip(to.chars()).find(|(old, _)| *old == c).map_or(c, |(_, new)| new)
}

fn vni(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marked = true;
    for c in text.chars() {
        let lower = c.to_lowercase().next().unwrap_or(c);
        let marks = VNI_MARKS.iter().find(|(mark, _)| *mark == lower).map(|(_, marks)| *marks);
        let last = out.chars().next_back().filter(|_| !marked);
        match marks.filter(|marks| last.is_some_and(|last| takes(last, marks))) {
            Some(marks) => {
                out.push_str(marks);
                marked = true;
            }
            None => {
                out.push(means(c, VNI, VNI_MEANS));
                marked = false;
            }
        }
    }
    composed(&out)
}

/// Can this vowel have these marks? ơ and ư take tones only, i none: it has letters of its own.
fn takes(vowel: char, marks: &str) -> bool {
    let vowel = vowel.to_lowercase().next().unwrap_or(vowel);
    match () {
        () if marks.contains('\u{302}') => "aeo".contains(vowel),
        () if marks.contains('\u{306}') => vowel == 'a',
        () => "aeouyơư".contains(vowel),
    }
}

/// The characters of bytes in Windows-1258.
pub(super) fn windows_1258(bytes: &[u8]) -> String {
    Legacy::Windows1258.decode(&windows_1252(bytes))
}

/// The characters of bytes in Windows-1252, as whom old programs keep them.
pub(super) fn windows_1252(bytes: &[u8]) -> String {
    let one = |byte: u8| match byte {
        0x80..=0x9F => CP1252_80.chars().nth(usize::from(byte) - 0x80).unwrap_or('\u{FFFD}'),
        _ => char::from(byte),
    };
    bytes.iter().map(|&byte| one(byte)).collect()
}

/// So many of a hundred words have to be syllables for a code to be believed.
const BELIEVED: usize = 70;
/// So many more of a hundred than without decoding.
const GAIN: usize = 25;
/// How many words are looked at, and how few say nothing.
const WORDS: usize = 500;
const FEW: usize = 8;

/// The code that makes Vietnamese of a text of no known font, where one clearly does. `text` is taken for characters of
/// Windows-1252.
pub(super) fn guess(text: &str) -> Option<Legacy> {
    // Letters that none of these codes could have left in the text: it is Unicode.
    if text.chars().take(WORDS).any(|c| ('\u{1EA0}'..='\u{1EF9}').contains(&c)) {
        return None;
    }
    let sample: Vec<&str> =
        text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).take(WORDS).collect();
    let marked = sample.iter().filter(|word| !word.is_ascii()).count();
    if sample.len() < FEW || marked * 5 < sample.len() {
        return None;
    }
    let sample = sample.join(" ");
    let plain = share(&sample);
    let codes = [Legacy::Tcvn3 { capitals: false }, Legacy::Vni, Legacy::Windows1258];
    let scored = codes.map(|code| (share(&code.decode(&sample)), code));
    let (best, code) = scored.into_iter().max_by_key(|(score, _)| *score)?;
    (best >= BELIEVED && best >= plain + GAIN).then_some(code)
}

/// How many of a hundred words are Vietnamese syllables.
fn share(text: &str) -> usize {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_ascii_punctuation() || c.is_ascii_digit())
        .filter(|word| !word.is_empty())
        .collect();
    let sound = words.iter().filter(|word| is_syllable(word)).count();
    sound * 100 / words.len().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_name_their_code() {
        assert_eq!(Legacy::of_font(".VnTime"), Some(Legacy::Tcvn3 { capitals: false }));
        assert_eq!(Legacy::of_font(".VnArial NarrowH"), Some(Legacy::Tcvn3 { capitals: true }));
        assert_eq!(Legacy::of_font("VNI-Times"), Some(Legacy::Vni));
        assert_eq!(Legacy::of_font("Times New Roman"), None);
    }

    #[test]
    fn letters_of_three_codes() {
        let tcvn3 = |capitals| Legacy::Tcvn3 { capitals };
        assert_eq!(tcvn3(false).decode("§¶ng ñy x· Nh\u{ad} Quúnh"), "Đảng ủy xã Như Quỳnh");
        assert_eq!(tcvn3(true).decode("kÕ ho¹ch"), "KẾ HOẠCH");
        assert_eq!(
            Legacy::Vni.decode("Keá hoaïch ÑAÛNG UÛY nöôùc Coäng hoøa, lòch söû, kyõ"),
            "Kế hoạch ĐẢNG ỦY nước Cộng hòa, lịch sử, kỹ"
        );
        assert_eq!(windows_1258(b"K\xea\xec hoa\xf2ch \xf0\xfd\xf5\xf2c"), "Kế hoạch được");
    }

    #[test]
    fn only_a_clear_gain_converts() {
        let tcvn3 = "KÕ ho¹ch triÓn khai thi hµnh LuËt B¶o vÖ bÝ mËt nhµ n\u{ad}íc trªn ®Þa bµn tØnh";
        assert_eq!(guess(tcvn3), Some(Legacy::Tcvn3 { capitals: false }));
        let vni = "Keá hoaïch trieån khai thi haønh Luaät Baûo veä bí maät nhaø nöôùc treân ñòa baøn tænh";
        assert_eq!(guess(vni), Some(Legacy::Vni));
        for sound in [
            "Kế hoạch triển khai thi hành Luật Bảo vệ bí mật nhà nước trên địa bàn tỉnh",
            "Ke hoach trien khai thi hanh Luat Bao ve bi mat nha nuoc tren dia ban tinh",
            "déjà vu où l'été à été très près des fenêtres bâties à Orléans là-bas",
        ] {
            assert_eq!(guess(sound), None, "{sound}");
        }
    }
}
