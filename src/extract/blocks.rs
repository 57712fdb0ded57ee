use crate::model::{Block, BlockKind, Span};

/// One block for each line that is not blank, its span without the white space around it.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut gap_before = false;
    for line in lines(text) {
        if let Some(span) = trimmed(text, line.span) {
            blocks.push(Block { kind: BlockKind::Paragraph, span, gap_before });
            gap_before = false;
        } else {
            gap_before |= !line.ends_page;
        }
    }
    blocks
}

/// A line without what ends it.
struct Line {
    span: Span,
    /// Does a form feed end it? Then its being empty says nothing of a gap: converters put the feed on a line of
    /// its own, in the middle of a sentence as often as not.
    ends_page: bool,
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().filter(|&(_, c)| ends_line(c)) {
        // The "\n" of "\r\n" ends nothing: its "\r" has done so.
        if !(c == '\n' && text[..at].ends_with('\r')) {
            lines.push(Line { span: Span::new(start, at), ends_page: c == '\u{0C}' });
        }
        start = at + c.len_utf8();
    }
    lines.push(Line { span: Span::new(start, text.len()), ends_page: true });
    lines
}

/// Line feed, carriage return, vertical tab (Word's line break inside a paragraph), form feed, and Unicode's own two.
fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{2028}' | '\u{2029}')
}

fn trimmed(text: &str, line: Span) -> Option<Span> {
    let words = line.of(text).trim_start();
    let start = line.end - words.len();
    let span = Span::new(start, start + words.trim_end().len());
    (!span.is_empty()).then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The blocks of `text`, each with a `^` before it where a gap precedes.
    fn shown(text: &str) -> Vec<String> {
        let mark = |block: &Block| if block.gap_before { "^" } else { "" };
        blocks(text).iter().map(|block| format!("{}{}", mark(block), block.span.of(text))).collect()
    }

    #[test]
    fn every_line_end_ends_a_block() {
        assert_eq!(
            shown("a\nb\r\nc\rd\u{2028}e\u{2029}f\u{0C}g\u{0B}h"),
            ["a", "b", "c", "d", "e", "f", "g", "h"]
        );
    }

    #[test]
    fn a_blank_line_is_a_gap() {
        assert_eq!(shown("a\n\nb\n \u{a0}\t\nc"), ["a", "^b", "^c"]);
        assert_eq!(shown("a\r\n\r\nb\r\rc"), ["a", "^b", "^c"]);
        assert_eq!(shown("\n\na\n\n"), ["^a"]);
    }

    #[test]
    fn a_page_break_alone_is_no_gap() {
        assert_eq!(shown("cơ quan\n\u{0C}liên quan\n\n\u{0C}II."), ["cơ quan", "liên quan", "^II."]);
    }

    #[test]
    fn unicode_white_space_is_trimmed_and_the_rest_kept() {
        assert_eq!(shown("\u{3000}\u{a0}I. Mục  đích\u{2003}\t"), ["I. Mục  đích"]);
        assert_eq!(shown("\u{200B}"), ["\u{200B}"]);
        assert!(shown(" \n\u{2028} \u{0C}").is_empty());
    }
}
