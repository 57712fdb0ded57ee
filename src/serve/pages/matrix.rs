use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Choice, evidence_link, has_samples, made, programmes, reader_link, switch};
use crate::compare::{self, Matrix, Standing, tables, words};
use crate::export::{Language, review};
use crate::model::ReviewState;
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};
use crate::serve::{ApiError, Service};

#[derive(Template)]
#[template(path = "matrix.html", config = "src/serve/askama.toml")]
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
    held: String,
    files: String,
    columns: Vec<Head>,
    /// Columns of this page and of all, and where the others are.
    from: usize,
    to: usize,
    all: usize,
    before: Option<String>,
    next: Option<String>,
    is_sorted: bool,
    rows: Vec<Row>,
    others: Vec<(&'static str, String)>,
}

/// Columns on one page: all provinces of today, and some plans of lower levels.
const PAGE: usize = 40;

/// The head of a column.
struct Head {
    title: String,
    link: String,
    coverage: String,
}

struct Row {
    title: String,
    /// The plans that have it, side by side.
    beside: String,
    coverage: String,
    lead: String,
    cells: Vec<Cell>,
}

struct Cell {
    state: &'static str,
    shown: &'static str,
    link: String,
    lead: String,
    date: String,
    notes: Vec<&'static str>,
    near: Vec<Near>,
    looked: usize,
}

struct Near {
    path: String,
    link: String,
    quote: String,
}

/// Items by plans: a cell leads to its evidence, an empty one shows where it was looked for.
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    let write = |service: &Service, params: &Params| {
        let checklist = service.programme(params.get("programme"), params.language())?;
        written(service, &service.sorted_matrix(checklist, params), params)
    };
    made(service, params, write).await
}

fn written(service: &Service, matrix: &Matrix, params: &Params) -> Result<Page, ApiError> {
    let (language, id) = (params.language(), &matrix.checklist);
    let m = Messages::of(language);
    let all: Vec<usize> = (0..matrix.columns.len()).filter(|&at| has_cells(&matrix.columns[at])).collect();
    let from = params.number("offset", 0, all.len())?;
    let to = (from + PAGE).min(all.len());
    let shown = &all[from..to];
    let is_sorted = params.get("sort") == Some("khac-biet");
    let sort = if is_sorted { "&sort=khac-biet" } else { "" };
    let files = format!("programme={}&lang={}", encoded(id), m.code);
    let page = |offset: usize| format!("/doi-chieu?{files}{sort}&offset={offset}");
    Ok(Page {
        m,
        heading: m.compare,
        switch: switch(
            "/doi-chieu",
            &[("programme", id), ("sort", if is_sorted { "khac-biet" } else { "" })],
            m,
        ),
        sample: has_samples(service),
        q: "",
        programmes: programmes(service, "/doi-chieu", id, m),
        title: format!("{} ({})", matrix.title, matrix.version),
        provisional: matrix.provisional,
        source: matrix.source.clone(),
        held: format!("{}/{}", matrix.answered, matrix.expected),
        columns: shown.iter().map(|&at| head(&matrix.columns[at], m)).collect(),
        from: from + 1,
        to,
        all: all.len(),
        before: (from > 0).then(|| page(from.saturating_sub(PAGE))),
        next: (to < all.len()).then(|| page(to)),
        is_sorted,
        rows: (0..matrix.items.len()).map(|item| row(service, matrix, item, shown, m, language)).collect(),
        others: others(matrix, language),
        files,
    })
}

fn has_cells(column: &compare::Column) -> bool {
    matches!(column.standing, Standing::Answers | Standing::Lower | Standing::Held)
}

fn head(column: &compare::Column, m: &'static Messages) -> Head {
    Head {
        title: tables::title(column),
        link: column.plan.as_ref().map_or_else(String::new, |plan| reader_link(&plan.id, "", m)),
        coverage: format!("{}/{}", column.present, column.of),
    }
}

fn row(
    service: &Service,
    matrix: &Matrix,
    item: usize,
    shown: &[usize],
    m: &'static Messages,
    language: Language,
) -> Row {
    let about = &matrix.items[item];
    let cells =
        shown.iter().map(|&at| cell(service, &matrix.columns[at], &matrix.cells[item][at], m, language));
    Row {
        title: format!("{} {}", about.id, about.title),
        beside: format!(
            "/canh-nhau?programme={}&item={}&lang={}",
            encoded(&matrix.checklist),
            encoded(&about.id),
            m.code
        ),
        coverage: format!("{}/{}", about.present, about.of),
        lead: about
            .common_lead
            .as_ref()
            .map_or_else(String::new, |(lead, count)| format!("{lead} ({count})")),
        cells: cells.collect(),
    }
}

fn cell(
    service: &Service,
    column: &compare::Column,
    cell: &compare::Cell,
    m: &'static Messages,
    language: Language,
) -> Cell {
    let plan = column.plan.as_ref().map_or("", |plan| plan.id.as_str());
    let near = |place: &compare::Place| Near {
        path: place.path.clone(),
        link: evidence_link(service, plan, &place.path, &place.quote, m),
        quote: place.quote.clone(),
    };
    let state = words::state(cell.state);
    let mut notes: Vec<&'static str> =
        cell.outliers.iter().map(|one| words::outlier(*one).shown(language)).collect();
    notes.extend(cell.already_done.then_some(m.issued_before));
    notes.extend((cell.review != ReviewState::MachineRead).then(|| review(cell.review).shown(language)));
    Cell {
        state: state.code,
        shown: state.shown(language),
        link: cell
            .places
            .first()
            .map_or_else(String::new, |place| evidence_link(service, plan, &place.path, &place.quote, m)),
        lead: tables::names(&cell.leads),
        date: tables::date_text(cell, language).unwrap_or_default(),
        notes,
        near: cell.near.iter().map(near).collect(),
        looked: cell.looked,
    }
}

/// Members that no plan of the programme answers for, by how they stand.
fn others(matrix: &Matrix, language: Language) -> Vec<(&'static str, String)> {
    let of = |standing: Standing| {
        let own = matrix.columns.iter().filter(|column| column.standing == standing);
        let names: Vec<String> = own
            .map(|column| match &column.stub {
                Some(stub) => format!("{} ({stub})", tables::title(column)),
                None => tables::title(column),
            })
            .collect();
        let title = words::standing(standing).shown(language);
        (!names.is_empty()).then(|| (title, format!("({}) {}", names.len(), names.join(", "))))
    };
    [Standing::OnlyLower, Standing::OtherProgramme, Standing::Nothing].into_iter().filter_map(of).collect()
}
