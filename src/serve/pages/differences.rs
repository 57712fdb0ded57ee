//! Turns two plans into a page of what changed from one to the other.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::beside::Word;
use super::{has_samples, made, reader_link, switch, title};
use crate::compare::{Change, PieceKind, difference, words};
use crate::export::{Language, shown_path};
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};
use crate::serve::{ApiError, Service};

/// Changes that are shown; the tables have all of them.
const MOST: usize = 300;
/// Plans that are offered while one types.
const OFFERED: usize = 400;

#[derive(Template)]
#[template(path = "differences.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    w: &'static Words,
    heading: &'static str,
    switch: String,
    sample: bool,
    q: &'static str,
    a: String,
    b: String,
    offered: Vec<(String, String)>,
    compared: Option<Compared>,
}

struct Compared {
    before: (String, String),
    after: (String, String),
    files: String,
    kept: usize,
    changed: usize,
    left_off: usize,
    changes: Vec<Shown>,
}

struct Shown {
    kind: &'static str,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
    words: Vec<Word>,
}

/// What only this page says.
struct Words {
    title: &'static str,
    before: &'static str,
    after: &'static str,
    show: &'static str,
    help: &'static str,
    kept: &'static str,
    changed: &'static str,
    same: &'static str,
    left_off: &'static str,
    legend: (&'static str, &'static str),
}

const VIETNAMESE: Words = Words {
    title: "So sánh hai văn bản",
    before: "Bản trước",
    after: "Bản sau",
    show: "So sánh",
    help: "Chọn mã của hai văn bản (gõ tên tỉnh hoặc số để lọc). Cách trình bày và số mục không tính là khác nhau.",
    kept: "mục giữ nguyên",
    changed: "mục khác",
    same: "Hai văn bản giống nhau từng chữ.",
    left_off: "chỗ khác nữa không hiện ở đây; tải CSV hoặc XLSX để xem hết.",
    legend: ("gạch chân: chỉ có ở bản sau", "gạch ngang: chỉ có ở bản trước"),
};

const ENGLISH: Words = Words {
    title: "Compare two documents",
    before: "Before",
    after: "After",
    show: "Compare",
    help: "Choose the ids of two documents (type a province or a number to narrow). Layout and numbers of provisions are no difference.",
    kept: "provisions kept",
    changed: "that differ",
    same: "Both documents say the same, word for word.",
    left_off: "more differences are not shown; CSV and XLSX have all of them.",
    legend: ("underlined: only after", "struck out: only before"),
};

/// What changed from one plan (`a=ID`) to another (`b=ID`); without both, a form that asks for them.
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    made(service, params, written).await
}

fn written(service: &Service, params: &Params) -> Result<Page, ApiError> {
    let language = params.language();
    let (m, w) = (Messages::of(language), language.pick(&VIETNAMESE, &ENGLISH));
    let (a, b) = (params.text("a"), params.text("b"));
    let compared = match (a, b) {
        ("", _) | (_, "") => None,
        _ => Some(compared(service, (a, b), m, language)?),
    };
    let offered = service.plans().iter().take(OFFERED).map(|kept| {
        let province = service.province(&kept.entry).map_or("", |province| province.name.as_str());
        (kept.entry.id.clone(), format!("{province} {}", title(&kept.entry)))
    });
    Ok(Page {
        m,
        w,
        heading: w.title,
        switch: switch("/so-sanh", &[("a", a), ("b", b)], m),
        sample: has_samples(service),
        q: "",
        a: a.to_owned(),
        b: b.to_owned(),
        offered: offered.collect(),
        compared,
    })
}

fn compared(
    service: &Service,
    (a, b): (&str, &str),
    m: &'static Messages,
    language: Language,
) -> Result<Compared, ApiError> {
    let (before, after) = (service.plan(a, language)?, service.plan(b, language)?);
    let found = difference(&service.held(before), &service.held(after));
    let place = |id: &str, path: &Option<String>| {
        let path = path.as_ref()?;
        Some((shown_path(path, language), reader_link(id, path, m)))
    };
    let shown = |change: &Change| Shown {
        kind: words::change(change.kind).shown(language),
        before: place(a, &change.before),
        after: place(b, &change.after),
        words: change
            .pieces
            .iter()
            .map(|piece| Word { kind: piece.kind, text: piece.text.clone() })
            .collect(),
    };
    Ok(Compared {
        before: (title(&before.entry), reader_link(a, "", m)),
        after: (title(&after.entry), reader_link(b, "", m)),
        files: format!("before={}&after={}&lang={}", encoded(a), encoded(b), m.code),
        kept: found.kept,
        changed: found.changes.len(),
        left_off: found.changes.len().saturating_sub(MOST),
        changes: found.changes.iter().take(MOST).map(shown).collect(),
    })
}
