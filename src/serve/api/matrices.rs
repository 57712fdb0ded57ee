use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{csv_table, json, workbook as written};
use crate::compare::{Pivot, pivot, tables};
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
        json(service.sorted_matrix(checklist, &params).as_ref(), &params)
    };
    service.run(language, run).await
}

/// The same as a table: items by plans, with `form=long` one row for each cell, or turned (`pivot=body-province`).
pub(in crate::serve) async fn table(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let language = params.language();
    let run = move |service: &Service| {
        let checklist = service.programme(params.get("programme"), language)?;
        let matrix = service.sorted_matrix(checklist, &params);
        let table = match (params.get("form"), params.get("pivot").and_then(Pivot::named)) {
            (_, Some(which)) => pivot(&matrix, which, language),
            (Some("long"), _) => tables::long(&matrix, language),
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
        let checklist = service.programme(params.get("programme"), language)?;
        let matrix = service.sorted_matrix(checklist, &params);
        let wide = match params.get("pivot").and_then(Pivot::named) {
            Some(which) => pivot(&matrix, which, language),
            None => tables::wide(&matrix, language),
        };
        let long = tables::long(&matrix, language);
        let (plans, extra) = (tables::plans(&matrix), tables::extra(&matrix));
        let query = format!("compare --programme {}", matrix.checklist);
        let source = tables::source(&matrix, &query, wide.rows.len(), &service.fingerprint(), language);
        let sheets = [
            ("Đối chiếu", &wide, 2),
            ("Nguồn", &source, 0),
            (tables::DETAILS, &long, 0),
            ("Kế hoạch", &plans, 2),
            ("Ngoài danh mục", &extra, 0),
        ];
        written(&sheets, &params, "doi-chieu")
    };
    service.run(language, run).await
}
