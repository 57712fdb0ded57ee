use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Piece, error, has_samples, pieces, reader_link, shown, switch};
use crate::search::Request;
use crate::serve::Service;
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};

/// Hits on one page.
const PAGE: usize = 20;
/// The last hit that paging reaches.
const LAST: usize = 100_000;

#[derive(Template)]
#[template(path = "search.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    heading: String,
    switch: String,
    sample: bool,
    q: String,
    total: usize,
    relaxed: bool,
    notes: Vec<String>,
    csv: String,
    json: String,
    hits: Vec<Hit>,
    next: Option<String>,
}

struct Hit {
    place: String,
    source: String,
    link: String,
    trail: String,
    pieces: Vec<Piece>,
}

/// Provisions that match, best first, with the words that matched marked.
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    let language = params.language();
    let (q, offset) = (params.text("q").to_owned(), params.number("offset", 0, LAST).unwrap_or(0));
    let asked = q.clone();
    let found = Arc::clone(&service)
        .run(language, move |service| {
            let request = Request { query: &asked, offset, limit: PAGE, ..Request::default() };
            service.search(&request, language)
        })
        .await;
    let hits = match found {
        Ok(hits) => hits,
        Err(failure) => return error::shown(&failure, &params),
    };
    let m = Messages::of(language);
    let hit = |hit: crate::search::ShownHit| Hit {
        place: format!("{} · {}", hit.province.as_deref().unwrap_or("—"), hit.path),
        link: reader_link(&hit.plan, &hit.path, m),
        source: hit.file,
        trail: hit.trail.join(" › "),
        pieces: pieces(&hit.snippet, &hit.marks),
    };
    let note = |word: &crate::search::NotUnderstood| {
        format!("{}: {}", word.text, language.pick(word.reason_vi, word.reason_en))
    };
    let more = offset + PAGE < hits.found.total;
    let page = Page {
        m,
        heading: q.clone(),
        switch: switch("/tra-cuu", &[("q", &q)], m),
        sample: has_samples(&service),
        total: hits.found.total,
        relaxed: hits.found.relaxed && hits.found.total > 0,
        notes: hits.found.not_understood.iter().map(note).collect(),
        csv: format!("/api/v1/search.csv?lang={}&q={}", m.code, encoded(&q)),
        json: format!("/api/v1/search?q={}", encoded(&q)),
        hits: hits.shown.into_iter().map(hit).collect(),
        next: more.then(|| format!("/tra-cuu?lang={}&q={}&offset={}", m.code, encoded(&q), offset + PAGE)),
        q,
    };
    shown(&page, &params)
}
