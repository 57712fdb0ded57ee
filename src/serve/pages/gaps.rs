use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Choice, error, evidence_link, has_samples, programmes, shown, switch};
use crate::compare::{Gap, words};
use crate::export::{Language, shown_path};
use crate::serve::Service;
use crate::serve::api::gaps::found;
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};

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
    kinds: Vec<Kind>,
}

struct Kind {
    title: &'static str,
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
    let language = params.language();
    let asked = params.clone();
    let written = Arc::clone(&service).run(language, move |service| {
        let (matrix, found) = found(service, &asked)?;
        let m = Messages::of(language);
        let id = &matrix.checklist;
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
            files: format!("programme={}&lang={}", encoded(id), m.code),
            kinds: kinds(service, &found, m, language),
        })
    });
    match written.await {
        Ok(page) => shown(&page, &params),
        Err(failure) => error::shown(&failure, &params),
    }
}

fn kinds(service: &Service, found: &[Gap], m: &'static Messages, language: Language) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    for gap in found {
        let title = words::gap_kind(gap.kind).shown(language);
        if kinds.last().is_none_or(|last| last.title != title) {
            kinds.push(Kind { title, rows: Vec::new() });
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
