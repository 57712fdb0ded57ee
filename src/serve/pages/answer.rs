use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{evidence_link, has_samples, made, reader_link, switch};
use crate::ask::{
    self, Answer, AssignmentRow, Gap, Row, State as PlanState, chips, key_name, part_name, state_name,
};
use crate::export::{
    Language, Term, deadline_kind, level, page_note, relation, review, role, role_basis, scan_note,
    shown_path,
};
use crate::model::{Level, Role};
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};
use crate::serve::{ApiError, Service};

#[derive(Template)]
#[template(path = "answer.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    heading: String,
    switch: String,
    sample: bool,
    q: String,
    chips: Vec<Removable>,
    fields: Vec<Field>,
    hidden: Vec<(String, String)>,
    not_understood: String,
    scope: String,
    xlsx: String,
    csv: String,
    json: String,
    count: Option<usize>,
    bands: Vec<Band>,
    empty: Vec<String>,
    before: Option<String>,
    next: Option<String>,
}

/// Rows on one page.
const PAGE: usize = 200;

/// Something understood, and the same request without it.
struct Removable {
    text: String,
    without: String,
}

/// One thing of the request that can be edited.
struct Field {
    key: &'static str,
    label: String,
    value: String,
    kind: &'static str,
    options: Vec<Choice>,
}

struct Choice {
    code: &'static str,
    label: String,
    chosen: bool,
}

struct Band {
    title: String,
    /// How many rows it has, on all pages.
    count: usize,
    groups: Vec<Group>,
}

/// Rows of one province that stand together.
struct Group {
    province: String,
    cards: Vec<Card>,
}

/// A row, a gap or a state as it is shown.
struct Card {
    province: String,
    place: String,
    source: String,
    link: String,
    fact: String,
    quote: String,
    notes: Vec<String>,
}

/// The answer to a question: what was understood, over what, and each row with its proof.
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    made(service, params, |service, params| written(service, &service.ask(params)?, params)).await
}

fn written(service: &Service, answer: &Answer, params: &Params) -> Result<Page, ApiError> {
    let (language, q) = (params.language(), params.text("q").to_owned());
    let m = Messages::of(language);
    let is_sent = |(key, _): &(&str, &str)| !["lang", "offset"].contains(key);
    let sent: Vec<(&str, &str)> = params.pairs().filter(is_sent).collect();
    let query: String = sent.iter().map(|(key, value)| format!("&{key}={}", encoded(value))).collect();
    let empty = answer.answer.without_plan().into_iter().map(str::to_owned);
    let bands = bands(service, answer, m, language);
    let all: usize = bands.iter().map(|(_, cards)| cards.len()).sum();
    let from = params.number("offset", 0, all)?;
    let page = |offset: usize| format!("/tra-loi?lang={}{query}&offset={offset}", m.code);
    Ok(Page {
        m,
        heading: if q.is_empty() { m.answers.to_owned() } else { q.clone() },
        switch: switch("/tra-loi", &sent, m),
        sample: has_samples(service),
        chips: removable(answer, &q, m, language),
        fields: fields(answer, language),
        hidden: parts(answer).filter(|(key, _)| !EDITED.iter().any(|(edited, _)| edited == key)).collect(),
        not_understood: answer.not_understood.join(", "),
        scope: answer.scope.text.clone(),
        xlsx: format!("/api/v1/ask.xlsx?lang={}{query}", m.code),
        csv: format!("/api/v1/ask.csv?lang={}{query}", m.code),
        json: format!("/api/v1/ask?lang={}{query}", m.code),
        count: answer.answer.count,
        bands: part(bands, from),
        empty: empty.collect(),
        before: (from > 0).then(|| page(from.saturating_sub(PAGE))),
        next: (from + PAGE < all).then(|| page(from + PAGE)),
        q,
    })
}

/// The rows of one page, those of a province together.
fn part(bands: Vec<(String, Vec<Card>)>, from: usize) -> Vec<Band> {
    let (mut shown, mut at) = (Vec::new(), 0);
    for (title, cards) in bands {
        let mut band = Band { title, count: cards.len(), groups: Vec::new() };
        for card in cards {
            if (from..from + PAGE).contains(&at) {
                match band.groups.last_mut().filter(|last| last.province == card.province) {
                    Some(last) => last.cards.push(card),
                    None => band.groups.push(Group { province: card.province.clone(), cards: vec![card] }),
                }
            }
            at += 1;
        }
        shown.extend(Some(band).filter(|band| !band.groups.is_empty()));
    }
    shown
}

/// The keys that stand in the form, with the kind of their inputs; the others are sent along as they are.
const EDITED: [(&str, &str); 11] = [
    ("topic", "text"),
    ("body", "text"),
    ("except", "text"),
    ("role", "select"),
    ("basis", "select"),
    ("province", "text"),
    ("level", "select"),
    ("programme", "text"),
    ("instrument", "text"),
    ("due_from", "date"),
    ("due_to", "date"),
];

/// What was understood, as it is sent again.
fn parts(answer: &Answer<'_>) -> impl Iterator<Item = (String, String)> {
    answer.understood.iter().map(|(key, value)| (key.clone(), ask::typed(value)))
}

