use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Piece, error, has_samples, heading, pieces, reader_link, shown, similar_link, switch};
use crate::export::shown_path;
use crate::search::ShownHit;
use crate::serve::Service;
use crate::serve::api::similar::PLANS;
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};

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
    /// Where it stands.
    place: String,
    files: String,
    hits: Vec<Hit>,
}

struct Hit {
    province: String,
    file: String,
    heading: String,
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
                heading: format!("{}: {}", m.similar, heading(&service, plan, path, m)),
                switch: switch("/tuong-tu", &[("plan", plan), ("path", path)], m),
                sample: has_samples(&service),
                q: String::new(),
                link: reader_link(plan, path, m),
                place: format!("{plan} · {}", shown_path(path, language)),
                files: format!("plan={}&path={}&lang={}", encoded(plan), encoded(path), m.code),
                hits: found.shown.into_iter().map(|one| hit(&service, one, m)).collect(),
            };
            shown(&page, &params)
        }
    }
}

fn hit(service: &Service, hit: ShownHit, m: &Messages) -> Hit {
    Hit {
        province: hit.province.unwrap_or_else(|| "—".to_owned()),
        link: reader_link(&hit.plan, &hit.path, m),
        similar: similar_link(&hit.plan, &hit.path, m),
        heading: heading(service, &hit.plan, &hit.path, m),
        file: hit.file,
        path: hit.path,
        trail: hit.trail.join(" › "),
        percent: (hit.score * 100.0).round() as u32,
        pieces: pieces(&hit.snippet, &hit.marks),
    }
}
