use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::{List, csv, json};
use crate::export::provision_text;
use crate::model::{Plan, Provision, ProvisionId};
use crate::serve::params::Params;
use crate::serve::state::Service;
use crate::serve::{ApiError, tables};

/// A provision that stands alone.
#[derive(Serialize)]
struct ProvisionRow<'a> {
    plan: &'a str,
    file: &'a str,
    path: &'a str,
    num: &'a str,
    heading: Option<&'a str>,
    text: String,
}

/// The provision named by `path` with all below it; without a path, all.
fn wanted(plan: &Plan, params: &Params) -> Result<Vec<ProvisionId>, ApiError> {
    let Some(path) = params.get("path") else { return Ok(plan.outline.ids().collect()) };
    let found = plan.outline.find(path).map(|id| plan.outline.subtree(id));
    found.ok_or_else(|| {
        let message = params.language().pick(
            "Kế hoạch này không có mục ấy; vị trí viết như II.4.b/-1.",
            "The plan has no such provision; a path looks like II.4.b/-1.",
        );
        ApiError::not_found("provision_not_found", message)
    })
}

/// Provisions of one plan.
pub(in crate::serve) async fn list(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let language = params.language();
    let run = move |service: &Service| {
        let held = service.held(service.plan(params.text("plan"), language)?);
        let ids = wanted(held.plan, &params)?;
        let provisions: Vec<&Provision> = ids.iter().map(|&id| held.plan.outline.get(id)).collect();
        let rows = provisions.iter().map(|provision| ProvisionRow {
            plan: held.id,
            file: held.file,
            path: &provision.path,
            num: &provision.num,
            heading: provision.heading.map(|span| span.of(held.text)),
            text: provision_text(provision, held.text),
        });
        json(&List { total: provisions.len(), offset: 0, rows: rows.collect() }, &params)
    };
    service.run(language, run).await
}

/// Provisions of one plan, as a table.
pub(in crate::serve) async fn table(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let id = params.text("plan").to_owned();
    let kept = service.plan(&id, params.language())?;
    let ids = wanted(&kept.stored.plan, &params)?;
    Ok(csv(Arc::clone(&service), &params, "muc", tables::PROVISIONS, move |service, row| {
        let kept = service.plans().iter().find(|kept| kept.entry.id == id);
        let Some(held) = kept.map(|kept| service.held(kept)) else { return Ok(()) };
        ids.iter().try_for_each(|&id| row(tables::provision(&held, held.plan.outline.get(id))))
    }))
}
