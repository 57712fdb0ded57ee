use crate::model::Span;

/// How a bookmark of Word begins once a converter has printed it as text.
const BOOKMARK: &str = "[bookmark:";

/// The left-overs of conversion in `text`, in order: `[bookmark: _GoBack]`, `[bookmark: _Toc123]`.
pub(super) fn residue(text: &str) -> Vec<Span> {
    text.match_indices(BOOKMARK).filter_map(|(start, _)| bookmark(text, start)).collect()
}

/// A bookmark's name is one word. Looking no further than that keeps a line without end linear.
fn bookmark(text: &str, start: usize) -> Option<Span> {
    let inside = text[start + BOOKMARK.len()..].trim_start_matches(' ');
    let name =
        inside.find(|c: char| !(c.is_alphanumeric() || "_.-".contains(c))).filter(|&length| length > 0)?;
    inside[name..].starts_with(']').then(|| Span::new(start, text.len() - inside.len() + name + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        residue(text).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn bookmarks_are_residue() {
        let text = "[bookmark: _GoBack]Nơi nhận: [bookmark:_Toc123]Sở Nội vụ";
        assert_eq!(found(text), ["[bookmark: _GoBack]", "[bookmark:_Toc123]"]);
    }

    #[test]
    fn words_in_brackets_are_words() {
        assert!(found("[1] [bookmark: ] [bookmark: hai chữ] [bookmark: _Go").is_empty());
    }
}
