//! Turns the characters of a page into tags and text.

use std::cell::RefCell;

use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, CharacterTokens, StartTag, TagToken, Token as Event, TokenSink, TokenSinkResult, Tokenizer,
    TokenizerOpts,
};

use super::super::refusal::Refusal;

/// Most tags and texts of a page: a law of a thousand articles has some ten thousand.
const MAX_TOKENS: usize = 2_000_000;

/// What a page consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// An element begins.
    Start(Tag),
    /// An element ends.
    End(LocalName),
    /// Characters, entities resolved.
    Text(String),
}

/// The beginning of an element, with the attributes that matter here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) name: LocalName,
    attributes: Vec<(LocalName, String)>,
}

/// Attributes that say something of structure or visibility.
const KEPT: [&str; 9] =
    ["colspan", "rowspan", "type", "start", "value", "hidden", "style", "aria-hidden", "role"];

impl Tag {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| &**key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.trim().parse().ok()
    }
}

/// Elements whose content is characters, not tags.
fn raw(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(RawKind::Rawtext),
        "title" | "textarea" => Some(RawKind::Rcdata),
        _ => None,
    }
}

#[derive(Default)]
struct Sink {
    found: RefCell<Vec<Token>>,
}

impl Sink {
    fn text(&self, text: &str) {
        let mut found = self.found.borrow_mut();
        match found.last_mut() {
            Some(Token::Text(last)) => last.push_str(text),
            _ => found.push(Token::Text(text.to_owned())),
        }
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, event: Event, _line: u64) -> TokenSinkResult<()> {
        if self.found.borrow().len() > MAX_TOKENS {
            return TokenSinkResult::Continue;
        }
        match event {
            CharacterTokens(text) => self.text(&text),
            TagToken(tag) if tag.kind == StartTag => {
                let raw = raw(&tag.name);
                let kept = tag.attrs.into_iter().filter(|one| KEPT.contains(&&*one.name.local));
                let attributes = kept.map(|one| (one.name.local, one.value.to_string())).collect();
                self.found.borrow_mut().push(Token::Start(Tag { name: tag.name, attributes }));
                return raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData);
            }
            TagToken(tag) => self.found.borrow_mut().push(Token::End(tag.name)),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// The tokens of a page, in order.
pub(super) fn tokens(page: &str) -> Result<Vec<Token>, Refusal> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(page));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    // Without scripts there is nothing to stop for.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    let found = tokenizer.sink.found.into_inner();
    if found.len() > MAX_TOKENS {
        return Err(Refusal::bomb(&format!("more than {MAX_TOKENS} tags")));
    }
    Ok(found)
}
