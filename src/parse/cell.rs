//! Turns a printed line into the columns it holds: head and foot of a paper are two columns, which plain text prints
//! side by side with a wide gap, a tab or a line break between them.

use super::line::Line;
use crate::model::Span;
use crate::normalize::{Emphasis, normalize_spans};

/// How many white spaces in a row part two columns; justified text seldom has more than two.
const WIDE: usize = 3;

/// The columns of a line, normalized, left to right; those without a letter or figure are left out.
pub(super) fn cells(original: &str, line: &Line) -> Vec<String> {
    line.pieces.iter().flat_map(|piece| columns(original, *piece)).collect()
}

fn columns(original: &str, piece: Span) -> Vec<String> {
    let mut found = Vec::new();
    let (mut start, mut gap, mut gap_start) = (piece.start, 0, piece.start);
    for (at, c) in piece.of(original).char_indices() {
        let at = piece.start + at;
        if !c.is_whitespace() {
            if gap >= WIDE {
                found.push(Span::new(start, gap_start));
                start = at;
            }
            gap = 0;
            continue;
        }
        if gap == 0 {
            gap_start = at;
        }
        gap += if matches!(c, '\t' | '\n' | '\r') { WIDE } else { 1 };
    }
    found.push(Span::new(start, piece.end));
    let cell = |span: Span| normalize_spans(original, &[span], Emphasis::Drop).text.trim().to_owned();
    found.into_iter().map(cell).filter(|cell| cell.chars().any(char::is_alphanumeric)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_gap_or_a_tab_parts_columns() {
        let shown = |text: &str| columns(text, Span::new(0, text.len()));
        assert_eq!(shown("SỞ NỘI VỤ      Độc lập - Tự do"), ["SỞ NỘI VỤ", "Độc lập - Tự do"]);
        assert_eq!(shown("Số: 51 /TTr-SNV\tLâm Đồng"), ["Số: 51 /TTr-SNV", "Lâm Đồng"]);
        assert_eq!(shown("một  cột"), ["một cột"]);
        assert_eq!(shown("-----    *"), [""; 0]);
    }
}
