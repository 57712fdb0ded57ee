use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::json;
use crate::search::Completion;
use crate::serve::params::Params;
use crate::serve::{ApiError, Service};

/// Completions when the request names no `limit`, and the most it may name.
const COMPLETIONS: (usize, usize) = (12, 100);

#[derive(Serialize)]
struct Suggestions {
    /// What begins as one typed.
    completions: Vec<Completion>,
    /// The query with its slips mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    meant: Option<String>,
}

/// What the words typed so far may become.
pub(in crate::serve) async fn list(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let language = params.language();
    let run = move |service: &Service| {
        let limit = params.number("limit", COMPLETIONS.0, COMPLETIONS.1)?;
        let (completions, meant) = service.suggestions(params.text("q"), limit, language)?;
        json(&Suggestions { completions, meant }, &params)
    };
    service.run(language, run).await
}