fn removable(answer: &Answer, q: &str, m: &'static Messages, language: Language) -> Vec<Removable> {
    let without = |key: &str| {
        let kept = parts(answer).filter(|(other, _)| other != key);
        let query: String = kept.map(|(key, value)| format!("&{key}={}", encoded(&value))).collect();
        format!("/tra-loi?lang={}&q={}{query}", m.code, encoded(q))
    };
    let chips = chips(&answer.understood, language).into_iter();
    chips.map(|chip| Removable { text: chip.shown(), without: without(chip.key) }).collect()
}

fn fields(answer: &Answer, language: Language) -> Vec<Field> {
    let value = |key| answer.understood.get(key).map(ask::typed).unwrap_or_default();
    let field = |(key, kind): (&'static str, &'static str)| Field {
        key,
        label: key_name(key, language).to_owned(),
        options: options(key, &value(key), language),
        value: value(key),
        kind,
    };
    EDITED.into_iter().map(field).collect()
}

/// What a list offers; empty where one types.
fn options(key: &str, chosen: &str, language: Language) -> Vec<Choice> {
    let mut terms: Vec<Term> = match key {
        "role" => Role::ALL.into_iter().map(role).collect(),
        "level" => Level::ALL.into_iter().map(level).collect(),
        "basis" => vec![
            Term { code: "any", vi: "kể cả qua tập thể", en: "collectives too" },
            Term { code: "named", vi: "chỉ nơi nêu đích danh", en: "named only" },
        ],
        _ => return Vec::new(),
    };
    if key != "basis" {
        terms.insert(0, Term { code: "", vi: "bất kỳ", en: "any" });
    }
    let choice = |term: Term| Choice {
        code: term.code,
        label: term.shown(language).to_owned(),
        chosen: term.code == chosen,
    };
    terms.into_iter().map(choice).collect()
}

fn bands(
    service: &Service,
    answer: &Answer,
    m: &'static Messages,
    language: Language,
) -> Vec<(String, Vec<Card>)> {
    let parts = &answer.answer;
    let rows = |rows: &Option<Vec<Row>>| {
        rows.iter().flatten().map(|row| card(service, row, m, language)).collect::<Vec<_>>()
    };
    let gaps = |gaps: &Option<Vec<Gap>>| gaps.iter().flatten().map(|found| gap(found, m)).collect::<Vec<_>>();
    let states = parts.states_shown().map(|found| state(service, found, m, language)).collect();
    let name = |part| part_name(part, answer.is_of_body()).shown(language).to_owned();
    let mut bands = vec![
        (name("named"), rows(&parts.named)),
        (name("group"), rows(&parts.group)),
        (name("rows"), rows(&parts.rows)),
        (name("states"), states),
        (name("none"), gaps(&parts.none)),
        (name("unknown"), gaps(&parts.unknown)),
    ];
    for reading in parts.readings.iter().flatten() {
        let cards = reading.rows.iter().map(|row| card(service, row, m, language)).collect();
        bands.push((reading.text.clone(), cards));
    }
    bands
}

fn card(service: &Service, row: &Row, m: &'static Messages, language: Language) -> Card {
    let (source, path, quote) = row.evidence();
    let (fact, notes) = match row {
        Row::Assignment(row) => (fact(row, language), notes(row, m, language)),
        Row::Citation(row) => {
            (relation(row.relation).shown(language).to_owned(), row.validity(language).into_iter().collect())
        }
        Row::Passage(_) => (String::new(), Vec::new()),
    };
    let page = match row {
        Row::Assignment(row) => row.page.map(|page| format!(", {}", page_note(page, language))),
        Row::Citation(_) | Row::Passage(_) => None,
    };
    Card {
        province: source.province.unwrap_or("—").to_owned(),
        place: shown_path(path, language),
        source: source.file.to_owned() + &page.unwrap_or_default(),
        link: evidence_link(service, source.plan, path, quote, m),
        fact,
        quote: quote.to_owned(),
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
    let status = review(row.status).shown(language).to_owned();
    row.via.iter().cloned().chain(from).chain(scan).chain([status]).collect()
}

fn gap(gap: &Gap, m: &'static Messages) -> Card {
    let near =
        gap.near.iter().map(|near| format!("{} {}: “{}” ({})", m.near, near.path, near.quote, near.reason));
    Card {
        province: gap.province.unwrap_or("—").to_owned(),
        place: String::new(),
        source: gap.file.unwrap_or_default().to_owned(),
        link: gap.plan.map_or_else(String::new, |plan| reader_link(plan, "", m)),
        fact: gap.reason.to_owned(),
        quote: String::new(),
        notes: near.collect(),
    }
}

fn state(service: &Service, state: &PlanState, m: &'static Messages, language: Language) -> Card {
    let path = state.path.unwrap_or_default();
    Card {
        province: state.province.unwrap_or("—").to_owned(),
        place: shown_path(path, language),
        source: state.file.unwrap_or_default().to_owned(),
        link: state.plan.map_or_else(String::new, |plan| {
            evidence_link(service, plan, path, state.quote.as_deref().unwrap_or_default(), m)
        }),
        fact: format!("{} — {}", state_name(state.state).shown(language), state.reason),
        quote: state.quote.as_deref().unwrap_or_default().to_owned(),
        notes: Vec::new(),
    }
}
