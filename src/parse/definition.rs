//! Turns a passage into the short forms it defines: "(sau đây gọi tắt là Luật)", "bí mật nhà nước (BMNN)".

use super::passage::{Passage, Reader};
use crate::knowledge::{Cue, Knowledge};
use crate::model::Definition;

/// How long a phrase may be that a short form stands for, in words.
const LONGEST_PHRASE: usize = 40;

/// The short forms that the passage defines.
pub(super) fn definitions(passage: &Passage, path: &str, knowledge: &Knowledge) -> Vec<Definition> {
    let reader = Reader { passage, knowledge };
    let brackets = (0..passage.words().len()).filter(|&at| passage.is_sign(at, '('));
    brackets.filter_map(|open| definition(reader, open, path)).collect()
}

fn definition(reader: Reader<'_>, open: usize, path: &str) -> Option<Definition> {
    let passage = reader.passage;
    let limit = passage.words().len().min(open + LONGEST_PHRASE);
    let close = (open..limit).find(|&at| passage.is_sign(at, ')'))?;
    let called = reader.cue(open + 1, Cue::Called);
    let (first, start) = match called {
        Some(short) => {
            (short, named_start(passage, short, open).unwrap_or_else(|| phrase_start(passage, open)))
        }
        None => (open + 1, initials_start(passage, open, close)?),
    };
    if first >= close || start >= open {
        return None;
    }
    Some(Definition {
        short: passage.printed(first..close).trim_matches('"').to_owned(),
        long: passage.printed(start..open).to_owned(),
        span: passage.span(start..close + 1),
        path: path.to_owned(),
    })
}

/// Where the full name begins that a short form repeats the first word of: "Kế hoạch số 12/KH-UBND … (sau đây gọi tắt là
/// Kế hoạch 12)". The name may hold commas, but no other sentence.
fn named_start(passage: &Passage, short: usize, open: usize) -> Option<usize> {
    let key = |at: usize| crate::normalize::lower_key(passage.printed(at..at + 1));
    let words = passage.words();
    let same = |at: &usize| {
        words[*at].capital
            && key(*at) == key(short)
            && words.get(at + 1).is_some()
            && key(at + 1) == key(short + 1)
    };
    let earliest = open.saturating_sub(2 * LONGEST_PHRASE);
    let in_sentence = (earliest..open).rev().take_while(|&at| !passage.ends_sentence(at));
    words.get(short + 1)?;
    in_sentence.into_iter().find(same)
}

/// The phrase before the bracket: back to the sign that ends the one before it.
fn phrase_start(passage: &Passage, open: usize) -> usize {
    let ends = |at: usize| {
        passage.ends_sentence(at) || [',', ':', '(', ')'].iter().any(|&sign| passage.is_sign(at, sign))
    };
    (open.saturating_sub(LONGEST_PHRASE)..open)
        .rev()
        .find(|&at| ends(at))
        .map_or(open.saturating_sub(LONGEST_PHRASE), |at| at + 1)
}

/// "(BMNN)": the words before it whose first letters it is made of.
fn initials_start(passage: &Passage, open: usize, close: usize) -> Option<usize> {
    let short = (close == open + 2).then(|| passage.printed(open + 1..close))?;
    let letters: Vec<char> = short.chars().collect();
    if letters.len() < 2 || !letters.iter().all(|c| c.is_uppercase()) {
        return None;
    }
    let start = open.checked_sub(letters.len())?;
    let initial =
        |at: usize| passage.printed(at..at + 1).chars().next().map(|c| c.to_uppercase().to_string());
    let spells =
        letters.iter().enumerate().all(|(at, letter)| initial(start + at) == Some(letter.to_string()));
    spells.then_some(start)
}
