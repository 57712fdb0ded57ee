use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;

use super::{List, ROWS, csv_table, json, workbook as written};
use crate::export::{Language, Table, plan_json};
use crate::model::{DateBounds, Document, Level};
use crate::serve::params::Params;
use crate::serve::state::{Kept, Service};
use crate::serve::{ApiError, tables};
use crate::store::NearCopy;

/// A plan of the list.
#[derive(Serialize)]
struct PlanRow<'a> {
    id: &'a str,
    file: &'a str,
    province: Option<&'a str>,
    level: Level,
    kind: Option<&'a str>,
    number: Option<&'a str>,
    date: Option<&'a DateBounds>,
    subject: Option<&'a str>,
    provisions: u32,
    assignments: usize,
    diagnostics: u32,
    sample: bool,
    /// What is missing or uncertain in what was read.
    degraded: Option<&'a str>,
    /// Other copies of the same paper.
    copies: &'a [NearCopy],
}

fn row<'a>(service: &'a Service, kept: &'a Kept) -> PlanRow<'a> {
    let entry = &kept.entry;
    PlanRow {
        id: &entry.id,
        file: &entry.file,
        province: service.province(entry).map(|province| province.name.as_str()),
        level: entry.level,
        kind: entry.kind.as_deref(),
        number: entry.number.as_deref(),
        date: kept.stored.plan.header.date.as_ref(),
        subject: entry.subject.as_deref(),
        provisions: entry.provisions,
        assignments: kept.stored.plan.assignments.len(),
        diagnostics: entry.diagnostics,
        sample: entry.sample,
        degraded: entry.degraded.as_deref(),
        copies: &entry.copies,
    }
}

/// The plans asked for: all, or those of one province (`province=12` or a name).
fn asked<'a>(service: &'a Service, params: &Params) -> Result<Vec<&'a Kept>, ApiError> {
    let typed = params.get("province");
    let province = typed.map(|typed| service.province_meant(typed, params.language())).transpose()?;
    let code = province.map(|province| province.code.as_str());
    let is_asked = |kept: &&Kept| code.is_none() || kept.entry.province.as_deref() == code;
    Ok(service.plans().iter().filter(is_asked).collect())
}

/// The plans.
pub(in crate::serve) async fn list(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let offset = params.number("offset", 0, usize::MAX)?;
    let limit = params.number("limit", ROWS.0, ROWS.1)?;
    let all = asked(&service, &params)?;
    let rows = all.iter().skip(offset).take(limit).map(|kept| row(&service, kept)).collect();
    json(&List { total: all.len(), offset, rows }, &params)
}

fn rows(service: &Service, params: &Params) -> Result<Table, ApiError> {
    let mut table = Table::new(tables::PLANS);
    table.rows = asked(service, params)?.into_iter().map(|kept| tables::plan(service, kept)).collect();
    Ok(table)
}

/// The plans as a table.
pub(in crate::serve) async fn table(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let run = move |service: &Service| csv_table(&rows(service, &params)?, &params, "ke-hoach");
    service.run(Language::default(), run).await
}

/// The same as a workbook.
pub(in crate::serve) async fn workbook(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let run =
        move |service: &Service| written(&[("Kế hoạch", &rows(service, &params)?, 0)], &params, "ke-hoach");
    service.run(Language::default(), run).await
}

/// One plan, in the JSON of `inspect`.
pub(in crate::serve) async fn one(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    params: Params,
) -> Result<Response, ApiError> {
    let language = params.language();
    let run = move |service: &Service| {
        let kept = service.plan(&id, language)?;
        let document = Document {
            file: kept.entry.file.clone(),
            format: kept.stored.format,
            sha256: service.hash(kept).to_owned(),
            text: kept.stored.text.clone(),
            blocks: Vec::new(),
            residue: Vec::new(),
            asides: Vec::new(),
            doubtful: Vec::new(),
            pages: Vec::new(),
            diagnostics: Vec::new(),
        };
        json(&plan_json(&document, &kept.stored.plan), &params)
    };
    service.run(language, run).await
}
