//! Turns the tokens of a page into those of its content: without what is never shown, and without the frame of a portal.

use std::collections::HashMap;
use std::ops::Range;

use super::tokens::{Tag, Token};

/// Elements that hold no text of a document, whatever page they stand on.
const NO_TEXT: [&str; 15] = [
    "head", "title", "script", "style", "template", "textarea", "select", "button", "svg", "iframe",
    "object", "noscript", "audio", "video", "canvas",
];
/// Elements by which a portal says that they are its frame.
const FRAME: [&str; 4] = ["nav", "header", "footer", "aside"];
/// Elements that may hold the whole document.
const CONTAINERS: [&str; 9] = ["html", "body", "main", "article", "section", "div", "form", "center", "td"];
/// Elements without an end.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// On a page with a frame, the innermost element with so many percent of the words is the document; what stands beside
/// it (state of validity, buttons, counters) is frame too.
const CONTENT_PERCENT: usize = 90;

/// The stretches of tokens that are read.
pub(super) fn kept(tokens: &[Token]) -> Vec<Range<usize>> {
    let ends = ends(tokens);
    let (mut found, mut at, mut begun, mut framed) = (Vec::new(), 0, 0, false);
    while at < tokens.len() {
        match (&tokens[at], ends[at]) {
            (Token::Start(tag), Some(end)) if is_left_out(tag) => {
                framed |= FRAME.contains(&&*tag.name);
                found.push(begun..at);
                at = end + 1;
                begun = at;
            }
            _ => at += 1,
        }
    }
    found.push(begun..tokens.len());
    found.retain(|range| !range.is_empty());
    if framed { within(found, innermost(tokens, &ends)) } else { found }
}

/// How many characters of text stand in these tokens, white space left out.
pub(super) fn words(tokens: &[Token]) -> usize {
    let text = |token: &Token| match token {
        Token::Text(text) => text.chars().filter(|c| !c.is_whitespace()).count(),
        _ => 0,
    };
    tokens.iter().map(text).sum()
}

fn is_left_out(tag: &Tag) -> bool {
    let name: &str = &tag.name;
    let style = || tag.get("style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
    NO_TEXT.contains(&name)
        || FRAME.contains(&name)
        || tag.get("role") == Some("navigation")
        || tag.get("hidden").is_some()
        || style().contains("display:none")
}

/// For each beginning the place of its end, where it has one. What is never closed is left as it is: else one forgotten
/// tag would take the rest of the page with it.
fn ends(tokens: &[Token]) -> Vec<Option<usize>> {
    let mut ends = vec![None; tokens.len()];
    let mut open: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Start(tag) if !VOID.contains(&&*tag.name) => open.entry(&tag.name).or_default().push(at),
            Token::End(name) => {
                if let Some(start) = open.get_mut(&**name).and_then(Vec::pop) {
                    ends[start] = Some(at);
                }
            }
            _ => {}
        }
    }
    ends
}

/// The innermost container of almost all words.
fn innermost(tokens: &[Token], ends: &[Option<usize>]) -> Range<usize> {
    let mut before = Vec::with_capacity(tokens.len() + 1);
    before.push(0);
    let mut skipped = 0;
    for (at, token) in tokens.iter().enumerate() {
        if let (Token::Start(tag), Some(end)) = (token, ends[at])
            && is_left_out(tag)
        {
            skipped = skipped.max(end);
        }
        let own = if at < skipped { 0 } else { words(std::slice::from_ref(token)) };
        before.push(before[at] + own);
    }
    let total = before[tokens.len()];
    let mut best = 0..tokens.len();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Start(tag) = token else { continue };
        let Some(end) = ends[at].filter(|_| CONTAINERS.contains(&&*tag.name)) else { continue };
        let inside = before[end] - before[at];
        if best.contains(&at) && end < best.end && inside * 100 >= total * CONTENT_PERCENT {
            best = at..end + 1;
        }
    }
    best
}

fn within(ranges: Vec<Range<usize>>, content: Range<usize>) -> Vec<Range<usize>> {
    let cut = |range: Range<usize>| range.start.max(content.start)..range.end.min(content.end);
    ranges.into_iter().map(cut).filter(|range| !range.is_empty()).collect()
}
