//! Turns the blocks of a document into lines that can be compared, each with its way back to the original.

use super::passage::Passage;
use crate::knowledge::Knowledge;
use crate::model::{Block, BlockKind, Document, Span};

/// One block, normalized, with conversion residue cut out.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The block's text in the original, residue cut out; may be several pieces.
    pub(super) pieces: Vec<Span>,
    /// The same, normalized; emphasis marks are left out.
    pub(super) passage: Passage,
    /// Is there an empty line before it?
    pub(super) gap_before: bool,
    /// Is it a whole paragraph, not one line of several?
    pub(super) whole: bool,
    /// Which table it is a row of, and its cells.
    pub(super) row: Option<(usize, Vec<Span>)>,
}

impl Line {
    /// Its normalized text.
    pub(super) fn as_str(&self) -> &str {
        self.passage.as_str()
    }

    /// Its pieces without the first `bytes` bytes of its normalized text.
    pub(super) fn pieces_after(&self, bytes: usize) -> Vec<Span> {
        let cut = self.passage.text.original(0..bytes).end;
        self.pieces
            .iter()
            .filter(|piece| piece.end > cut)
            .map(|piece| Span::new(piece.start.max(cut), piece.end))
            .collect()
    }
}

/// Are all letters of the text capitals (and is there at least one)?
pub(super) fn is_capitals(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(|c| !c.is_lowercase())
}

/// The document's lines in reading order; blocks that hold nothing but residue are left out.
pub(super) fn lines(document: &Document, knowledge: &Knowledge) -> Vec<Line> {
    let line = |block: &Block| {
        let pieces = without_residue(block.span, &document.residue);
        let row = match &block.kind {
            BlockKind::Row { table, cells } => Some((*table, cells.clone())),
            BlockKind::Paragraph => None,
        };
        let gap_before = block.gap_before;
        let passage = Passage::new(&document.text, &pieces, knowledge);
        let whole = document.format.marks_paragraphs();
        (!pieces.is_empty()).then_some(Line { pieces, passage, gap_before, whole, row })
    };
    document.blocks.iter().filter_map(line).collect()
}

/// What is left of `span` when every piece of residue is cut out.
fn without_residue(span: Span, residue: &[Span]) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut start = span.start;
    let first = residue.partition_point(|cut| cut.end <= span.start);
    for cut in residue[first..].iter().take_while(|cut| cut.start < span.end) {
        if start < cut.start {
            pieces.push(Span::new(start, cut.start));
        }
        start = start.max(cut.end);
    }
    if start < span.end {
        pieces.push(Span::new(start, span.end));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residue_is_cut_out() {
        let cut = |a, b| Span::new(a, b);
        assert_eq!(without_residue(cut(10, 20), &[cut(12, 14)]), [cut(10, 12), cut(14, 20)]);
        assert_eq!(without_residue(cut(10, 20), &[cut(5, 12), cut(18, 30)]), [cut(12, 18)]);
        assert_eq!(without_residue(cut(10, 20), &[cut(0, 30)]), []);
        assert_eq!(without_residue(cut(10, 20), &[cut(0, 10), cut(20, 22)]), [cut(10, 20)]);
    }
}
