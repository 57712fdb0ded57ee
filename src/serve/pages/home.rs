use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{has_samples, reader_link, shown, switch, tiles, title};
use crate::export;
use crate::model::Level;
use crate::serve::Service;
use crate::serve::messages::Messages;
use crate::serve::params::Params;

#[derive(Template)]
#[template(path = "home.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    heading: &'static str,
    switch: String,
    sample: bool,
    q: &'static str,
    count: usize,
    all: usize,
    rows: Vec<Province>,
}

struct Province {
    code: String,
    province: String,
    plans: Vec<Link>,
    /// Where its tile stands and how it looks: classes of the style sheet.
    tile: String,
    /// What the tile says beside its look: how many papers are held, or why none counts.
    state: String,
}

struct Link {
    title: String,
    link: String,
    /// What else than the province issued it.
    level: Option<&'static str>,
}

/// How a tile looks and what it says.
fn state(plans: &[Link], m: &Messages) -> (&'static str, String) {
    match plans.iter().filter(|plan| plan.level.is_none()).count() {
        0 if plans.is_empty() => ("none", m.no_plan_yet.to_owned()),
        0 => ("lower", m.only_lower.to_owned()),
        own => ("held", format!("{own} {}", m.plans_held)),
    }
}

/// Every province with the plans held of it; those without stay visible.
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    let m = Messages::of(params.language());
    let row = |province: &crate::knowledge::Province| {
        let own = service
            .plans()
            .iter()
            .filter(|kept| kept.entry.province.as_deref() == Some(province.code.as_str()));
        let level =
            |level: Level| (level != Level::Province).then(|| export::level(level).shown(params.language()));
        let plans = own.map(|kept| Link {
            title: title(&kept.entry),
            link: reader_link(&kept.entry.id, "", m),
            level: level(kept.entry.level),
        });
        let plans: Vec<Link> = plans.collect();
        let (look, state) = state(&plans, m);
        let tile = format!("{} {look}", tiles::place(&province.code));
        Province { code: province.code.clone(), province: province.name.clone(), plans, tile, state }
    };
    let answers = |code: &str| {
        let own = |entry: &crate::store::PlanEntry| {
            entry.province.as_deref() == Some(code) && entry.level == Level::Province
        };
        service.plans().iter().any(|kept| own(&kept.entry))
    };
    let provinces = &service.knowledge.provinces;
    let page = Page {
        m,
        heading: m.home,
        switch: switch("/", &[], m),
        sample: has_samples(&service),
        q: "",
        count: provinces.iter().filter(|province| answers(&province.code)).count(),
        all: provinces.len(),
        rows: provinces.iter().map(row).collect(),
    };
    shown(&page, &params)
}
