//! Turns a hit into what is shown of it: where it stands, the headings above it, its words with marks.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Facet, FacetRow, Found, Hit, NotUnderstood, Reason, facet_rows};
use crate::export::{Cell, Column, Language};
use crate::knowledge::Knowledge;
use crate::model::{HeldPlan, Plan, ProvisionId, Span};
use crate::tokenizer::Analyzer;

/// One answer of `search --json` and of the service.
#[derive(Debug, Serialize)]
pub struct FoundJson<'a> {
    /// As typed.
    pub query: &'a str,
    /// Exact.
    pub total: usize,
    /// Was a word let go, since no provision has them all?
    pub relaxed: bool,
    /// Were the marks of the query left aside?
    pub unmarked: bool,
    /// What of the query decided nothing.
    pub not_understood: &'a [NotUnderstood],
    /// How many plans have a hit, where they are grouped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plans: Option<usize>,
    /// Exact counts, those asked for.
    pub facets: BTreeMap<Facet, Vec<FacetRow>>,
    /// The hits in groups: province, plan, provision; empty where they are not grouped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<ShownGroup>,
    /// Best first; empty where they are grouped.
    pub hits: Vec<ShownHit>,
}

/// The hits of one plan as they are shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownGroup {
    /// PlanId.
    pub plan: String,
    /// File name.
    pub file: String,
    /// Province of today; plans of one province stand together.
    pub province: Option<String>,
    /// How many of its provisions match, exactly.
    pub total: usize,
    /// The best of them.
    pub hits: Vec<ShownHit>,
}

/// Puts the hits of an answer under their plans.
pub fn shown_groups(found: &Found, hits: Vec<ShownHit>) -> Vec<ShownGroup> {
    let mut hits = hits.into_iter();
    let group = |group: &super::PlanGroup| {
        let hits: Vec<ShownHit> = hits.by_ref().take(group.shown).collect();
        let first = hits.first()?;
        let (plan, file, province) = (first.plan.clone(), first.file.clone(), first.province.clone());
        Some(ShownGroup { plan, file, province, total: group.total, hits })
    };
    found.groups.iter().filter_map(group).collect()
}

/// A hit as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownHit {
    /// PlanId.
    pub plan: String,
    /// File name.
    pub file: String,
    /// Province of today.
    pub province: Option<String>,
    /// Printed path of the provision, or of the part that is none.
    pub path: String,
    /// The headings above it, outermost first.
    pub trail: Vec<String>,
    /// The higher, the better; comparable within one answer.
    pub score: f32,
    /// Words of the original.
    pub snippet: String,
    /// Bytes of `snippet` that matched, in order.
    pub marks: Vec<[usize; 2]>,
    /// Where `snippet` begins in the text of the plan, in bytes.
    pub offset: usize,
    /// Is it a provision? Else it is a part such as the closing words, and nothing is similar to it.
    #[serde(skip)]
    pub is_provision: bool,
    /// Why it matches, where that is asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
}

/// The answer with these hits.
pub fn found_json<'a>(
    query: &'a str,
    found: &'a Found,
    hits: Vec<ShownHit>,
    knowledge: &Knowledge,
    language: Language,
) -> FoundJson<'a> {
    let rows = |(&facet, counts): (&Facet, _)| (facet, facet_rows(facet, counts, knowledge, language));
    let groups = if found.plans.is_some() { shown_groups(found, hits.clone()) } else { Vec::new() };
    FoundJson {
        query,
        total: found.total,
        relaxed: found.relaxed,
        unmarked: found.unmarked,
        not_understood: &found.not_understood,
        plans: found.plans,
        facets: found.facets.iter().map(rows).collect(),
        groups,
        hits: if found.plans.is_some() { Vec::new() } else { hits },
    }
}

/// What to show of a hit in this plan; `None` where the plan has no such place.
pub fn shown_hit(found: &Found, hit: &Hit, held: &HeldPlan<'_>, analyzer: &Analyzer) -> Option<ShownHit> {
    let (path, spans) = place(held.plan, hit.ordinal)?;
    let snippet = found.marker.snippet(&analyzer.of_plan(held.plan), held.text, spans)?;
    let start = snippet.span.start;
    Some(ShownHit {
        plan: held.id.to_owned(),
        file: held.file.to_owned(),
        province: held.province.map(str::to_owned),
        path: path.to_owned(),
        trail: trail(held.plan, held.text, hit.ordinal),
        score: hit.score,
        snippet: snippet.span.of(held.text).to_owned(),
        marks: snippet.marks.iter().map(|mark| [mark.start - start, mark.end - start]).collect(),
        offset: start,
        is_provision: hit.ordinal < held.plan.outline.provisions.len(),
        reasons: hit.reasons.clone(),
    })
}

/// The columns of hits as a table.
pub const HIT_COLUMNS: &[Column] = &[
    Column::new("plan", "Mã kế hoạch", "Plan"),
    Column::new("file", "Tệp", "File"),
    Column::new("province", "Tỉnh, thành phố", "Province"),
    Column::new("path", "Vị trí", "Path"),
    Column::new("trail", "Thuộc mục", "Headings above"),
    Column::new("snippet", "Trích dẫn", "Quote"),
    Column::new("score", "Điểm", "Score"),
];

/// A hit as a row of that table.
pub fn hit_row(hit: &ShownHit) -> Vec<Cell> {
    vec![
        hit.plan.as_str().into(),
        hit.file.as_str().into(),
        Cell::maybe(hit.province.as_ref()),
        hit.path.as_str().into(),
        Cell::Text(hit.trail.join(" › ")),
        hit.snippet.as_str().into(),
        Cell::Text(format!("{:.3}", hit.score)),
    ]
}

/// The printed path and the text of a hit; beyond the provisions come the parts.
pub(super) fn place(plan: &Plan, ordinal: usize) -> Option<(&str, &[Span])> {
    let provisions = &plan.outline.provisions;
    if let Some(provision) = provisions.get(ordinal) {
        return Some((&provision.path, &provision.spans));
    }
    let part = plan.parts.get(ordinal - provisions.len())?;
    Some((&part.path, &part.spans))
}

fn trail(plan: &Plan, text: &str, ordinal: usize) -> Vec<String> {
    if ordinal >= plan.outline.provisions.len() {
        return Vec::new();
    }
    let above = plan.outline.ancestors(ProvisionId(ordinal));
    let mut trail: Vec<String> = above
        .filter_map(|id| plan.outline.get(id).heading)
        .map(|heading| heading.of(text).to_owned())
        .collect();
    trail.reverse();
    trail
}
