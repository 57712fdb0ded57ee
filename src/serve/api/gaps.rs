use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{List, csv_table, json, workbook as written};
use crate::compare::{Gap, Matrix, Told, gaps, tables};
use crate::serve::params::Params;
use crate::serve::{ApiError, Service};

/// The matrix of a programme and its gaps.
pub(in crate::serve) fn found<'a>(
    service: &'a Service,
    params: &Params,
) -> Result<(&'a Matrix, Vec<Gap>), ApiError> {
    let checklist = service.programme(params.get("programme"), params.language())?;
    let matrix = service.matrix(checklist);
    let found = gaps(matrix, checklist, &service.all_held(), &service.knowledge);
    Ok((matrix, found))
}

/// The gaps of a programme (`programme=ID`), each with its sentence.
pub(in crate::serve) async fn list(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let language = params.language();
    let run = move |service: &Service| {
        let (_, found) = found(service, &params)?;
        let rows: Vec<Told> = found.iter().map(|gap| gap.told(language)).collect();
        json(&List { total: rows.len(), offset: 0, rows }, &params)
    };
    service.run(language, run).await
}

/// The same as a table.
pub(in crate::serve) async fn table(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let language = params.language();
    let run = move |service: &Service| {
        let (_, found) = found(service, &params)?;
        csv_table(&tables::gap_table(&found, language), &params, "thieu-sot")
    };
    service.run(language, run).await
}

/// The same as a workbook.
pub(in crate::serve) async fn workbook(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let language = params.language();
    let run = move |service: &Service| {
        let (matrix, found) = found(service, &params)?;
        let table = tables::gap_table(&found, language);
        let query = format!("gaps --programme {}", matrix.checklist);
        let source = tables::source(matrix, &query, table.rows.len(), &service.fingerprint(), language);
        written(&[("Thiếu sót", &table, 2), ("Nguồn", &source, 0)], &params, "thieu-sot")
    };
    service.run(language, run).await
}
