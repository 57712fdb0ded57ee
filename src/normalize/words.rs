//! Turns normalized text into words and signs, the units in which names and cue phrases are matched.

use std::ops::Range;

use super::is_composed;
use super::tone::push_lower_key;

/// A run of letters and digits, or a single sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its bytes in the normalized text.
    pub range: Range<usize>,
    /// What it is.
    pub kind: WordKind,
    /// Does it begin with a capital letter?
    pub capital: bool,
}

/// What a [`Word`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    /// Letters, possibly with digits.
    Letters,
    /// Digits only.
    Digits,
    /// One sign that is neither.
    Sign(char),
}

impl Word {
    /// Its text, given the text it was cut from.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.range.clone()]
    }

    /// Is it this sign?
    pub fn is_sign(&self, sign: char) -> bool {
        self.kind == WordKind::Sign(sign)
    }
}

/// Cuts normalized text into words and signs; white space is left out.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::with_capacity(text.len() / 5);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = start + c.len_utf8();
        if !is_word_char(c) {
            found.push(Word { range: start..end, kind: WordKind::Sign(c), capital: false });
            continue;
        }
        let mut digits = c.is_ascii_digit();
        while let Some((at, next)) = chars.next_if(|&(_, c)| is_word_char(c)) {
            end = at + next.len_utf8();
            digits &= next.is_ascii_digit();
        }
        let kind = if digits { WordKind::Digits } else { WordKind::Letters };
        found.push(Word { range: start..end, kind, capital: c.is_uppercase() });
    }
    found
}

/// A letter or a figure; `×` and `÷` are the only signs among the composed letters.
fn is_word_char(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || !c.is_ascii() && (is_composed(c) && !matches!(c, '×' | '÷') || c.is_alphanumeric())
}

/// The key under which a word is compared: lower case, tone last.
pub fn lower_key(word: &str) -> String {
    let mut key = String::with_capacity(word.len() + 3);
    push_lower_key(word, &mut key);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_words_and_signs() {
        let text = "Sở KH&CN, 452/QĐ-TTg";
        let cut: Vec<&str> = words(text).iter().map(|w| w.of(text)).collect();
        assert_eq!(cut, ["Sở", "KH", "&", "CN", ",", "452", "/", "QĐ", "-", "TTg"]);
    }

    #[test]
    fn keys_ignore_case_and_tone_placement() {
        assert_eq!(lower_key("HOÀ"), lower_key("hòa"));
    }
}
