use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Piece, error, has_samples, pieces, reader_link, shown, similar_link, switch};
use crate::search::ShownHit;
use crate::serve::Service;
use crate::serve::api::similar::PLANS;
use crate::serve::messages::Messages;
use crate::serve::params::Params;

#[derive(Template)]
#[template(path = "similar.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    heading: String,
    switch: String,
    sample: bool,
    q: String,
    /// Back to the provision.
    link: String,
    hits: Vec<Hit>,
}

struct Hit {
    province: String,
    file: String,
    path: String,
    link: String,
    similar: String,
    trail: String,
    /// How much of the other it says.
    percent: u32,
    pieces: Vec<Piece>,
}

/// The provisions of other plans that say what one says (`plan=ID`, `path=II.3`).
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    let (asked, language) = (params.clone(), params.language());
    let found = Arc::clone(&service)
        .run(language, move |service| {
            service.similar(asked.text("plan"), asked.text("path"), PLANS.0, language)
        })
        .await;
    let (m, plan, path) = (Messages::of(language), params.text("plan"), params.text("path"));
    match found {
        Err(failure) => error::shown(&failure, &params),
        Ok(found) => {
            let page = Page {
                m,
                heading: format!("{}: {path}", m.similar),
                switch: switch("/tuong-tu", &[("plan", plan), ("path", path)], m),
                sample: has_samples(&service),
                q: String::new(),
                link: reader_link(plan, path, m),
                hits: found.shown.into_iter().map(|one| hit(one, m)).collect(),
            };
            shown(&page, &params)
        }
    }
}

fn hit(hit: ShownHit, m: &Messages) -> Hit {
    Hit {
        province: hit.province.unwrap_or_else(|| "—".to_owned()),
        link: reader_link(&hit.plan, &hit.path, m),
        similar: similar_link(&hit.plan, &hit.path, m),
        file: hit.file,
        path: hit.path,
        trail: hit.trail.join(" › "),
        percent: (hit.score * 100.0).round() as u32,
        pieces: pieces(&hit.snippet, &hit.marks),
    }
}
