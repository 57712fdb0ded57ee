//! Turns text as it was typed into text that can be compared, always with a map back to the original.
//!
//! Indexing, querying, highlighting and the matching of names all go through here, so that one spelling has one
//! form everywhere. The normalized form is never shown: what is cited is the original, found through
//! [`Normalized::original`]. The rules are those of the design page on text and search: NFC, look-alikes of Đ,
//! white space and dashes and quotes of one kind, soft hyphens out, soft-wrapped lines joined.

mod collate;
mod fold;
mod lookalike;
mod map;
mod syllable;
mod tone;
mod words;

pub use collate::collation_key;
pub use fold::{fold, is_unmarked};
pub use map::Normalized;
pub use syllable::is_syllable;
pub use tone::{push_lower_key, tone_key, with_tone};
pub use words::{Word, WordKind, lower_key, words};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, is_nfc_quick};

use crate::model::Span;
use lookalike::{Fate, fate};

/// Normalizes a whole text.
pub fn normalize(text: &str) -> Normalized {
    normalize_spans(text, &[Span::new(0, text.len())], Emphasis::Keep)
}

/// What to do with asterisks that mark emphasis (`**bold**`, `*italic*`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emphasis {
    /// An asterisk is a character like any other.
    Keep,
    /// Leave asterisks out: they are marks, not words.
    Drop,
}

/// Normalizes the given stretches of a text as one text, with a space between them.
///
/// `spans` are bytes of `text`, in reading order; the map of the result leads back to bytes of `text`.
pub fn normalize_spans(text: &str, spans: &[Span], emphasis: Emphasis) -> Normalized {
    let mut out = Normalized::with_capacity(spans.iter().map(|span| span.end - span.start + 1).sum());
    for &span in spans {
        out.push_space(Span::new(span.start, span.start));
        for (first, cluster) in clusters(text, span) {
            push_cluster(&mut out, text, first, cluster, emphasis);
        }
    }
    out.trim_end();
    out
}

/// The text in Unicode normalization form D, as some keyboards and programs write it.
pub fn decomposed(text: &str) -> String {
    text.nfd().collect()
}

/// The text in Unicode normalization form C: a letter with its marks is one character.
pub fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// Is the text in Unicode normalization form C?
pub fn is_nfc(text: &str) -> bool {
    unicode_normalization::is_nfc(text)
}

/// Base characters, each with its stretch of the text: itself and the marks that compose with it.
fn clusters(text: &str, span: Span) -> impl Iterator<Item = (char, Span)> + '_ {
    let mut chars = span.of(text).char_indices().peekable();
    std::iter::from_fn(move || {
        let (at, first) = chars.next()?;
        let mut end = at + first.len_utf8();
        while let Some((next, mark)) = chars.next_if(|&(_, c)| joins_previous(c)) {
            end = next + mark.len_utf8();
        }
        Some((first, Span::new(span.start + at, span.start + end)))
    })
}

/// Can this character change or be changed by the one before it under NFC?
fn joins_previous(c: char) -> bool {
    !c.is_ascii()
        && !is_composed(c)
        && (canonical_combining_class(c) != 0 || is_nfc_quick(std::iter::once(c)) == IsNormalized::Maybe)
}

/// Is it a letter of one of the blocks of composed Latin letters? All of them stand as they are under NFC, and hardly
/// any other letter occurs in a plan.
fn is_composed(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}')
}

fn push_cluster(out: &mut Normalized, text: &str, first: char, cluster: Span, emphasis: Emphasis) {
    let alone = first.len_utf8() == cluster.end - cluster.start;
    if alone && (first.is_ascii() || is_composed(first)) {
        return push_char(out, first, cluster, emphasis);
    }
    cluster.of(text).nfc().for_each(|c| push_char(out, c, cluster, emphasis));
}

fn push_char(out: &mut Normalized, c: char, from: Span, emphasis: Emphasis) {
    if c == '*' && emphasis == Emphasis::Drop {
        return;
    }
    match fate(c) {
        Fate::Keep => out.push(c, from),
        Fate::Become(other) => out.push(other, from),
        Fate::Space => out.push_space(from),
        Fate::Vanish => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(of: &str) -> String {
        normalize(of).text
    }

    #[test]
    fn decomposed_text_is_composed_and_maps_back() {
        let nfd: String = "Sở Khoa học".nfd().collect();
        let normalized = normalize(&nfd);
        assert_eq!(normalized.text, "Sở Khoa học");
        let at = normalized.text.find("học").unwrap();
        let span = normalized.original(at..at + "học".len());
        assert_eq!(span.of(&nfd).nfc().collect::<String>(), "học");
    }

    #[test]
    fn lookalikes_of_d_with_stroke_become_it() {
        assert_eq!(text("QÐ-TTg"), "QĐ-TTg");
        assert_eq!(text("Ɖắk Lắk"), "Đắk Lắk");
    }

    #[test]
    fn white_space_is_one_space_and_lines_join() {
        assert_eq!(text("  các cơ\u{a0}\u{2009}quan\r\n  liên quan\t"), "các cơ quan liên quan");
        assert_eq!(text("bảo\u{ad}mật"), "bảomật");
    }

    #[test]
    fn dashes_and_quotes_have_one_form() {
        assert_eq!(text("Tổ chức – Pháp chế “rõ việc”"), "Tổ chức - Pháp chế \"rõ việc\"");
    }

    #[test]
    fn emphasis_is_left_out_where_asked() {
        let original = "**trước ngày 30/5** (*qua Công an*)";
        let all = [Span::new(0, original.len())];
        assert_eq!(normalize_spans(original, &all, Emphasis::Drop).text, "trước ngày 30/5 (qua Công an)");
    }

    #[test]
    fn stretches_are_joined_with_a_space() {
        let original = "một|hai";
        let spans = [Span::new(0, "một".len()), Span::new("một|".len(), original.len())];
        assert_eq!(normalize_spans(original, &spans, Emphasis::Keep).text, "một hai");
    }
}
