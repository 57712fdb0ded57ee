//! Turns a request into hits, best first.

use std::collections::BTreeMap;

use tantivy::collector::{Count, MultiCollector, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::{DocAddress, Searcher};

use super::grammar::{NotUnderstood, ParsedQuery, parse_query};
use super::translate::Translator;
use super::{Marker, SearchError};
use crate::index::Index;
use crate::knowledge::Knowledge;
use crate::normalize::is_unmarked;
use crate::tokenizer::Analyzer;

/// Up to so many plain words all have to match.
const ALL_WORDS: usize = 6;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Request<'a> {
    /// The query as typed.
    pub query: &'a str,
    /// How many hits to pass over.
    pub offset: usize,
    /// How many hits to give.
    pub limit: usize,
    /// Only these provinces, by code; all where it is empty.
    pub provinces: Vec<String>,
    /// Only these levels, by code; all where it is empty.
    pub levels: Vec<String>,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// How many provisions match, exactly.
    pub total: usize,
    /// The hits asked for, best first.
    pub hits: Vec<Hit>,
    /// Was a word let go, since no provision has them all?
    pub relaxed: bool,
    /// Were the marks of the query left aside, since nothing has them so?
    pub unmarked: bool,
    /// What of the query decided nothing.
    pub not_understood: Vec<NotUnderstood>,
    /// Counts by province code.
    pub provinces: BTreeMap<String, usize>,
    /// Counts by level.
    pub levels: BTreeMap<String, usize>,
    /// Marks the words that matched.
    pub marker: Marker,
}

/// A provision that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The plan: SHA-256 of its file.
    pub key: String,
    /// The provision's place in the outline; beyond it the parts that are no provision.
    pub ordinal: usize,
    /// The higher, the better; comparable within one answer.
    pub score: f32,
}

/// Searches provisions.
///
/// # Errors
/// The query is empty or beyond its bounds, or the index cannot be read.
pub fn search(
    index: &Index,
    analyzer: &Analyzer,
    knowledge: &Knowledge,
    request: &Request<'_>,
) -> Result<Found, SearchError> {
    let parsed = parse_query(request.query)?;
    let typed_unmarked = is_unmarked(request.query);
    let words = analyzer.terms_of(request.query).syllables.len();
    // A sentence or a question is searched by any of its words, the rarest counting most.
    let is_question = request.query.trim_end().ends_with('?');
    let all_words = !parsed.is_plain || (words <= ALL_WORDS && !is_question);
    let run = Run { index, analyzer, knowledge, request, parsed: &parsed };
    let tries = [(all_words, typed_unmarked), (all_words, true), (false, typed_unmarked), (false, true)];
    let mut found = None;
    for (all, folded) in tries {
        let answer = run.answer(all, folded)?;
        let enough = answer.total > 0;
        found = Some(Found { relaxed: all_words && !all, unmarked: folded && !typed_unmarked, ..answer });
        if enough {
            break;
        }
    }
    found.ok_or(SearchError::Empty)
}

struct Run<'a> {
    index: &'a Index,
    analyzer: &'a Analyzer,
    knowledge: &'a Knowledge,
    request: &'a Request<'a>,
    parsed: &'a ParsedQuery,
}

impl Run<'_> {
    fn answer(&self, all_words: bool, folded: bool) -> Result<Found, SearchError> {
        let fields = self.index.fields();
        let (analyzer, knowledge) = (self.analyzer, self.knowledge);
        let translator = Translator { fields, analyzer, knowledge, all_words, folded };
        let query = translator.query(&self.parsed.clauses);
        let query = self.filtered(query, &translator);
        let searcher = self.index.searcher();
        let (hits, total) = collect(&searcher, query.as_ref(), self.request)?;
        Ok(Found {
            total,
            hits,
            relaxed: false,
            unmarked: false,
            not_understood: self.parsed.not_understood.clone(),
            provinces: counts(&searcher, query.as_ref(), "province")?,
            levels: counts(&searcher, query.as_ref(), "level")?,
            marker: Marker::new(self.parsed, self.analyzer, folded),
        })
    }

    fn filtered(&self, query: Box<dyn Query>, translator: &Translator<'_>) -> Box<dyn Query> {
        let mut parts = vec![(Occur::Must, query)];
        let filters = [
            (translator.fields.province, &self.request.provinces),
            (translator.fields.level, &self.request.levels),
        ];
        for (field, values) in filters.into_iter().filter(|(_, values)| !values.is_empty()) {
            let terms = values.iter().map(|value| tantivy::Term::from_field_text(field, value));
            let set = tantivy::query::TermSetQuery::new(terms);
            let constant = tantivy::query::ConstScoreQuery::new(Box::new(set), 0.0);
            parts.push((Occur::Must, Box::new(constant)));
        }
        if parts.len() == 1 { parts.remove(0).1 } else { Box::new(BooleanQuery::new(parts)) }
    }
}

/// The best hits and the exact count. Equal scores stand in the order of plan and provision, whatever the segments.
fn collect(
    searcher: &Searcher,
    query: &dyn Query,
    request: &Request<'_>,
) -> Result<(Vec<Hit>, usize), SearchError> {
    let wanted = request.offset.saturating_add(request.limit).max(1);
    let mut collectors = MultiCollector::new();
    let count = collectors.add_collector(Count);
    // A few more than asked, so that ties at the edge are cut by name and not by segment.
    let top = collectors.add_collector(TopDocs::with_limit(wanted.saturating_add(64)).order_by_score());
    let mut found = searcher.search(query, &collectors)?;
    let total = count.extract(&mut found);
    let mut hits = Vec::new();
    for (score, address) in top.extract(&mut found) {
        hits.push(hit(searcher, score, address)?);
    }
    hits.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then_with(|| (&a.key, a.ordinal).cmp(&(&b.key, b.ordinal)))
    });
    Ok((hits.into_iter().skip(request.offset).take(request.limit).collect(), total))
}

fn hit(searcher: &Searcher, score: f32, address: DocAddress) -> Result<Hit, SearchError> {
    let fast = searcher.segment_reader(address.segment_ord).fast_fields();
    let ordinal = fast.u64("ordinal")?.first(address.doc_id).unwrap_or_default();
    let mut key = String::new();
    let keys = fast.str("key")?;
    let ord = keys.as_ref().and_then(|keys| keys.term_ords(address.doc_id).next());
    if let (Some(keys), Some(ord)) = (keys, ord) {
        keys.ord_to_str(ord, &mut key).map_err(tantivy::TantivyError::from)?;
    }
    Ok(Hit { key, ordinal: usize::try_from(ordinal).unwrap_or(usize::MAX), score })
}

/// How many matching provisions each value of a text field has.
fn counts(
    searcher: &Searcher,
    query: &dyn Query,
    field: &'static str,
) -> Result<BTreeMap<String, usize>, SearchError> {
    let collector = super::facets::Values { field };
    Ok(searcher.search(query, &collector)?)
}
