//! Turns a query and a plan into the provisions of it that match, and the way from one to the next.

use super::link;
use super::words::Words;
use crate::export::Language;
use crate::model::HeldPlan;
use crate::search::{Facet, Found, Request};
use crate::serve::messages::Messages;
use crate::serve::state::Kept;
use crate::serve::{ApiError, Service};

/// Where one stands among the hits of a query.
pub(super) struct Steps {
    pub(super) q: String,
    /// "3/12", "12".
    pub(super) shown: String,
    pub(super) relaxed: bool,
    pub(super) previous: Option<String>,
    pub(super) next: Option<String>,
}

/// The hits of a query in one plan, as places of provisions and parts, in the order of the text.
pub(super) struct Hits {
    pub(super) found: Found,
    pub(super) paths: Vec<String>,
}

/// Searches this plan. A search knows no plans, so that of its province is narrowed.
pub(super) fn hits(
    service: &Service,
    kept: &Kept,
    held: &HeldPlan<'_>,
    query: &str,
    language: Language,
) -> Result<Hits, ApiError> {
    let mut filters = std::collections::BTreeMap::new();
    if let Some(code) = &kept.entry.province {
        filters.insert(Facet::Province, vec![code.clone()]);
    }
    let request = Request {
        query,
        offset: 0,
        limit: usize::MAX,
        filters,
        facets: Vec::new(),
        sort: Default::default(),
        per_plan: None,
        explain: false,
    };
    let found = service.found(&request, language)?;
    let key = service.hash(kept);
    let provisions = &held.plan.outline.provisions;
    let place = |ordinal: usize| match provisions.get(ordinal) {
        Some(provision) => Some((provision.spans.first()?.start, provision.path.clone())),
        None => {
            let part = held.plan.parts.get(ordinal - provisions.len())?;
            Some((part.spans.first()?.start, part.path.clone()))
        }
    };
    let own = found.hits.iter().filter(|hit| hit.key == key);
    let mut places: Vec<(usize, String)> = own.filter_map(|hit| place(hit.ordinal)).collect();
    places.sort();
    Ok(Hits { found, paths: places.into_iter().map(|(_, path)| path).collect() })
}

/// The steps from the provision `wanted`; `order` are the paths in the order of the text.
pub(super) fn steps(
    hits: &Hits,
    (id, query, wanted): (&str, &str, &str),
    order: &[(&str, usize)],
    (w, m): (&Words, &Messages),
) -> Steps {
    let paths = &hits.paths;
    let place = |path: &str| order.iter().find(|(own, _)| *own == path).map(|(_, at)| *at);
    let here = place(wanted);
    let behind = |path: &&String| place(path) > here;
    let before = |path: &&String| place(path) < here;
    let shown = match paths.iter().position(|path| path == wanted) {
        Some(at) => format!("{}/{} {}", at + 1, paths.len(), w.found),
        None if paths.is_empty() => w.found_none.to_owned(),
        None => format!("{} {}", paths.len(), w.found),
    };
    let to = |path: &String| link(id, path, query, m);
    Steps {
        q: query.to_owned(),
        shown,
        relaxed: hits.found.relaxed && !paths.is_empty(),
        previous: here.and_then(|_| paths.iter().rev().find(before).map(to)),
        next: paths.iter().find(behind).map(to),
    }
}
