use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{csv_table, json, workbook as written};
use crate::compare::tables;
use crate::serve::params::Params;
use crate::serve::{ApiError, Service};

/// The matrix of a programme (`programme=ID`).
pub(in crate::serve) async fn one(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let language = params.language();
    let run = move |service: &Service| {
        let checklist = service.programme(params.get("programme"), language)?;
        json(&service.matrix(checklist), &params)
    };
    service.run(language, run).await
}

/// The same as a table: items by plans, or with `form=long` one row for each cell.
pub(in crate::serve) async fn table(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let language = params.language();
    let run = move |service: &Service| {
        let matrix = service.matrix(service.programme(params.get("programme"), language)?);
        let table = match params.get("form") {
            Some("long") => tables::long(&matrix, language),
            _ => tables::wide(&matrix, language),
        };
        csv_table(&table, &params, "doi-chieu")
    };
    service.run(language, run).await
}

/// The same as a workbook, both forms in it.
pub(in crate::serve) async fn workbook(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let language = params.language();
    let run = move |service: &Service| {
        let matrix = service.matrix(service.programme(params.get("programme"), language)?);
        let (wide, long) = (tables::wide(&matrix, language), tables::long(&matrix, language));
        let query = format!("compare --programme {}", matrix.checklist);
        let source = tables::source(&matrix, &query, wide.rows.len(), &service.fingerprint(), language);
        let sheets = [("Đối chiếu", &wide, 2), ("Nguồn", &source, 0), ("Chi tiết", &long, 0)];
        written(&sheets, &params, "doi-chieu")
    };
    service.run(language, run).await
}
