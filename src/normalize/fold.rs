//! Turns marked text into unmarked text, for those who type without diacritics.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Strips every mark and writes đ as d; letter case stays.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.nfd().filter(|&c| !is_combining_mark(c)).map(plain_d).collect()
}

/// Was this typed without diacritics (`tinh nao giao`)?
pub fn is_unmarked(text: &str) -> bool {
    text.is_ascii() || fold(text) == text.nfd().collect::<String>()
}

fn plain_d(c: char) -> char {
    match c {
        'đ' | 'ð' => 'd',
        'Đ' | 'Ð' | 'Ɖ' => 'D',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_marks_and_the_stroke() {
        assert_eq!(fold("Đắk Lắk, đường uỷ ban ơ ư"), "Dak Lak, duong uy ban o u");
        assert!(is_unmarked("tinh nao giao AI?"));
        assert!(!is_unmarked("tỉnh"));
        assert!(!is_unmarked("đ"));
    }
}
