use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{error, has_samples, reader_link, shown, switch};
use crate::ask::{Answer, AssignmentRow, Gap, Row, State as PlanState, chips};
use crate::export::{Language, deadline_kind, page_note, relation, role, role_basis, scan_note};
use crate::serve::Service;
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};
use crate::serve::tables::state_term;

#[derive(Template)]
#[template(path = "answer.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    heading: String,
    switch: String,
    sample: bool,
    q: String,
    chips: Vec<String>,
    not_understood: String,
    scope: String,
    xlsx: String,
    csv: String,
    json: String,
    count: Option<usize>,
    bands: Vec<Band>,
    empty: Vec<String>,
}

struct Band {
    title: String,
    cards: Vec<Card>,
}

/// A row, a gap or a state as it is shown.
struct Card {
    place: String,
    source: String,
    link: String,
    fact: String,
    quote: String,
    notes: Vec<String>,
}

/// The answer to a question: what was understood, over what, and each row with its proof.
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    let (language, q) = (params.language(), params.text("q").to_owned());
    let asked = q.clone();
    let answer = Arc::clone(&service).run(language, move |service| service.ask(&asked, language)).await;
    match answer {
        Ok(answer) => shown(&written(&answer, q, has_samples(&service), language), &params),
        Err(failure) => error::shown(&failure, &params),
    }
}

fn written(answer: &Answer, q: String, sample: bool, language: Language) -> Page {
    let m = Messages::of(language);
    let empty = answer.answer.no_plan.iter().flatten().filter_map(|gap| gap.province.clone());
    Page {
        m,
        heading: q.clone(),
        switch: switch("/tra-loi", &[("q", &q)], m),
        sample,
        chips: chips(&answer.understood, language),
        not_understood: answer.not_understood.join(", "),
        scope: answer.scope.text.clone(),
        xlsx: format!("/api/v1/ask.xlsx?lang={}&q={}", m.code, encoded(&q)),
        csv: format!("/api/v1/ask.csv?lang={}&q={}", m.code, encoded(&q)),
        json: format!("/api/v1/ask?q={}", encoded(&q)),
        count: answer.answer.count,
        bands: bands(answer, m, language),
        empty: empty.collect(),
        q,
    }
}

fn bands(answer: &Answer, m: &'static Messages, language: Language) -> Vec<Band> {
    let parts = &answer.answer;
    let rows =
        |rows: &Option<Vec<Row>>| rows.iter().flatten().map(|row| card(row, m, language)).collect::<Vec<_>>();
    let gaps = |gaps: &Option<Vec<Gap>>| gaps.iter().flatten().map(|found| gap(found, m)).collect::<Vec<_>>();
    let states = parts.states.iter().flatten().map(|found| state(found, m, language)).collect();
    let mut bands = vec![
        Band { title: m.named.to_owned(), cards: rows(&parts.named) },
        Band { title: m.group.to_owned(), cards: rows(&parts.group) },
        Band { title: m.rows.to_owned(), cards: rows(&parts.rows) },
        Band { title: m.states.to_owned(), cards: states },
        Band { title: m.none.to_owned(), cards: gaps(&parts.none) },
        Band { title: m.unknown.to_owned(), cards: gaps(&parts.unknown) },
    ];
    for reading in parts.readings.iter().flatten() {
        let cards = reading.rows.iter().map(|row| card(row, m, language)).collect();
        bands.push(Band { title: reading.text.clone(), cards });
    }
    bands.retain(|band| !band.cards.is_empty());
    bands
}

fn card(row: &Row, m: &'static Messages, language: Language) -> Card {
    let (source, path, quote) = match row {
        Row::Assignment(row) => (&row.source, &row.path, &row.quote),
        Row::Citation(row) => (&row.source, &row.path, &row.quote),
        Row::Passage(row) => (&row.source, &row.path, &row.quote),
    };
    let (fact, notes) = match row {
        Row::Assignment(row) => (fact(row, language), notes(row, m, language)),
        Row::Citation(row) => (relation(row.relation).shown(language).to_owned(), Vec::new()),
        Row::Passage(_) => (String::new(), Vec::new()),
    };
    let page = match row {
        Row::Assignment(row) => row.page.map(|page| format!(", {}", page_note(page, language))),
        Row::Citation(_) | Row::Passage(_) => None,
    };
    Card {
        place: format!("{} · {path}", source.province.as_deref().unwrap_or("—")),
        source: source.file.clone() + &page.unwrap_or_default(),
        link: reader_link(&source.plan, path, m),
        fact,
        quote: quote.clone(),
        notes,
    }
}

/// "Sở Nội vụ — chủ trì (ghi rõ); trước ngày 30/6/2026 (chậm nhất)".
fn fact(row: &AssignmentRow, language: Language) -> String {
    let role = format!(
        "{} — {} ({})",
        row.agency,
        role(row.role).shown(language),
        role_basis(row.role_basis).shown(language)
    );
    match &row.deadline {
        Some(date) => format!("{role}; {} ({})", date.raw, deadline_kind(date.kind).shown(language)),
        None => role,
    }
}

fn notes(row: &AssignmentRow, m: &'static Messages, language: Language) -> Vec<String> {
    let scan = row.scan_confidence.map(|sure| scan_note(sure, language));
    let from = row.scope_from.iter().map(|from| format!("{} {}: “{}”", m.topic_from, from.path, from.quote));
    row.via.iter().cloned().chain(from).chain(scan).chain([m.machine.to_owned()]).collect()
}

fn gap(gap: &Gap, m: &'static Messages) -> Card {
    let near =
        gap.near.iter().map(|near| format!("{} {}: “{}” ({})", m.near, near.path, near.quote, near.reason));
    Card {
        place: gap.province.clone().unwrap_or_else(|| "—".to_owned()),
        source: gap.file.clone().unwrap_or_default(),
        link: gap.plan.as_deref().map_or_else(String::new, |plan| reader_link(plan, "", m)),
        fact: gap.reason.clone(),
        quote: String::new(),
        notes: near.collect(),
    }
}

fn state(state: &PlanState, m: &'static Messages, language: Language) -> Card {
    let path = state.path.as_deref().unwrap_or_default();
    Card {
        place: format!("{} {path}", state.province.as_deref().unwrap_or("—")),
        source: state.file.clone().unwrap_or_default(),
        link: state.plan.as_deref().map_or_else(String::new, |plan| reader_link(plan, path, m)),
        fact: format!("{} — {}", state_term(state.state).shown(language), state.reason),
        quote: state.quote.clone().unwrap_or_default(),
        notes: Vec::new(),
    }
}
