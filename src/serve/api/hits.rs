use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{csv, json, workbook as written};
use crate::export::Table;
use crate::search::{Facet, Found, HIT_COLUMNS, Request, Sort, found_json, hit_row};
use crate::serve::params::Params;
use crate::serve::state::{Hits, Service};
use crate::serve::{ApiError, tables};

/// Hits on a page when the request names no `limit`, and the most it may name.
const HITS: (usize, usize) = (20, 1_000);
/// Hits of each plan where they are grouped.
pub(in crate::serve) const PER_PLAN: usize = 3;

/// What the parameters ask for: `q`, facets by name (`tinh=`, `province=`), `sort`, `group=plan`, `explain=1`,
/// `offset` or `page`, `limit`.
pub(in crate::serve) fn request<'a>(
    service: &Service,
    params: &'a Params,
    usual: usize,
) -> Result<Request<'a>, ApiError> {
    let language = params.language();
    let limit = params.number("limit", usual, HITS.1)?;
    let page = params.number("page", 1, usize::MAX)?.max(1);
    let offset = params.number("offset", (page - 1).saturating_mul(limit), usize::MAX)?;
    let sort = params.get("sort").map(|name| {
        let message = language.pick(
            "“sort” là một trong: relevance, province, date, deadline.",
            "“sort” is one of: relevance, province, date, deadline.",
        );
        Sort::named(name).ok_or_else(|| ApiError::bad_request("sort_unknown", message))
    });
    let mut filters: BTreeMap<Facet, Vec<String>> = BTreeMap::new();
    for (name, typed) in params.pairs() {
        let Some(facet) = Facet::named(name) else { continue };
        let values = service.chosen(facet, typed, language)?;
        filters.entry(facet).or_default().extend(values);
    }
    Ok(Request {
        query: params.text("q"),
        offset,
        limit,
        filters,
        facets: Facet::all().collect(),
        sort: sort.transpose()?.unwrap_or_default(),
        per_plan: params.get("group").map(|_| PER_PLAN),
        explain: params.get("explain").is_some(),
    })
}

/// Provisions that match, in the shape of `search --json`.
pub(in crate::serve) async fn list(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let language = params.language();
    let run = move |service: &Service| {
        let Hits { found, shown } = service.search(&request(service, &params, HITS.0)?, language)?;
        json(&found_json(params.text("q"), &found, shown, &service.knowledge, language), &params)
    };
    service.run(language, run).await
}

/// All hits, however many.
async fn all(service: &Arc<Service>, params: &Params) -> Result<Found, ApiError> {
    let (asked, language) = (params.clone(), params.language());
    let run = move |service: &Service| {
        let all = (0, usize::MAX);
        let request = request(service, &asked, HITS.0)?;
        let request = Request { offset: all.0, limit: all.1, facets: Vec::new(), per_plan: None, ..request };
        service.found(&request, language)
    };
    Arc::clone(service).run(language, run).await
}

/// All of them as a table, one row after another.
pub(in crate::serve) async fn table(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let found = all(&service, &params).await?;
    Ok(csv(service, &params, "tra-cuu", HIT_COLUMNS, move |service, row| {
        let shown = found.hits.iter().filter_map(|hit| service.shown_hit(&found, hit));
        shown.map(|hit| hit_row(&hit)).try_for_each(row)
    }))
}

/// The same as a workbook, with a sheet on where it comes from.
pub(in crate::serve) async fn workbook(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let found = all(&service, &params).await?;
    let run = move |service: &Service| {
        let mut table = Table::new(HIT_COLUMNS);
        let shown = found.hits.iter().filter_map(|hit| service.shown_hit(&found, hit));
        table.rows = shown.map(|hit| hit_row(&hit)).collect();
        let (query, rows, corpus) = (params.text("q"), table.rows.len(), service.fingerprint());
        let mut source = Table::new(tables::SOURCE);
        source.rows = tables::source(query, "", rows, &corpus, params.language());
        written(&[("Kết quả", &table, 0), ("Nguồn", &source, 0)], &params, "tra-cuu")
    };
    service.run(crate::export::Language::default(), run).await
}
