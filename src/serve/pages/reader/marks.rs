//! Turns stretches of several kinds, which may overlap, into pieces of text that each know all of their kinds.

use std::collections::BTreeSet;

use crate::model::Span;

/// What a stretch of the text is marked as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The heading of its provision.
    Heading,
    /// A body that is given something.
    Body,
    /// The words that give a role, apart from the body.
    Role,
    /// A deadline.
    Deadline,
    /// An instrument that is cited.
    Citation,
    /// A word that character recognition was not sure of.
    Doubtful,
    /// A word of the query.
    Word,
    /// The evidence that was asked for.
    Evidence,
}

/// Every kind with the class that the style sheet knows it by.
const CLASSES: [(Kind, &str); 8] = [
    (Kind::Heading, "kt"),
    (Kind::Body, "ka"),
    (Kind::Role, "kr"),
    (Kind::Deadline, "kd"),
    (Kind::Citation, "kc"),
    (Kind::Doubtful, "ku"),
    (Kind::Word, "kq"),
    (Kind::Evidence, "kh"),
];

/// So many of the things that a piece is are said of it; there is a list of all of them below the provision.
const SAID: usize = 3;

/// A stretch of the text and what it is, in words.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) kind: Kind,
    pub(super) title: String,
}

/// Text all of which is the same things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    /// Classes, one for each kind; empty of plain text.
    pub(super) class: String,
    /// The same in words.
    pub(super) title: String,
    /// Does the evidence begin here?
    pub(super) begins_evidence: bool,
}

impl Piece {
    fn plain(text: String) -> Piece {
        Piece { text, class: String::new(), title: String::new(), begins_evidence: false }
    }
}

/// The marks of a text in an order in which those of a stretch are found without looking at all of them.
pub(super) struct Marks {
    sorted: Vec<Mark>,
    longest: usize,
}

impl Marks {
    pub(super) fn new(mut marks: Vec<Mark>, text: &str) -> Marks {
        let whole = |at| text.is_char_boundary(at);
        marks.retain(|mark| !mark.span.is_empty() && whole(mark.span.start) && whole(mark.span.end));
        marks.sort_by_key(|mark| (mark.span, mark.kind));
        let longest = marks.iter().map(|mark| mark.span.end - mark.span.start).max().unwrap_or(0);
        Marks { sorted: marks, longest }
    }

    /// The marks that cover some of this stretch.
    pub(super) fn of(&self, span: Span) -> impl Iterator<Item = &Mark> {
        let first = self.sorted.partition_point(|mark| mark.span.start + self.longest <= span.start);
        let near = self.sorted[first..].iter().take_while(move |mark| mark.span.start < span.end);
        near.filter(move |mark| mark.span.overlaps(span))
    }

    /// The stretches as pieces, each on a line of its own.
    pub(super) fn cut(&self, text: &str, spans: &[Span]) -> Vec<Piece> {
        let mut found = Vec::new();
        for span in spans {
            if !found.is_empty() {
                found.push(Piece::plain("\n".to_owned()));
            }
            self.cut_one(text, *span, &mut found);
        }
        found
    }

    /// Goes through the ends of the marks in order, with those that are open.
    fn cut_one(&self, text: &str, span: Span, found: &mut Vec<Piece>) {
        let own: Vec<&Mark> = self.of(span).collect();
        let mut ends: Vec<(usize, bool, usize)> = Vec::with_capacity(own.len() * 2 + 1);
        for (at, mark) in own.iter().enumerate() {
            ends.push((mark.span.start.max(span.start), true, at));
            ends.push((mark.span.end.min(span.end), false, at));
        }
        ends.push((span.end, false, usize::MAX));
        ends.sort_unstable();
        let (mut open, mut at) = (Open::default(), span.start);
        for (place, opens, mark) in ends {
            if place > at {
                found.push(open.piece(text[at..place].to_owned(), at, &own));
                at = place;
            }
            if let Some(found) = own.get(mark) {
                open.change(mark, found.kind, opens);
            }
        }
    }
}

/// The marks that are open at one place.
#[derive(Default)]
struct Open {
    marks: BTreeSet<usize>,
    counts: [usize; CLASSES.len()],
}

impl Open {
    fn change(&mut self, mark: usize, kind: Kind, opens: bool) {
        let count = &mut self.counts[kind as usize];
        if opens {
            self.marks.insert(mark);
            *count += 1;
        } else {
            self.marks.remove(&mark);
            *count -= 1;
        }
    }

