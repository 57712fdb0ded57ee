//! Turns the spellings of one syllable (hoà, hòa) into one key.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// The key of a lower-case syllable: its tone mark is taken out and put last, as a private letter per tone.
///
/// A private letter, because a combining mark would be composed again by a later NFC, and a digit would confuse
/// `a1` with `á`. Works on any text: each word's tones go to the end of the whole, so give it one word.
pub fn tone_key(word: &str) -> String {
    let mut key = String::with_capacity(word.len() + 3);
    push_key(word, &TABLE, &mut key);
    key
}

/// Writes the [`lower_key`](super::lower_key) of the word behind what `key` holds.
pub fn push_lower_key(word: &str, key: &mut String) {
    push_key(word, &LOWER, key);
}

fn push_key(word: &str, table: &[Letter], key: &mut String) {
    let start = key.len();
    let (mut tone, mut others) = (None, String::new());
    for c in word.chars() {
        let other = || Letter { base: c.to_lowercase().next(), tone: None };
        let letter = table.get(c as usize).copied().unwrap_or_else(other);
        if let Some(base) = letter.base {
            key.push(base);
        }
        match tone {
            None => tone = letter.tone,
            Some(_) => others.extend(letter.tone),
        }
    }
    if key[start..].contains(|c| ('\u{300}'..='\u{36f}').contains(&c)) {
        let composed: String = key[start..].nfc().collect();
        key.replace_range(start.., &composed);
    }
    key.extend(tone);
    key.push_str(&others);
}

/// A letter taken apart; a loose tone mark has no base.
#[derive(Debug, Clone, Copy)]
struct Letter {
    base: Option<char>,
    tone: Option<char>,
}

/// The last composed letter of Vietnamese.
const LAST: char = '\u{1eff}';

/// Every letter up to [`LAST`], by its number.
static TABLE: LazyLock<Vec<Letter>> = LazyLock::new(|| ('\0'..=LAST).map(split).collect());

/// Every letter up to [`LAST`] in lower case. Where that is two (only İ), the first stands for both.
static LOWER: LazyLock<Vec<Letter>> =
    LazyLock::new(|| ('\0'..=LAST).map(|c| split(c.to_lowercase().next().unwrap_or(c))).collect());

fn split(c: char) -> Letter {
    let parts: Vec<char> = std::iter::once(c).nfd().collect();
    let tone = parts.iter().copied().find_map(tone_letter);
    let bare: String = parts.into_iter().filter(|&part| tone_letter(part).is_none()).nfc().collect();
    let mut letters = bare.chars();
    match (letters.next(), letters.next(), tone) {
        (base, None, Some(_)) => Letter { base, tone },
        _ => Letter { base: Some(c), tone: None },
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
        for word in ["HÒA", "Đắk", "QUÝ", "Straße", "ỦY", "HO\u{300}A", "\u{301}\u{300}", "ĐẶ\u{303}NG"]
        {
            let mut key = "so ".to_owned();
            push_lower_key(word, &mut key);
            assert_eq!(key, format!("so {}", tone_key(&word.to_lowercase())), "{word}");
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
