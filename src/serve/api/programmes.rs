use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{List, json};
use crate::compare;
use crate::serve::params::Params;
use crate::serve::{ApiError, Service};

/// The programmes known, each with its checklist.
pub(in crate::serve) async fn list(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let known = service.knowledge.checklists.iter().filter(|known| known.programme.is_some());
    let rows: Vec<_> = known.collect();
    json(&List { total: rows.len(), offset: 0, rows }, &params)
}

/// What each plan held carries out and rests on.
pub(in crate::serve) async fn chain(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let run = move |service: &Service| {
        let rows = compare::chain(&service.all_held(), &service.knowledge);
        json(&List { total: rows.len(), offset: 0, rows }, &params)
    };
    service.run(crate::export::Language::default(), run).await
}