    fn piece(&self, text: String, at: usize, own: &[&Mark]) -> Piece {
        let kinds = CLASSES.iter().filter(|(kind, _)| self.counts[*kind as usize] > 0);
        let classes: Vec<&str> = kinds.map(|(_, class)| *class).collect();
        let mut titles: Vec<&str> = Vec::new();
        for mark in self.marks.iter().take(SAID * 4) {
            let title = own[*mark].title.as_str();
            if !title.is_empty() && !titles.contains(&title) && titles.len() < SAID {
                titles.push(title);
            }
        }
        let begins = |mark: &usize| own[*mark].kind == Kind::Evidence && own[*mark].span.start == at;
        Piece {
            text,
            class: classes.join(" "),
            title: titles.join("; "),
            begins_evidence: self.counts[Kind::Evidence as usize] > 0 && self.marks.iter().any(begins),
        }
    }
}

/// The stretches of a row of a table as its cells, which tabulators part.
pub(super) fn cells(text: &str, spans: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    for span in spans {
        let mut at = span.start;
        for cell in span.of(text).split('\t') {
            found.push(Span::new(at, at + cell.len()));
            at += cell.len() + 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(start: usize, end: usize, kind: Kind) -> Mark {
        Mark { span: Span::new(start, end), kind, title: format!("{kind:?}") }
    }

    fn cut(text: &str, marks: Vec<Mark>) -> Vec<(String, String)> {
        let pieces = Marks::new(marks, text).cut(text, &[Span::new(0, text.len())]);
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
        pieces.into_iter().map(|piece| (piece.text, piece.class)).collect()
    }

    #[test]
    fn overlapping_stretches_are_cut_where_their_kinds_change() {
        let marks = vec![mark(2, 8, Kind::Body), mark(5, 10, Kind::Deadline), mark(5, 6, Kind::Evidence)];
        let found = cut("0123456789ab", marks);
        let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let wanted =
            [("01", ""), ("234", "ka"), ("5", "ka kd kh"), ("67", "ka kd"), ("89", "kd"), ("ab", "")];
        assert_eq!(found, wanted);
    }

    #[test]
    fn the_same_stretch_twice_is_one_piece_that_says_both() {
        let text = "Sở Nội vụ";
        let marks = vec![mark(0, text.len(), Kind::Body), mark(0, text.len(), Kind::Citation)];
        let pieces = Marks::new(marks, text).cut(text, &[Span::new(0, text.len())]);
        assert_eq!(pieces.len(), 1);
        assert_eq!((pieces[0].class.as_str(), pieces[0].title.as_str()), ("ka kc", "Body; Citation"));
    }

    #[test]
    fn a_mark_that_begins_before_a_stretch_or_within_a_letter_harms_nothing() {
        let text = "ủy ban nhân dân";
        let marks = Marks::new(vec![mark(0, text.len(), Kind::Evidence), mark(1, 2, Kind::Body)], text);
        let pieces = marks.cut(text, &[Span::new(5, 8), Span::new(9, text.len())]);
        assert_eq!(pieces.iter().filter(|piece| piece.class == "kh").count(), 2);
        assert!(pieces.iter().all(|piece| !piece.begins_evidence), "it begins before");
    }

    #[test]
    fn thousands_of_stretches_over_one_another_are_cut_at_once() {
        let text = "a".repeat(20_000);
        let marks = (0..10_000).map(|at| mark(at, 20_000 - at, Kind::Body)).collect();
        let begun = std::time::Instant::now();
        let pieces = Marks::new(marks, &text).cut(&text, &[Span::new(0, text.len())]);
        assert!(pieces.len() > 9_000, "{}", pieces.len());
        assert!(begun.elapsed() < std::time::Duration::from_secs(2), "{:?}", begun.elapsed());
    }

    #[test]
    fn cells_of_a_row_are_parted_by_tabulators() {
        let text = "1\tTập huấn\t\tSở Nội vụ";
        let found = cells(text, &[Span::new(0, text.len())]);
        let words: Vec<&str> = found.iter().map(|cell| cell.of(text)).collect();
        assert_eq!(words, ["1", "Tập huấn", "", "Sở Nội vụ"]);
    }
}
