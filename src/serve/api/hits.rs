use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{csv, json};
use crate::search::{Request, found_json};
use crate::serve::params::Params;
use crate::serve::state::{Hits, Service};
use crate::serve::{ApiError, tables};

/// Hits when the request names no `limit`, the most it may name, and how deep anybody looks.
const HITS: (usize, usize) = (20, 1_000);
const DEPTH: usize = 10_000;

fn found(service: &Service, params: &Params, usual: usize) -> Result<Hits, ApiError> {
    let language = params.language();
    let codes = params.all("province").map(|typed| Ok(service.province_meant(typed, language)?.code.clone()));
    let request = Request {
        query: params.text("q"),
        offset: params.number("offset", 0, DEPTH)?,
        limit: params.number("limit", usual, HITS.1)?,
        provinces: codes.collect::<Result<_, ApiError>>()?,
        levels: params.all("level").map(str::to_owned).collect(),
    };
    service.search(&request, language)
}

/// Provisions that match, in the shape of `search --json`.
pub(in crate::serve) async fn list(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let run = move |service: &Service| {
        let Hits { found, shown } = found(service, &params, HITS.0)?;
        json(&found_json(params.text("q"), &found, shown, &service.knowledge), &params)
    };
    service.run(crate::export::Language::default(), run).await
}

/// The same as a table.
pub(in crate::serve) async fn table(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let asked = params.clone();
    let run = move |service: &Service| Ok(found(service, &asked, HITS.1)?.shown);
    let hits = Arc::clone(&service).run(params.language(), run).await?;
    Ok(csv(service, &params, "tra-cuu", tables::HITS, move |_, row| {
        hits.iter().try_for_each(|hit| row(tables::hit(hit)))
    }))
}
