use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{csv, json, workbook as written};
use crate::export::Table;
use crate::serve::params::Params;
use crate::serve::state::Service;
use crate::serve::{ApiError, tables};

/// The answer to the question `q`, or to the structured request in the keys of `understood`, in the contract of `ask`.
pub(in crate::serve) async fn one(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    service.run(params.language(), move |service| json(&service.ask(&params)?, &params)).await
}

/// The members of its parts, as a table.
pub(in crate::serve) async fn table(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let sent = params.clone();
    let asked = move |service: &Service| Ok(tables::answer(&service.ask(&sent)?));
    let rows = Arc::clone(&service).run(params.language(), asked).await?;
    Ok(csv(service, &params, "tra-loi", tables::ANSWER, |_, row| rows.into_iter().try_for_each(row)))
}

/// The same as a workbook.
pub(in crate::serve) async fn workbook(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let language = params.language();
    let run = move |service: &Service| {
        let question = params.text("q");
        let answer = service.ask(&params)?;
        let mut table = Table::new(tables::ANSWER);
        table.rows = tables::answer(&answer);
        let mut source = Table::new(tables::SOURCE);
        source.rows =
            tables::source(question, &answer.scope.text, table.rows.len(), &service.fingerprint(), language);
        source.rows.splice(1..1, tables::understood(&answer, language));
        written(&[("Trả lời", &table, 0), ("Nguồn", &source, 0)], &params, "tra-loi")
    };
    service.run(language, run).await
}
