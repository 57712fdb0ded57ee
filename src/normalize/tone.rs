//! Turns the spellings of one syllable (hoà, hòa) into one key.

use unicode_normalization::UnicodeNormalization;

/// The key of a lower-case syllable: its tone mark is taken out and put last, as a private letter per tone.
///
/// A private letter, because a combining mark would be composed again by a later NFC, and a digit would confuse
/// `a1` with `á`. Works on any text: each word's tones go to the end of the whole, so give it one word.
pub fn tone_key(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let mut tones = String::new();
    let bare = word.nfd().filter(|&c| match tone_letter(c) {
        Some(letter) => {
            tones.push(letter);
            false
        }
        None => true,
    });
    let mut key: String = bare.nfc().collect();
    key.push_str(&tones);
    key
}

/// Huyền, sắc, hỏi, ngã, nặng.
fn tone_letter(c: char) -> Option<char> {
    match c {
        '\u{300}' => Some('\u{e000}'),
        '\u{301}' => Some('\u{e001}'),
        '\u{309}' => Some('\u{e002}'),
        '\u{303}' => Some('\u{e003}'),
        '\u{323}' => Some('\u{e004}'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placement_of_the_tone_does_not_matter() {
        for (old, new) in
            [("hoà", "hòa"), ("uỷ", "ủy"), ("quý", "qúy"), ("thuýên", "thuyến"), ("vịêt", "việt")]
        {
            assert_eq!(tone_key(old), tone_key(new));
        }
    }

    #[test]
    fn different_syllables_stay_different() {
        for (one, other) in [("ma", "má"), ("ma", "mà"), ("mơ", "mo"), ("đa", "da"), ("lý", "lí")] {
            assert_ne!(tone_key(one), tone_key(other));
        }
    }
}
