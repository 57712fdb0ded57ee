//! Turns stretches of the original into passages: running text that the rules read word by word.

use std::ops::Range;

use crate::knowledge::{Cue, Field, Keyed, Knowledge, Mark, Matches};
use crate::model::Span;
use crate::normalize::{Emphasis, Normalized, Word, normalize_spans};

/// A line or a paragraph, normalized and cut into words, with its way back to the original.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    /// The text; emphasis marks are left out.
    pub(super) text: Normalized,
    keyed: Keyed,
    /// The phrases of the knowledge files in it.
    marks: Matches<Mark>,
    /// The names in it that the document introduces itself, in order.
    pub(super) own_names: Vec<OwnName>,
}

/// A body that the document introduces itself, as named at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnName {
    pub(super) words: Range<usize>,
    /// The full name; for a defined short form that of the body it stands for.
    pub(super) name: String,
    /// Its id in the knowledge files, where it is listed there.
    pub(super) id: Option<String>,
}

impl Passage {
    /// Reads the given stretches of the original as one text.
    pub(super) fn new(original: &str, pieces: &[Span], knowledge: &Knowledge) -> Passage {
        let text = normalize_spans(original, pieces, Emphasis::Drop);
        let keyed = knowledge.marks.key(&text.text);
        let marks = knowledge.marks.all(&keyed);
        Passage { text, keyed, marks, own_names: Vec::new() }
    }

    /// Its normalized text.
    pub(super) fn as_str(&self) -> &str {
        &self.text.text
    }

    /// Its words and signs.
    pub(super) fn words(&self) -> &[Word] {
        &self.keyed.words
    }

    /// The normalized text from the first to the last of these words.
    pub(super) fn printed(&self, words: Range<usize>) -> &str {
        &self.text.text[self.bytes(words)]
    }

    /// Where these words stand in the original.
    pub(super) fn span(&self, words: Range<usize>) -> Span {
        self.text.original(self.bytes(words))
    }

    /// The bytes of the normalized text from the first to the last of these words.
    pub(super) fn bytes(&self, words: Range<usize>) -> Range<usize> {
        let all = self.words();
        match (all.get(words.start), words.end.checked_sub(1).and_then(|last| all.get(last))) {
            (Some(first), Some(last)) if words.start < words.end => first.range.start..last.range.end,
            (Some(first), _) => first.range.start..first.range.start,
            (None, _) => self.text.text.len()..self.text.text.len(),
        }
    }

    /// The first word at or after this byte of the normalized text.
    pub(super) fn word_at(&self, byte: usize) -> usize {
        self.words().partition_point(|word| word.range.start < byte)
    }

    /// Is the word at `at` this sign?
    pub(super) fn is_sign(&self, at: usize, sign: char) -> bool {
        self.words().get(at).is_some_and(|word| word.is_sign(sign))
    }

    /// Does a sentence end with the sign at `at`: `;`, `?`, `!`, or a full stop that no small letter follows?
    pub(super) fn ends_sentence(&self, at: usize) -> bool {
        let words = self.words();
        match words.get(at) {
            Some(word) if word.is_sign('.') => {
                let glued = words.get(at + 1).is_some_and(|next| next.range.start == word.range.end);
                !glued && words.get(at + 1).is_none_or(|next| next.capital || !is_letters(next))
            }
            Some(word) => word.is_sign(';') || word.is_sign('?') || word.is_sign('!'),
            None => true,
        }
    }

    /// The words of its sentences (ended by full stop or semicolon), the sign that ends each left out.
    pub(super) fn sentences(&self) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut start = 0;
        for at in 0..=self.words().len() {
            if self.ends_sentence(at) {
                if start < at {
                    found.push(start..at);
                }
                start = at + 1;
            }
        }
        found
    }
}

fn is_letters(word: &Word) -> bool {
    word.kind == crate::normalize::WordKind::Letters
}

/// A passage together with what is known about the phrases in it.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) passage: &'a Passage,
    pub(super) knowledge: &'a Knowledge,
}

impl Reader<'_> {
    /// The mark that the longest accepted phrase at word `at` carries, and the word after that phrase.
    pub(super) fn mark(&self, at: usize, wanted: impl Fn(Mark) -> bool) -> Option<(Mark, usize)> {
        self.passage.marks.longest(at, |mark| wanted(*mark))
    }

    /// The word after the longest phrase of this kind at word `at`.
    pub(super) fn cue(&self, at: usize, cue: Cue) -> Option<usize> {
        self.mark(at, |mark| mark == Mark::Cue(cue)).map(|(_, end)| end)
    }

    /// The longest phrase at word `at` that is one of these cues, and the word after it.
    pub(super) fn cue_of(&self, at: usize, cues: &[Cue]) -> Option<(Cue, usize)> {
        let found = self.mark(at, |mark| matches!(mark, Mark::Cue(cue) if cues.contains(&cue)))?;
        match found {
            (Mark::Cue(cue), end) => Some((cue, end)),
            _ => None,
        }
    }

    /// The label of a field at word `at`, and the word after it.
    pub(super) fn field(&self, at: usize) -> Option<(Field, usize)> {
        match self.mark(at, |mark| matches!(mark, Mark::Field(_)))? {
            (Mark::Field(field), end) => Some((field, end)),
            _ => None,
        }
    }
}
