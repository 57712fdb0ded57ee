use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{csv, json, workbook as written};
use crate::export::Table;
use crate::serve::params::Params;
use crate::serve::state::Service;
use crate::serve::{ApiError, tables};

/// The answer to a question, in the contract of `ask`.
pub(in crate::serve) async fn one(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let language = params.language();
    service.run(language, move |service| json(&service.ask(params.text("q"), language)?, &params)).await
}

/// The members of its parts, as a table.
pub(in crate::serve) async fn table(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let (language, question) = (params.language(), params.text("q").to_owned());
    let asked = move |service: &Service| Ok(tables::answer(&service.ask(&question, language)?));
    let rows = Arc::clone(&service).run(language, asked).await?;
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
        let answer = service.ask(question, language)?;
        let mut table = Table::new(tables::ANSWER);
        table.rows = tables::answer(&answer);
        let mut source = Table::new(tables::SOURCE);
        source.rows =
            tables::source(question, &answer.scope.text, table.rows.len(), &service.fingerprint(), language);
        written(&[("Trả lời", &table, 0), ("Nguồn", &source, 0)], &params, "tra-loi")
    };
    service.run(language, run).await
}
