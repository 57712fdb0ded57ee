//! Turns a provision into those of other plans that say the same.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::{Searcher, Term};

use super::hits::{Found, hit_at};
use super::shown::place;
use super::translate::{rarity, there};
use super::{Marker, SearchError};
use crate::index::Index;
use crate::model::{Plan, ProvisionId, Span};
use crate::normalize::{Emphasis, normalize_spans};
use crate::tokenizer::Analyzer;

/// So many pairs of a provision are looked for: its rarest. This bounds the cost, however long it is.
const PAIRS: usize = 32;
/// What has fewer pairs of its own ("Cơ quan chủ trì: Sở Nội vụ") is looked for with its headings.
const FEW: usize = 6;
/// A pair that more than this share of all provisions has is a turn of phrase of such papers, and is not looked for.
const COMMON: f32 = 0.05;
/// What a hit has to share, of the weight of all pairs looked for.
const SHARED: f32 = 0.3;

/// The provision of each other plan that has most of this one's pairs of words, the rare ones counting most; best first.
/// The score of a hit is the share of the weight that it has: 1 where it says all of it.
///
/// # Errors
/// The index cannot be read.
pub fn similar(
    index: &Index,
    analyzer: &Analyzer,
    (key, plan, text): (&str, &Plan, &str),
    ordinal: usize,
    limit: usize,
) -> Result<Found, SearchError> {
    let searcher = index.searcher();
    let weights = weights(index, &searcher, &source(&analyzer.of_plan(plan), plan, text, ordinal))?;
    let whole: f32 = weights.values().sum();
    let marker = Marker::of_pairs(weights.keys());
    let mut hits = Vec::new();
    if !weights.is_empty() && limit > 0 {
        let wanted = limit.saturating_mul(4).saturating_add(64);
        let query = query(index, key, weights);
        let top = TopDocs::with_limit(wanted).order_by_score();
        for (score, address) in searcher.search(&query, &top)? {
            hits.push(hit_at(&searcher, score / whole, address)?);
        }
    }
    hits.retain(|hit| hit.score >= SHARED);
    hits.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then_with(|| (&a.key, a.ordinal).cmp(&(&b.key, b.ordinal)))
    });
    let mut plans = BTreeSet::new();
    hits.retain(|hit| plans.insert(hit.key.clone()));
    hits.truncate(limit);
    Ok(Found::of_hits(hits, marker))
}

/// The pairs of a provision: of its own words, and of its headings where those are few.
fn source(analyzer: &Analyzer, plan: &Plan, text: &str, ordinal: usize) -> BTreeSet<String> {
    let pairs = |spans: &[Span]| {
        let words = normalize_spans(text, spans, Emphasis::Drop).text;
        analyzer.terms(&words).pairs.into_iter().map(|pair| pair.term)
    };
    let own = place(plan, ordinal).map_or(&[][..], |(_, spans)| spans);
    let mut found: BTreeSet<String> = pairs(own).collect();
    if found.len() < FEW && ordinal < plan.outline.provisions.len() {
        let above = plan.outline.ancestors(ProvisionId(ordinal));
        let headings: Vec<Span> = above.filter_map(|id| plan.outline.get(id).heading).collect();
        found.extend(pairs(&headings));
    }
    found
}

/// The rarest of these pairs that another provision has too, each with its weight.
fn weights(
    index: &Index,
    searcher: &Searcher,
    pairs: &BTreeSet<String>,
) -> Result<BTreeMap<String, f32>, SearchError> {
    let all = searcher.num_docs() as f32;
    let mut found = Vec::new();
    for pair in pairs {
        let count = searcher.doc_freq(&Term::from_field_text(index.fields().pairs.marked, pair))?;
        if count > 1 && (count as f32 <= all * COMMON || all < 1.0 / COMMON) {
            found.push((rarity(searcher, count), pair));
        }
    }
    found.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.cmp(other)));
    Ok(found.into_iter().take(PAIRS).map(|(weight, pair)| (pair.clone(), weight)).collect())
}

/// Any of these pairs, in another plan.
fn query(index: &Index, key: &str, weights: BTreeMap<String, f32>) -> BooleanQuery {
    let fields = index.fields();
    let pair = |(pair, weight): (String, f32)| (Occur::Should, there(fields.pairs.marked, &pair, weight));
    let mut parts: Vec<(Occur, Box<dyn Query>)> = weights.into_iter().map(pair).collect();
    parts.push((Occur::MustNot, there(fields.key, key, 0.0)));
    BooleanQuery::new(parts)
}
