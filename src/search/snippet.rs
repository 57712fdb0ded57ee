//! Turns a provision and a query into the words to show, with the places that matched.

use std::collections::BTreeSet;

use super::grammar::{Leaf, ParsedQuery, leaves};
use crate::model::Span;
use crate::normalize::{Emphasis, normalize_spans};
use crate::tokenizer::Analyzer;

/// The words of a query, as they are found in texts.
#[derive(Debug, Clone, Default)]
pub struct Marker {
    terms: BTreeSet<String>,
    exact: BTreeSet<String>,
    prefixes: Vec<String>,
    folded: bool,
}

/// A stretch of the original text with the places to mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// What to show: bytes of the original.
    pub span: Span,
    /// What to mark in it: bytes of the original, in order.
    pub marks: Vec<Span>,
}

/// How many bytes of text stand before the first mark at most.
const BEFORE: usize = 120;
/// How many bytes a snippet has at most.
const LENGTH: usize = 480;

impl Marker {
    pub(super) fn new(parsed: &ParsedQuery, analyzer: &Analyzer, folded: bool) -> Marker {
        let mut marker = Marker { folded, ..Marker::default() };
        for (_, leaf, _) in leaves(&parsed.clauses).into_iter().filter(|(_, _, forbidden)| !forbidden) {
            let terms = || analyzer.terms_of(leaf.text()).syllables.into_iter();
            match leaf {
                Leaf::Words(_) | Leaf::Phrase(_) | Leaf::Near(..) => {
                    marker.terms.extend(terms().map(|token| if folded { token.folded } else { token.term }));
                }
                Leaf::Exact(_) => marker.exact.extend(terms().map(|token| token.term)),
                Leaf::Prefix(_) => marker.prefixes.extend(terms().map(|token| token.folded)),
                Leaf::Field(..) => {}
            }
        }
        marker
    }

    /// Marks the words of these pairs of syllables.
    pub(super) fn of_pairs<'a>(pairs: impl Iterator<Item = &'a String>) -> Marker {
        let terms = pairs.flat_map(|pair| pair.split('_')).map(str::to_owned).collect();
        Marker { terms, ..Marker::default() }
    }

    /// The words of these stretches that matched: bytes of the original, in order. `analyzer` is that of the plan.
    pub fn marks(&self, analyzer: &Analyzer, text: &str, spans: &[Span]) -> Vec<Span> {
        let normalized = normalize_spans(text, spans, Emphasis::Drop);
        let mut marks: Vec<Span> = Vec::new();
        let terms = analyzer.terms(&normalized.text);
        for token in terms.words() {
            let term = if self.folded { &token.folded } else { &token.term };
            let begins = || self.prefixes.iter().any(|stem| token.folded.starts_with(stem.as_str()));
            if self.terms.contains(term) || self.exact.contains(&token.term) || begins() {
                marks.push(normalized.original(token.range.clone()));
            }
        }
        marks.sort_unstable();
        marks.dedup();
        marks
    }

    /// What to show of a provision: its stretch with most marks near together, else its beginning.
    pub fn snippet(&self, analyzer: &Analyzer, text: &str, spans: &[Span]) -> Option<Snippet> {
        let marks = self.marks(analyzer, text, spans);
        let best = (0..marks.len()).max_by_key(|&at| {
            let near =
                marks[at..].iter().take_while(|mark| mark.end <= marks[at].start + LENGTH - BEFORE).count();
            (near, std::cmp::Reverse(at))
        });
        let home = match best {
            Some(at) => spans.iter().find(|span| span.contains(marks[at]))?,
            None => spans.first()?,
        };
        let wanted = best.map_or(home.start, |at| marks[at].start.saturating_sub(BEFORE).max(home.start));
        let start = word_start(text, *home, wanted);
        let end = word_end(text, *home, start + LENGTH);
        let span = Span::new(start, end.max(start));
        Some(Snippet { span, marks: marks.into_iter().filter(|mark| span.contains(*mark)).collect() })
    }
}

/// The first place at or after `at` where a word begins.
fn word_start(text: &str, home: Span, at: usize) -> usize {
    if at == home.start {
        return at;
    }
    let boundary = (at..home.end).find(|&byte| text.is_char_boundary(byte)).unwrap_or(home.start);
    let space =
        text[boundary..home.end].find(char::is_whitespace).map_or(home.start, |length| boundary + length);
    let rest = text[space..home.end].trim_start();
    home.end - rest.len()
}

/// The last place at or before `at` where a word ends.
fn word_end(text: &str, home: Span, at: usize) -> usize {
    if at >= home.end {
        return home.end;
    }
    let boundary = (home.start..=at).rev().find(|&byte| text.is_char_boundary(byte)).unwrap_or(home.start);
    text[home.start..boundary].rfind(char::is_whitespace).map_or(boundary, |length| home.start + length)
}
