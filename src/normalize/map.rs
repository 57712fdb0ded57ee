//! Turns a place in normalized text into the place in the original that it came from.

use std::ops::Range;

use crate::model::Span;

/// Normalized text with a map back to the original.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Normalized {
    /// The normalized text: no leading or trailing space, no two spaces in a row.
    pub text: String,
    /// For every character of `text`: where it starts in it, and the bytes of the original it came from.
    origins: Vec<(usize, Span)>,
}

impl Normalized {
    /// The bytes of the original behind a range of bytes of the normalized text.
    ///
    /// The range is widened to whole characters; an empty range gives an empty span.
    pub fn original(&self, range: Range<usize>) -> Span {
        let first = self.index_at(range.start);
        let Some(&(_, from)) = self.origins.get(first) else {
            let end = self.origins.last().map_or(0, |(_, span)| span.end);
            return Span::new(end, end);
        };
        if range.is_empty() {
            return Span::new(from.start, from.start);
        }
        let last = self.index_at(range.end - 1).min(self.origins.len() - 1);
        Span::new(from.start, self.origins[last].1.end.max(from.start))
    }

    /// The index of the character that covers this byte.
    fn index_at(&self, byte: usize) -> usize {
        match self.origins.binary_search_by_key(&byte, |&(at, _)| at) {
            Ok(index) => index,
            Err(_) if byte >= self.text.len() => self.origins.len(),
            Err(index) => index.saturating_sub(1),
        }
    }

    /// Room for `bytes` of text.
    pub(super) fn with_capacity(bytes: usize) -> Normalized {
        Normalized { text: String::with_capacity(bytes), origins: Vec::with_capacity(bytes) }
    }

    pub(super) fn push(&mut self, c: char, from: Span) {
        self.origins.push((self.text.len(), from));
        self.text.push(c);
    }

    /// Adds a space unless the text is empty or ends in one.
    pub(super) fn push_space(&mut self, from: Span) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.push(' ', from);
        }
    }

    pub(super) fn trim_end(&mut self) {
        if self.text.ends_with(' ') {
            self.text.pop();
            self.origins.pop();
        }
    }
}
