//! Turns a plan into pages on which it is read: its text in parts, each stretch marked by what was read in it, beside
//! its outline and what is known about it.

mod about;
mod marks;
mod outline;
pub(in crate::serve) mod source;
mod steps;
mod units;
mod words;

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{found_link as link, made, reader_link, switch, title};
use crate::model::{HeldPlan, Span};
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};
use crate::serve::state::Kept;
use crate::serve::{ApiError, Service};
use crate::store::NearCopy;
use marks::Marks;
use units::{Block, Stretch};
use words::Words;

/// Provisions in one part of a document.
const PART: usize = 200;

#[derive(Template)]
#[template(path = "reader.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    w: &'static Words,
    heading: String,
    switch: String,
    sample: bool,
    q: String,
    id: String,
    subject: String,
    /// By which name citations name the paper.
    source: String,
    facts: Vec<about::Fact>,
    citations: Vec<about::Cited>,
    up: Vec<about::Step>,
    down: Vec<about::Step>,
    remarks: Vec<about::Remark>,
    /// What is missing or uncertain in what was read.
    degraded: Option<String>,
    copies: Vec<Copy>,
    outline: Vec<outline::Entry>,
    steps: Option<steps::Steps>,
    /// The citation of the provision that was asked for.
    cited: Option<Cited>,
    parts: Vec<Part>,
    before: Option<String>,
    after: Option<String>,
    blocks: Vec<Block>,
}

/// Another copy of the same paper.
struct Copy {
    link: String,
    plan: String,
    percent: u8,
    is_current: bool,
    differences: String,
}

/// A part of the document.
struct Part {
    link: String,
    is_shown: bool,
}

/// Words to paste into another document.
struct Cited {
    path: String,
    text: String,
}

/// A plan as it was written, in parts (`part=N`, or that of `path=II.4`), with the evidence (`hl=START-END`, characters
/// of the text) and the hits of a query (`q=`) marked.
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    made(service, params, written).await
}

fn written(service: &Service, params: &Params) -> Result<Page, ApiError> {
    let (language, id, query) = (params.language(), params.text("id"), params.text("q"));
    let kept = service.plan(id, language)?;
    let held = service.held(kept);
    let (m, w) = (Messages::of(language), Words::of(language));
    let stretches = units::stretches(&held);
    let order: Vec<(&str, usize)> = stretches.iter().enumerate().map(|(at, one)| (one.path, at)).collect();
    let evidence = evidence(params, held.text);
    let wanted = wanted(params.text("path"), evidence, &stretches);
    let at = order.iter().position(|(path, _)| *path == wanted).unwrap_or(0) / PART;
    let last = stretches.len().div_ceil(PART).saturating_sub(1);
    let part = params.number("part", at, last)?;
    let shown = &stretches[(part * PART).min(stretches.len())..stretches.len().min((part + 1) * PART)];
    let hits = match query {
        "" => None,
        query => Some(steps::hits(service, kept, &held, query, language)?),
    };
    let mut found = units::marks(&held, evidence, language);
    if let Some(hits) = &hits {
        found.extend(units::words(service, hits, shown, &held));
    }
    let marks = Marks::new(found, held.text);
    let of_part = |part: usize| format!("{}&part={part}{}", reader_link(id, "", m), queried(query));
    let (up, down) = about::chain(service, id, w, m, language);
    let name = source::named(&held);
    Ok(Page {
        m,
        w,
        heading: title(&kept.entry),
        switch: switch("/van-ban", &[("id", id), ("path", params.text("path")), ("q", query)], m),
        sample: kept.entry.sample,
        q: query.to_owned(),
        id: encoded(id),
        subject: kept.entry.subject.clone().unwrap_or_default(),
        facts: about::facts(service, kept, &held, m, language),
        citations: about::citations(service, &held, m, language),
        up,
        down,
        remarks: about::remarks(&held, m, language),
        degraded: kept.entry.degraded.clone(),
        copies: copies(kept, m),
        outline: outline::outline(&held, &order, part, wanted, query, m),
        steps: hits.as_ref().map(|hits| steps::steps(hits, (id, query, wanted), &order, (w, m))),
        cited: cited(&held, &stretches, wanted, evidence, &name),
        parts: (0..=last).map(|at| Part { link: of_part(at), is_shown: at == part }).collect(),
        before: (part > 0).then(|| of_part(part.saturating_sub(1))),
        after: (part < last).then(|| of_part(part + 1)),
        blocks: units::blocks(&held, shown, &marks, &units::Shown { wanted, query, m, language }),
        source: name,
    })
}

fn queried(query: &str) -> String {
    if query.is_empty() { String::new() } else { format!("&q={}", encoded(query)) }
}

/// The path asked for; where none is, that of the evidence.
fn wanted<'a>(path: &'a str, evidence: Option<Span>, stretches: &[Stretch<'a>]) -> &'a str {
    let holds =
        |one: &&Stretch<'a>| evidence.is_some_and(|words| one.spans.iter().any(|span| span.overlaps(words)));
    if path.is_empty() { stretches.iter().find(holds).map_or("", |one| one.path) } else { path }
}

/// What `hl` names: characters of the text, turned into bytes. What names no place in the text marks nothing.
fn evidence(params: &Params, text: &str) -> Option<Span> {
    let (start, end) = params.get("hl")?.split_once('-')?;
    let (start, end): (usize, usize) = (start.parse().ok()?, end.parse().ok()?);
    let mut places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let first = places.nth(start)?;
    let length = end.checked_sub(start).filter(|length| *length > 0)?;
    Some(Span::new(first, places.nth(length - 1)?))
}

fn copies(kept: &Kept, m: &'static Messages) -> Vec<Copy> {
    let copy = |copy: &NearCopy| Copy {
        link: reader_link(&copy.plan, "", m),
        differences: super::differences_link(&copy.plan, &kept.entry.id, m),
        plan: copy.plan.clone(),
        percent: copy.percent,
        is_current: copy.is_current,
    };
    kept.entry.copies.iter().map(copy).collect()
}

/// The evidence, else the provision asked for, as it is quoted elsewhere.
fn cited(
    held: &HeldPlan<'_>,
    stretches: &[Stretch<'_>],
    wanted: &str,
    evidence: Option<Span>,
    name: &str,
) -> Option<Cited> {
    let own = stretches.iter().find(|one| one.path == wanted)?;
    let words = match evidence {
        Some(span) => span.of(held.text).to_owned(),
        None => own.spans.iter().map(|span| span.of(held.text)).collect::<Vec<_>>().join(" "),
    };
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let at = evidence.or(own.spans.first().copied())?;
    let place = source::place(wanted, held.plan.page(at), crate::export::Language::Vietnamese);
    Some(Cited { path: wanted.to_owned(), text: format!("“{words}” ({place}, {name})") })
}
