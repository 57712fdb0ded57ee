use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Piece, found_link, has_samples, made, pieces, similar_link, switch};
use crate::export::{Language, shown_path};
use crate::search::{Facet, Found, Request, ShownGroup, ShownHit, facet_rows, shown_groups};
use crate::serve::Service;
use crate::serve::api::hits::{PER_PLAN, request};
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};
use crate::serve::state::Hits;

/// Plans on one page.
const PAGE: usize = 20;
/// Values of a facet that are shown; provinces are shown all.
const VALUES: usize = 12;
/// Facets that lie open from the start.
const OPEN: [Facet; 3] = [Facet::Province, Facet::Body, Facet::Role];

#[derive(Template)]
#[template(path = "search.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    heading: String,
    switch: String,
    sample: bool,
    q: String,
    total: usize,
    plans: usize,
    relaxed: bool,
    meant: Option<Choice>,
    notes: Vec<String>,
    xlsx: String,
    csv: String,
    json: String,
    sorts: Vec<Choice>,
    facets: Vec<FacetList>,
    groups: Vec<Group>,
    before: Option<String>,
    next: Option<String>,
}

/// A link that changes one thing of what is asked.
struct Choice {
    label: String,
    count: usize,
    link: String,
    chosen: bool,
}

struct FacetList {
    title: &'static str,
    open: bool,
    choices: Vec<Choice>,
}

struct Group {
    /// Shown where another province begins.
    province: Option<String>,
    file: String,
    link: String,
    total: usize,
    hits: Vec<Hit>,
}

struct Hit {
    path: String,
    link: String,
    similar: Option<String>,
    trail: String,
    pieces: Vec<Piece>,
    reasons: Vec<String>,
}

/// Provisions that match, by province and plan, with the words that matched marked.
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    let write = |service: &Service, params: &Params| {
        let request = request(service, params, PAGE)?;
        let request = Request { per_plan: Some(PER_PLAN), explain: true, ..request };
        let hits = service.search(&request, params.language())?;
        Ok(filled(service, params, request.offset, hits))
    };
    made(service, params, write).await
}

fn filled(service: &Service, params: &Params, offset: usize, hits: Hits) -> Page {
    let (m, language) = (Messages::of(params.language()), params.language());
    let Hits { found, shown } = hits;
    let note = |word: &crate::search::NotUnderstood| {
        let reason = language.pick(word.reason_vi, word.reason_en);
        format!("{} {}: “{}”: {reason}", m.position, word.at + 1, word.text)
    };
    let (q, plans) = (params.text("q").to_owned(), found.plans.unwrap_or_default());
    let more = (offset + PAGE < plans).then(|| (offset + PAGE).to_string());
    let less = (offset > 0).then(|| offset.saturating_sub(PAGE).to_string());
    let sent: Vec<(&str, &str)> = params.pairs().filter(|(key, _)| *key != "lang").collect();
    Page {
        m,
        heading: if q.is_empty() { m.search.to_owned() } else { q.clone() },
        switch: switch("/tra-cuu", &sent, m),
        sample: has_samples(service),
        total: found.total,
        plans,
        relaxed: found.relaxed && found.total > 0,
        meant: meant(service, params, &found),
        notes: found.not_understood.iter().map(note).collect(),
        xlsx: with(params, "/api/v1/search.xlsx", None),
        csv: with(params, "/api/v1/search.csv", None),
        json: with(params, "/api/v1/search", None),
        sorts: sorts(params, m),
        facets: found.facets.iter().map(|(facet, counts)| list(service, params, *facet, counts)).collect(),
        groups: groups(&found, shown, &q, m, language),
        before: less.map(|at| with(params, "/tra-cuu", Some(("offset", &at)))),
        next: more.map(|at| with(params, "/tra-cuu", Some(("offset", &at)))),
        q,
    }
}

