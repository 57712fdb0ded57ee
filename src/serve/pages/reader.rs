use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Piece, error, pieces, reader_link, shown, switch, title};
use crate::export::{Language, review, role, scan_note};
use crate::model::{Assignment, HeldPlan, ReviewState, Span};
use crate::serve::Service;
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};
use crate::store::NearCopy;

/// Provisions in one part of a document.
const PART: usize = 200;

#[derive(Template)]
#[template(path = "reader.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    heading: String,
    switch: String,
    sample: bool,
    q: &'static str,
    facts: String,
    /// What is missing or uncertain in what was read.
    degraded: Option<String>,
    copies: Vec<Copy>,
    parts: Vec<String>,
    units: Vec<Unit>,
}

/// Another copy of the same paper.
struct Copy {
    link: String,
    plan: String,
    percent: u8,
    is_current: bool,
}

struct Unit {
    path: String,
    anchor: String,
    pieces: Vec<Piece>,
    /// Which of its assignments rest on words that were hard to recognize.
    notes: Vec<String>,
    start: usize,
}

/// A plan as it was written, in parts; what names a body for a task is marked.
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    let (language, id) = (params.language(), params.text("id"));
    let kept = match service.plan(id, language) {
        Ok(kept) => kept,
        Err(failure) => return error::shown(&failure, &params),
    };
    let (m, held) = (Messages::of(language), service.held(kept));
    let all = units(&held, language);
    let wanted = params.text("path");
    let at = all.iter().position(|unit| unit.path == wanted).unwrap_or(0) / PART;
    let part = params.number("part", at, all.len()).unwrap_or(at);
    let parts =
        (0..all.len().div_ceil(PART)).map(|part| format!("{}&part={part}", reader_link(id, "", m))).collect();
    let province = held.province.unwrap_or("—");
    let page = Page {
        m,
        heading: title(&kept.entry),
        switch: switch("/van-ban", &[("id", id)], m),
        sample: kept.entry.sample,
        q: "",
        facts: format!(
            "{province} · {} · {}",
            kept.entry.file,
            kept.entry.subject.as_deref().unwrap_or_default()
        ),
        degraded: kept.entry.degraded.clone(),
        copies: kept.entry.copies.iter().map(|copy| copy_of(copy, m)).collect(),
        parts,
        units: all.into_iter().skip(part * PART).take(PART).collect(),
    };
    shown(&page, &params)
}

fn copy_of(copy: &NearCopy, m: &'static Messages) -> Copy {
    let NearCopy { plan, percent, is_current } = copy.clone();
    Copy { link: reader_link(&plan, "", m), plan, percent, is_current }
}

/// Provisions and the parts that are none, in the order of the text.
fn units(held: &HeldPlan<'_>, language: Language) -> Vec<Unit> {
    let provisions = held.plan.outline.provisions.iter().map(|provision| (&provision.path, &provision.spans));
    let parts = held.plan.parts.iter().map(|part| (&part.path, &part.spans));
    let mut found: Vec<Unit> =
        provisions.chain(parts).map(|(path, spans)| unit(held, path, spans, language)).collect();
    found.sort_by_key(|unit| unit.start);
    found
}

fn unit(held: &HeldPlan<'_>, path: &str, spans: &[Span], language: Language) -> Unit {
    let (mut text, mut notes) = (Vec::new(), Vec::new());
    for span in spans {
        let all = held.plan.assignments.iter().chain(&held.plan.rejected);
        let inside: Vec<&Assignment> = all.filter(|given| span.contains(given.quote)).collect();
        let quoted = inside.iter().map(|given| given.quote);
        let mut marks: Vec<[usize; 2]> =
            quoted.map(|quote| [quote.start - span.start, quote.end - span.start]).collect();
        marks.sort_unstable();
        marks.dedup();
        if !text.is_empty() {
            text.push(Piece { text: "\n".to_owned(), marked: false });
        }
        text.extend(pieces(span.of(held.text), &marks));
        let judged = inside.iter().filter(|given| given.review.state != ReviewState::MachineRead);
        notes.extend(judged.map(|given| {
            let role = role(given.role).shown(language);
            format!("{} — {role}: {}", given.agency, review(given.review.state).shown(language))
        }));
        notes.extend(inside.iter().filter_map(|given| {
            let sure = held.plan.confidence(given)?;
            Some(format!("{}: {}", given.agency, scan_note(sure, language)))
        }));
    }
    let start = spans.first().map_or(0, |span| span.start);
    Unit { path: path.to_owned(), anchor: encoded(path), pieces: text, notes, start }
}
