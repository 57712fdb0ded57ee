//! Turns answers of the library into pages, one file a page. Pages work without scripts; everything is escaped.

pub(super) mod answer;
pub(super) mod beside;
pub(super) mod charts;
pub(super) mod differences;
pub(super) mod error;
pub(super) mod gaps;
pub(super) mod guide;
pub(super) mod home;
pub(super) mod load;
pub(super) mod matrix;
pub(super) mod plans;
pub(super) mod reader;
pub(super) mod review;
pub(super) mod search;
pub(super) mod similar;
mod tiles;

use std::sync::Arc;

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use super::messages::Messages;
use super::params::{Params, encoded};
use super::{ApiError, Service};
use crate::export::{Language, provision_start, shown_path};
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

/// The address of a provision, with the query that led to the document.
pub(super) fn found_link(plan: &str, path: &str, query: &str, messages: &Messages) -> String {
    let link = reader_link(plan, path, messages);
    if query.is_empty() {
        return link;
    }
    let (page, place) = link
        .split_once('#')
        .map_or((link.as_str(), String::new()), |(page, place)| (page, format!("#{place}")));
    format!("{page}&q={}{place}", encoded(query))
}

/// The address of words of a plan, as characters of its text: outlined, with what stands around them.
pub(super) fn passage_link(plan: &str, path: &str, [start, end]: [usize; 2], messages: &Messages) -> String {
    let (plan, path, lang) = (encoded(plan), encoded(path), messages.code);
    format!("/van-ban?id={plan}&lang={lang}&path={path}&hl={start}-{end}#bang-chung")
}

/// The address of a quote in the provision it was taken from; of the provision, where it does not stand there as it is.
pub(super) fn evidence_link(
    service: &Service,
    plan: &str,
    path: &str,
    quote: &str,
    messages: &Messages,
) -> String {
    match service.quoted(plan, path, quote) {
        Some(characters) => passage_link(plan, path, characters, messages),
        None => reader_link(plan, path, messages),
    }
}

/// The address of what changed from one plan to another.
pub(super) fn differences_link(before: &str, after: &str, messages: &Messages) -> String {
    format!("/so-sanh?a={}&b={}&lang={}", encoded(before), encoded(after), messages.code)
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

/// The heading of a provision, or how it begins; the path in words where it is none.
pub(super) fn heading(service: &Service, plan: &str, path: &str, messages: &Messages) -> String {
    let kept = service.by_id(plan);
    let provision = kept.and_then(|kept| {
        let outline = &kept.stored.plan.outline;
        Some((outline.get(outline.find(path)?), kept.stored.text.as_str()))
    });
    let words = provision.map(|(provision, text)| match provision.heading {
        Some(heading) => heading.of(text).split_whitespace().collect::<Vec<_>>().join(" ").replace("**", ""),
        None => provision_start(provision, text) + "…",
    });
    let language = if messages.code == "en" { Language::English } else { Language::Vietnamese };
    words.filter(|words| words.len() > 3).unwrap_or_else(|| shown_path(path, language))
}

/// The page that `write` makes of the parameters, away from the threads that talk to clients; or why there is none.
pub(super) async fn made<P: Template + Send + 'static>(
    service: Arc<Service>,
    params: Params,
    write: impl FnOnce(&Service, &Params) -> Result<P, ApiError> + Send + 'static,
) -> Response {
    let sent = params.clone();
    match service.run(params.language(), move |service| write(service, &sent)).await {
        Ok(page) => shown(&page, &params),
        Err(failure) => error::shown(&failure, &params),
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
