//! Turns a hit into what is shown of it: where it stands, the headings above it, its words with marks.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Found, Hit, NotUnderstood};
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
    /// Counts by the province's name.
    pub provinces: BTreeMap<String, usize>,
    /// Counts by level.
    pub levels: &'a BTreeMap<String, usize>,
    /// Best first.
    pub hits: Vec<ShownHit>,
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
}

/// The answer with these hits.
pub fn found_json<'a>(
    query: &'a str,
    found: &'a Found,
    hits: Vec<ShownHit>,
    knowledge: &Knowledge,
) -> FoundJson<'a> {
    let name = |(code, count): (&String, &usize)| {
        let province = knowledge.province(code);
        (province.map_or_else(|| code.clone(), |province| province.name.clone()), *count)
    };
    FoundJson {
        query,
        total: found.total,
        relaxed: found.relaxed,
        unmarked: found.unmarked,
        not_understood: &found.not_understood,
        provinces: found.provinces.iter().map(name).collect(),
        levels: &found.levels,
        hits,
    }
}

/// What to show of a hit in this plan; `None` where the plan has no such place.
pub fn shown_hit(found: &Found, hit: &Hit, held: &HeldPlan<'_>, analyzer: &Analyzer) -> Option<ShownHit> {
    let (path, spans) = place(held.plan, hit.ordinal)?;
    let snippet = found.marker.snippet(analyzer, held.text, spans)?;
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
    })
}

/// The printed path and the text of a hit; beyond the provisions come the parts.
fn place(plan: &Plan, ordinal: usize) -> Option<(&str, &[Span])> {
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