/// The same request at another address, with one thing changed: a parameter of one value takes the new one, a value of
/// a facet is added, or taken away where it is there.
fn with(params: &Params, page: &str, change: Option<(&str, &str)>) -> String {
    let is_facet = change.is_some_and(|(name, _)| Facet::named(name).is_some());
    let stays = |(name, value): &(&str, &str)| match change {
        Some(changed) if is_facet => (*name, *value) != changed && *name != "offset",
        Some((changed, _)) => *name != changed && (*name != "offset"),
        None => *name != "offset",
    };
    let taken_away = is_facet && change.is_some_and(|changed| params.pairs().any(|pair| pair == changed));
    let kept = params.pairs().filter(stays).chain(change.filter(|_| !taken_away));
    let parts: Vec<String> =
        kept.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    format!("{page}?{}", parts.join("&"))
}

/// The query with its slips mended, where it found nothing that has all its words.
fn meant(service: &Service, params: &Params, found: &Found) -> Option<Choice> {
    if found.total > 0 && !found.relaxed {
        return None;
    }
    let (_, meant) = service.suggestions(params.text("q"), 0, params.language()).ok()?;
    let label = meant?;
    Some(Choice { link: with(params, "/tra-cuu", Some(("q", &label))), label, count: 0, chosen: false })
}

fn sorts(params: &Params, m: &Messages) -> Vec<Choice> {
    let names = [
        ("relevance", m.by_relevance),
        ("province", m.province),
        ("date", m.newest),
        ("deadline", m.deadline),
    ];
    let now = params.get("sort").unwrap_or("relevance");
    let choice = |(name, label): (&str, &str)| Choice {
        label: label.to_owned(),
        count: 0,
        link: with(params, "/tra-cuu", Some(("sort", name))),
        chosen: now == name,
    };
    names.into_iter().map(choice).collect()
}

fn list(service: &Service, params: &Params, facet: Facet, counts: &BTreeMap<String, usize>) -> FacetList {
    let (name, language) = (facet.parameter(), params.language());
    let chosen = |value: &str| params.pairs().any(|pair| pair == (name, value));
    let rows = facet_rows(facet, counts, &service.knowledge, language);
    let shown = if facet == Facet::Province { rows.len() } else { VALUES };
    let choice = |row: crate::search::FacetRow| Choice {
        link: with(params, "/tra-cuu", Some((name, &row.value))),
        chosen: chosen(&row.value),
        label: row.label,
        count: row.count,
    };
    let choices: Vec<Choice> = rows.into_iter().take(shown).map(choice).collect();
    let title = language.pick(facet.titles().0, facet.titles().1);
    let open = OPEN.contains(&facet) || choices.iter().any(|choice| choice.chosen);
    FacetList { title, open, choices }
}

fn groups(found: &Found, shown: Vec<ShownHit>, q: &str, m: &Messages, language: Language) -> Vec<Group> {
    let mut before = None;
    let group = |group: ShownGroup| {
        let province = group.province.clone().unwrap_or_else(|| "—".to_owned());
        let is_new = before.as_ref() != Some(&province);
        before = Some(province.clone());
        Group {
            province: is_new.then_some(province),
            link: found_link(&group.plan, "", q, m),
            file: group.file,
            total: group.total,
            hits: group.hits.into_iter().map(|one| hit(one, q, m, language)).collect(),
        }
    };
    shown_groups(found, shown).into_iter().map(group).collect()
}

fn hit(hit: ShownHit, q: &str, m: &Messages, language: Language) -> Hit {
    let reason = |reason: &crate::search::Reason| {
        let ((form_vi, form_en), (place_vi, place_en)) = (reason.form.words(), reason.place.words());
        let (form, place) = (language.pick(form_vi, form_en), language.pick(place_vi, place_en));
        format!("{form} “{}” · {place} · {:.2}", reason.words, reason.weight)
    };
    Hit {
        link: found_link(&hit.plan, &hit.path, q, m),
        similar: hit.is_provision.then(|| similar_link(&hit.plan, &hit.path, m)),
        path: shown_path(&hit.path, language),
        trail: hit.trail.join(" › "),
        pieces: pieces(&hit.snippet, &hit.marks),
        reasons: hit.reasons.iter().map(reason).collect(),
    }
}
