//! Turns document numbers, dates and joined abbreviations into units that word boundaries would cut apart.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_segmentation::UnicodeSegmentation;

use super::{Token, fold_key};
use crate::normalize::lower_key;

/// `452/QĐ-TTg`, `04-CT/TU`, `117/2025/QH15` with or without spaces in capitals; any case where it is written tight;
/// days, months and quarters with a year.
static CODE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let capitals = r"\d{1,5}(?:\s?/\s?\d{4})?\s?[/-]\s?\p{Lu}[\p{L}\d&]*(?:\s?[-/]\s?\p{Lu}[\p{L}\d&]*)*";
    let tight = r"\d{1,5}(?:/\d{4})?[/-]\p{L}[\p{L}\d&]*(?:[-/]\p{L}[\p{L}\d&]*)*";
    let date = r"\d{1,2}/\d{1,2}/\d{4}|\b(?:[IVX]+|\d{1,2})/\d{4}\b";
    Regex::new(&format!(r"{capitals}|{tight}|{date}")).ok()
});

/// All codes of a normalized text.
pub(super) fn codes(text: &str) -> Vec<Token> {
    let found = CODE.iter().flat_map(|code| code.find_iter(text));
    let code = |found: regex::Match<'_>| {
        let term = lower(&found.as_str().replace(' ', ""));
        Token { folded: fold_key(&term), term, range: found.range(), position: 0 }
    };
    found.map(code).collect()
}

/// A code in lower case, its parts with the tone last.
fn lower(code: &str) -> String {
    code.split_inclusive(|c: char| !c.is_alphanumeric())
        .map(|part| {
            let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
            format!("{}{}", lower_key(word), &part[word.len()..])
        })
        .collect()
}

/// `KH&CN`, `KH & CN`, `VH-TT-DL`: capitals joined by signs.
static JOINED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let capitals = r"\b\p{Lu}[\p{L}\d]{0,5}(?:(?:\s?&\s?|-)\p{Lu}[\p{L}\d]{0,5})+\b";
    Regex::new(&format!(r"{capitals}|\b\p{{L}}{{1,4}}\s?&\s?\p{{L}}{{1,4}}\b")).ok()
});

/// The signs that join the words of an abbreviation.
pub(super) const JOINING: [char; 2] = ['&', '-'];

/// Is this word several that signs join?
pub(super) fn is_joined(word: &str) -> bool {
    word.contains(JOINING)
}

/// The words of a text, joined abbreviations whole, each with its letters in lower case and without signs.
pub(super) fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    for joined in JOINED.iter().flat_map(|joined| joined.find_iter(text)) {
        plain(text, at..joined.start(), &mut found);
        let letters: String = joined.as_str().chars().filter(|c| c.is_alphanumeric()).collect();
        found.push((joined.range(), lower_key(&letters)));
        at = joined.end();
    }
    plain(text, at..text.len(), &mut found);
    found
}

fn plain(text: &str, range: Range<usize>, found: &mut Vec<(Range<usize>, String)>) {
    let start = range.start;
    for (at, word) in text[range].unicode_word_indices() {
        // UAX#29 keeps `Super_Bowl` and `1.500` together; one who types a part of them means them too.
        let mut begin = start + at;
        for part in word.split_inclusive(|c: char| !c.is_alphanumeric()) {
            let letters = part.trim_end_matches(|c: char| !c.is_alphanumeric());
            if !letters.is_empty() {
                found.push((begin..begin + letters.len(), lower_key(letters)));
            }
            begin += part.len();
        }
    }
}
