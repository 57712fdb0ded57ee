use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Choice, evidence_link, has_samples, made, programmes, switch};
use crate::compare::{Gap, words};
use crate::export::{Language, shown_path};
use crate::serve::api::gaps::found;
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};
use crate::serve::{ApiError, Service};

#[derive(Template)]
#[template(path = "gaps.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    heading: &'static str,
    switch: String,
    sample: bool,
    q: &'static str,
    programmes: Vec<Choice>,
    title: String,
    provisional: bool,
    source: String,
    files: String,
    total: usize,
    kinds: Vec<Kind>,
    before: Option<String>,
    next: Option<String>,
}

/// Gaps on one page.
const PAGE: usize = 200;

struct Kind {
    title: &'static str,
    /// How many there are, on all pages.
    count: usize,
    rows: Vec<Row>,
}

struct Row {
    sentence: String,
    link: String,
    path: String,
    quote: String,
}

/// What a ministry would ask about, by kind, each with its evidence.
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    made(service, params, written).await
}

fn written(service: &Service, params: &Params) -> Result<Page, ApiError> {
    let language = params.language();
    let (matrix, found) = found(service, params)?;
    let m = Messages::of(language);
    let id = &matrix.checklist;
    let from = params.number("offset", 0, found.len())?;
    let files = format!("programme={}&lang={}", encoded(id), m.code);
    let page = |offset: usize| format!("/thieu-sot?{files}&offset={offset}");
    Ok(Page {
        m,
        heading: m.gaps,
        switch: switch("/thieu-sot", &[("programme", id)], m),
        sample: has_samples(service),
        q: "",
        programmes: programmes(service, "/thieu-sot", id, m),
        title: format!("{} ({})", matrix.title, matrix.version),
        provisional: matrix.provisional,
        source: matrix.source.clone(),
        total: found.len(),
        kinds: kinds(service, &found, from, m, language),
        before: (from > 0).then(|| page(from.saturating_sub(PAGE))),
        next: (from + PAGE < found.len()).then(|| page(from + PAGE)),
        files,
    })
}

/// The gaps of one page by kind; they come sorted by it.
fn kinds(
    service: &Service,
    found: &[Gap],
    from: usize,
    m: &'static Messages,
    language: Language,
) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    for gap in found.iter().skip(from).take(PAGE) {
        let title = words::gap_kind(gap.kind).shown(language);
        if kinds.last().is_none_or(|last| last.title != title) {
            let count = found.iter().filter(|other| other.kind == gap.kind).count();
            kinds.push(Kind { title, count, rows: Vec::new() });
        }
        if let Some(last) = kinds.last_mut() {
            last.rows.push(row(service, gap, m, language));
        }
    }
    kinds
}

fn row(service: &Service, gap: &Gap, m: &'static Messages, language: Language) -> Row {
    let path = gap.path.clone().unwrap_or_default();
    Row {
        sentence: gap.sentence(language),
        link: gap.plan.as_ref().map_or_else(String::new, |plan| {
            evidence_link(service, &plan.id, &path, gap.quote.as_deref().unwrap_or_default(), m)
        }),
        quote: gap.quote.clone().unwrap_or_default(),
        path: shown_path(&path, language),
    }
}
