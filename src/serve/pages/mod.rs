//! Turns answers of the library into pages, one file a page. Pages work without scripts; everything is escaped.

pub(super) mod answer;
pub(super) mod error;
pub(super) mod gaps;
pub(super) mod home;
pub(super) mod load;
pub(super) mod matrix;
pub(super) mod plans;
pub(super) mod reader;
pub(super) mod review;
pub(super) mod search;
pub(super) mod similar;
mod tiles;

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use super::messages::Messages;
use super::params::{Params, encoded};
use super::{ApiError, Service};
use crate::store::PlanEntry;

/// A stretch of text, marked or not; the template escapes it.
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) marked: bool,
}

/// Cuts a text at its marks: bytes, in order, not overlapping.
pub(super) fn pieces(text: &str, marks: &[[usize; 2]]) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut at = 0;
    for &[start, end] in marks {
        if start < at || !text.is_char_boundary(start) || !text.is_char_boundary(end) {
            continue;
        }
        found.push(Piece { text: text[at..start].to_owned(), marked: false });
        found.push(Piece { text: text[start..end].to_owned(), marked: true });
        at = end;
    }
    found.push(Piece { text: text[at..].to_owned(), marked: false });
    found
}

/// The address of a provision of a plan.
pub(super) fn reader_link(plan: &str, path: &str, messages: &Messages) -> String {
    let part =
        if path.is_empty() { String::new() } else { format!("&path={}#{}", encoded(path), encoded(path)) };
    format!("/van-ban?id={}&lang={}{part}", encoded(plan), messages.code)
}

/// The address of the provisions that say what this one says.
pub(super) fn similar_link(plan: &str, path: &str, messages: &Messages) -> String {
    format!("/tuong-tu?plan={}&path={}&lang={}", encoded(plan), encoded(path), messages.code)
}

/// A programme that the reader may look at instead.
pub(super) struct Choice {
    pub(super) title: String,
    pub(super) link: String,
    pub(super) chosen: bool,
}

/// The programmes known, as links of `page`.
pub(super) fn programmes(service: &Service, page: &str, chosen: &str, messages: &Messages) -> Vec<Choice> {
    let known = service.knowledge.checklists.iter().filter(|known| known.programme.is_some());
    let choice = |known: &crate::knowledge::Checklist| Choice {
        title: known.programme.as_ref().map_or_else(String::new, |programme| programme.instrument.clone()),
        link: format!("{page}?programme={}&lang={}", encoded(&known.id), messages.code),
        chosen: known.id == chosen,
    };
    known.map(choice).collect()
}

/// The same address in the other language.
pub(super) fn switch(page: &str, query: &[(&str, &str)], messages: &Messages) -> String {
    let mut link = format!("{page}?lang={}", messages.other_code);
    for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        link += &format!("&{name}={}", encoded(value));
    }
    link
}

/// A plan's number, or its file where it has none.
pub(super) fn title(entry: &PlanEntry) -> String {
    let kind = entry.kind.as_deref().unwrap_or("Văn bản");
    match &entry.number {
        Some(number) => format!("{kind} {number}"),
        None => format!("{kind} ({})", entry.file),
    }
}

/// The page, or the error that kept it from being written.
pub(super) fn shown(page: &impl Template, params: &Params) -> Response {
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(cause) => error::shown(&ApiError::internal(cause, params.language()), params),
    }
}

/// Is any plan that is held a sample?
pub(super) fn has_samples(service: &Service) -> bool {
    service.plans().iter().any(|kept| kept.entry.sample)
}
