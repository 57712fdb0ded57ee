//! Turns the spellings of one syllable (hoà, hòa) into one key.

use std::char::ToLowercase as Lower;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// The key of a lower-case syllable: its tone mark is taken out and put last, as a private letter per tone.
///
/// A private letter, because a combining mark would be composed again by a later NFC, and a digit would confuse
/// `a1` with `á`. Works on any text: each word's tones go to the end of the whole, so give it one word.
pub fn tone_key(word: &str) -> String {
    key_of(word.chars(), word.len())
}

/// The key of the word in lower case.
pub(super) fn lower_tone_key(word: &str) -> String {
    key_of(word.chars().flat_map(lower), word.len())
}

fn lower(c: char) -> Lower {
    match c {
        FIRST..=LAST => LOWER[c as usize - FIRST as usize].clone(),
        _ => c.to_lowercase(),
    }
}

fn key_of(letters: impl Iterator<Item = char>, length: usize) -> String {
    let mut key = String::with_capacity(length + 3);
    let mut tones = String::new();
    for c in letters {
        let (base, tone) = match c {
            FIRST..=LAST => TABLE[c as usize - FIRST as usize],
            _ => (c, None),
        };
        match tone_letter(c) {
            Some(loose) => tones.push(loose),
            None => key.push(base),
        }
        tones.extend(tone);
    }
    if key.contains(|c| ('\u{300}'..='\u{36f}').contains(&c)) {
        key = key.nfc().collect();
    }
    key.push_str(&tones);
    key
}

/// The composed letters of Vietnamese lie between these two.
const FIRST: char = '\u{c0}';
const LAST: char = '\u{1eff}';

/// Every letter from [`FIRST`] to [`LAST`] without its tone, and the tone.
static TABLE: LazyLock<Vec<(char, Option<char>)>> = LazyLock::new(|| (FIRST..=LAST).map(split).collect());

/// Every letter from [`FIRST`] to [`LAST`] in lower case.
static LOWER: LazyLock<Vec<Lower>> = LazyLock::new(|| (FIRST..=LAST).map(char::to_lowercase).collect());

fn split(c: char) -> (char, Option<char>) {
    let parts: Vec<char> = std::iter::once(c).nfd().collect();
    let tone = parts.iter().copied().find_map(tone_letter);
    let bare: String = parts.into_iter().filter(|&part| tone_letter(part).is_none()).nfc().collect();
    let mut letters = bare.chars();
    match (letters.next(), letters.next(), tone) {
        (Some(base), None, Some(_)) => (base, tone),
        _ => (c, None),
    }
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

/// The vowels that take the tone of their syllable before all others.
const STRONG: &str = "êơôâăư";

/// A key as people write it: the tone stands on its vowel again. Only for showing; the same key comes back from it.
pub fn with_tone(key: &str) -> String {
    let is_tone = |c: &char| ('\u{e000}'..='\u{e004}').contains(c);
    let Some(tone) = key.chars().find(is_tone).and_then(mark) else { return key.to_owned() };
    let letters: Vec<char> = key.chars().filter(|c| !is_tone(c)).collect();
    let is_vowel = |c: char| "aeiouy".contains(c) || STRONG.contains(c);
    let vowels: Vec<usize> = (0..letters.len()).filter(|&at| is_vowel(letters[at])).collect();
    // The u of qu and the i of gi belong to the consonant where another vowel follows.
    let starts = |with: &str| key.starts_with(with) && vowels.len() > 1;
    let vowels = if starts("qu") || starts("gi") { &vowels[1..] } else { &vowels[..] };
    let strong = vowels.iter().rev().find(|&&at| STRONG.contains(letters[at]));
    let ends_open = vowels.last().is_some_and(|&at| at + 1 == letters.len());
    let at = match (strong, vowels) {
        (Some(&at), _) => at,
        (None, [.., before, _]) if ends_open => *before,
        (None, [.., last]) => *last,
        (None, []) => letters.len().saturating_sub(1),
    };
    let spelled = letters
        .iter()
        .enumerate()
        .flat_map(|(nth, &c)| std::iter::once(c).chain((nth == at).then_some(tone)));
    spelled.nfc().collect()
}

fn mark(tone: char) -> Option<char> {
    ['\u{300}', '\u{301}', '\u{309}', '\u{303}', '\u{323}']
        .into_iter()
        .find(|&mark| tone_letter(mark) == Some(tone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_in_capitals_has_the_key_of_the_small_one() {
        for word in ["HÒA", "Đắk", "QUÝ", "İ", "Straße", "ỦY"] {
            assert_eq!(lower_tone_key(word), tone_key(&word.to_lowercase()), "{word}");
        }
    }

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
