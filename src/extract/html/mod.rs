//! Turns a web page into its text: paragraphs, headings and rows of tables, without what a portal puts around them.
//!
//! The page is taken as a stream of tags, as browsers forgive them: nothing has to be closed, and however deep elements
//! stand in each other costs no stack. What a page leaves to the browser (scripts, styles, forms, images) is no text.

mod body;
mod charset;
mod content;
mod tokens;

use super::layout::{Layout, layout};
use super::refusal::Refusal;

/// Reads the text and the blocks of a page, and how many characters around its content were left out.
///
/// # Errors
/// The page has more tags than a document.
pub(super) fn read(bytes: &[u8]) -> Result<(Layout, usize), Refusal> {
    let text = charset::decode(bytes);
    let tokens = tokens::tokens(&text)?;
    let kept = content::kept(&tokens);
    let items = body::items(&tokens, &kept);
    let dropped = content::words(&tokens)
        - kept.iter().map(|range| content::words(&tokens[range.clone()])).sum::<usize>();
    Ok((layout(&items), dropped))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BlockKind;

    /// The blocks of a page, rows with `|` between their cells.
    fn shown(page: &str) -> Vec<String> {
        let ((text, blocks), _) = read(page.as_bytes()).unwrap();
        let show = |block: &crate::model::Block| match &block.kind {
            BlockKind::Paragraph => block.span.of(&text).to_owned(),
            BlockKind::Row { cells, .. } => {
                cells.iter().map(|cell| cell.of(&text)).collect::<Vec<_>>().join("|")
            }
        };
        blocks.iter().map(show).collect()
    }

    #[test]
    fn paragraphs_as_a_browser_breaks_them() {
        let page = "<title>T</title><h1>Điều&nbsp;1. Phạm\n vi</h1><p>Luật <b>n&agrave;y</b><p>quy <i>định</i><br>sau
                    <script>var a = '<p>x';</script><style>p{}</style><!-- y --><div>a<div>b</div>c</div>";
        assert_eq!(shown(page), ["Điều\u{a0}1. Phạm vi", "Luật này", "quy định", "sau", "a", "b", "c"]);
    }

    #[test]
    fn rows_keep_their_columns() {
        let page = "<table><tr><th>STT<th>Nhiệm vụ<th colspan=2>Cơ quan<tr><td rowspan=2>1<td>a<td>b<td>c
                    <tr><td>d<td><p>e<p>f<td>g<table><tr><td>h</table></table>";
        assert_eq!(shown(page), ["STT|Nhiệm vụ|Cơ quan|", "1|a|b|c", "|d|e\nf|g\nh"]);
    }

    #[test]
    fn lists_show_their_numbers() {
        let page = "<ol type=I start=2><li>hai<ul><li>gạch</ul><li value=5>năm</ol><ol><li><p>một</ol>";
        assert_eq!(shown(page), ["II. hai", "- gạch", "V. năm", "1. một"]);
    }

    #[test]
    fn what_a_portal_puts_around_is_left_out() {
        let body = "<p>Điều 1. Nội dung của văn bản đủ dài để là phần chính của trang</p>".repeat(20);
        let page = format!(
            "<body><nav><ul><li>Trang chủ</ul></nav><header><h2>CỔNG</h2></header><div><div>Còn hiệu lực</div>
             <div id=c>{body}<p hidden>ẩn</p><p style='display: none'>ẩn</p></div></div><footer><p>Địa chỉ</footer></body>"
        );
        let found = shown(&page);
        assert_eq!(found.len(), 20, "{found:?}");
        assert_eq!(shown(&format!("<div>Đầu</div><div>{body}</div>")).len(), 21, "no portal: all is kept");
    }

    #[test]
    fn nothing_is_lost_in_what_is_never_closed() {
        assert_eq!(shown("<nav><p>a<p>b"), ["a", "b"]);
        assert_eq!(shown(&format!("{}<p>sâu", "<div><table><tr><td>".repeat(50_000))), ["sâu"]);
        assert_eq!(shown(""), [""; 0]);
    }
}
