use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{has_samples, reader_link, shown, switch, title};
use crate::normalize::collation_key;
use crate::serve::Service;
use crate::serve::messages::Messages;
use crate::serve::params::Params;

#[derive(Template)]
#[template(path = "plans.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    heading: &'static str,
    switch: String,
    sample: bool,
    q: &'static str,
    rows: Vec<Row>,
}

struct Row {
    province: String,
    title: String,
    link: String,
    subject: String,
    tasks: usize,
}

/// All plans held, by province in the order of a Vietnamese dictionary.
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    let m = Messages::of(params.language());
    let row = |kept: &crate::serve::state::Kept| Row {
        province: service
            .province(&kept.entry)
            .map_or_else(|| "—".to_owned(), |province| province.name.clone()),
        title: title(&kept.entry),
        link: reader_link(&kept.entry.id, "", m),
        subject: kept.entry.subject.clone().unwrap_or_default(),
        tasks: kept.stored.plan.assignments.len(),
    };
    let mut rows: Vec<Row> = service.plans().iter().map(row).collect();
    rows.sort_by_key(|row| collation_key(&row.province));
    let (heading, switch) = (m.plans, switch("/ke-hoach", &[], m));
    shown(&Page { m, heading, switch, sample: has_samples(&service), q: "", rows }, &params)
}
