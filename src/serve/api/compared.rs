use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::Arc;

use super::{Answer, List, gaps};
use crate::compare::{chain as links, difference, listed, report as written, reuse as reused};
use crate::export::Table;
use crate::knowledge::Checklist;
use crate::model::HeldPlan;
use crate::serve::params::Params;
use crate::serve::{ApiError, Service};

fn answer(
    value: &impl Serialize,
    name: &'static str,
    sheets: Vec<(&'static str, Table, u16)>,
    params: &Params,
) -> Result<Answer, ApiError> {
    let json = serde_json::to_vec(value).map_err(|cause| ApiError::internal(cause, params.language()))?;
    Ok(Answer { json, name, sheets })
}

fn list<T: Serialize>(rows: Vec<T>) -> List<T> {
    List { total: rows.len(), offset: 0, rows }
}

/// The checklists known, items and all; with `checklist=ID`, that one.
pub(in crate::serve) fn checklists(service: &Service, params: &Params) -> Result<Answer, ApiError> {
    let asked = params.get("checklist");
    let is_asked = |known: &&Checklist| asked.is_none_or(|id| known.id == id);
    let known: Vec<&Checklist> = service.knowledge.checklists.iter().filter(is_asked).collect();
    let table = listed::checklists(known.iter().copied());
    answer(&list(known), "danh-muc", vec![("Danh mục", table, 0)], params)
}

/// The programmes known, each with its checklist.
pub(in crate::serve) fn programmes(service: &Service, params: &Params) -> Result<Answer, ApiError> {
    let known = service.knowledge.checklists.iter().filter(|known| known.programme.is_some());
    let known: Vec<&Checklist> = known.collect();
    let table = listed::checklists(known.iter().copied());
    answer(&list(known), "dot-trien-khai", vec![("Đợt triển khai", table, 0)], params)
}

/// What each plan held carries out and rests on.
pub(in crate::serve) fn chain(service: &Service, params: &Params) -> Result<Answer, ApiError> {
    let found = links(&service.all_held(), &service.knowledge);
    let table = listed::chain(&found);
    answer(&list(found), "chuoi-van-ban", vec![("Chuỗi văn bản", table, 3)], params)
}

/// What changed from one plan held (`before=ID`) to another (`after=ID`).
pub(in crate::serve) fn diffs(service: &Service, params: &Params) -> Result<Answer, ApiError> {
    let plan = |name: &str| service.plan(params.text(name), params.language());
    let (before, after) = (plan("before")?, plan("after")?);
    let found = difference(&service.held(before), &service.held(after));
    let table = listed::difference(&found);
    answer(&found, "so-sanh", vec![("So sánh", table, 0)], params)
}

/// What each plan took over from older ones, or from one (`from=ID`); of all plans or of one (`plan=ID`).
pub(in crate::serve) fn reuse(service: &Service, params: &Params) -> Result<Answer, ApiError> {
    let plans = service.all_held();
    let place = |name: &str| -> Result<Option<usize>, ApiError> {
        let Some(id) = params.get(name) else { return Ok(None) };
        service.plan(id, params.language())?;
        Ok(plans.iter().position(|held: &HeldPlan<'_>| held.id == id))
    };
    let (source, plan) = (place("from")?, place("plan")?);
    let mut found = reused(&plans, service.prepared(&plans), source);
    found.retain(|one| plan.is_none_or(|plan| one.plan.id == plans[plan].id));
    let mut sheets = vec![("Kế hoạch", listed::reuse(&found), 3), ("Từng mục", listed::taken(&found), 2)];
    if plan.is_some() {
        sheets.reverse();
    }
    answer(&list(found), "lay-lai", sheets, params)
}

/// The report on a programme (`programme=ID`), as HTML that Word opens.
pub(in crate::serve) async fn report(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let language = params.language();
    let run = move |service: &Service| {
        let (matrix, found) = gaps::found(service, &params)?;
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"bao-cao.html\""),
        ];
        Ok((headers, written(matrix, &found, &service.fingerprint(), language)).into_response())
    };
    service.run(language, run).await
}
