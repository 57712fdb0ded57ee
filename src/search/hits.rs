//! Turns a request into hits, best first.

use std::collections::BTreeMap;

use tantivy::collector::{Count, MultiCollector, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::{DocAddress, Searcher};

use super::facets::{Counts, CountsOf};
use super::grammar::{NotUnderstood, ParsedQuery, parse_query, words_of};
use super::order::{PlanGroup, Sort, grouped, sort};
use super::reasons::{Reason, Why};
use super::rows::{AllRows, Rows, text};
use super::translate::Translator;
use super::values::Meanings;
use super::{Facet, Marker, SearchError};
use crate::index::Index;
use crate::knowledge::Knowledge;
use crate::normalize::is_unmarked;
use crate::tokenizer::Analyzer;

/// Up to so many plain words all have to match.
const ALL_WORDS: usize = 6;
/// Down to this hit the best are picked out one by one; beyond it all are sorted.
const PICKED: usize = 10_000;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Request<'a> {
    /// The query as typed.
    pub query: &'a str,
    /// How many hits to pass over; plans, where they are grouped.
    pub offset: usize,
    /// How many hits to give; plans, where they are grouped.
    pub limit: usize,
    /// Only hits with one of these values, for each facet that is named.
    pub filters: BTreeMap<Facet, Vec<String>>,
    /// Which facets to count.
    pub facets: Vec<Facet>,
    /// What comes first.
    pub sort: Sort,
    /// At most so many hits of each plan, plans of a province together; no groups where it is `None`.
    pub per_plan: Option<usize>,
    /// Is it to be said why each hit matches?
    pub explain: bool,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// How many provisions match, exactly.
    pub total: usize,
    /// The hits asked for, best first.
    pub hits: Vec<Hit>,
    /// The plans of these hits in their order, where groups are asked for.
    pub groups: Vec<PlanGroup>,
    /// How many plans have a hit, exactly, where groups are asked for.
    pub plans: Option<usize>,
    /// Was a word let go, since no provision has them all?
    pub relaxed: bool,
    /// Were the marks of the query left aside, since nothing has them so?
    pub unmarked: bool,
    /// What of the query decided nothing.
    pub not_understood: Vec<NotUnderstood>,
    /// Exact counts of the facets asked for; each as if nothing were chosen in it.
    pub facets: BTreeMap<Facet, Counts>,
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
    /// Why it matches, where that is asked: they add up to the score.
    pub reasons: Vec<Reason>,
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
    let typed_unmarked = is_unmarked(&words_of(&parsed.clauses));
    let words = analyzer.terms_of(request.query).syllables.len();
    // A sentence or a question is searched by any of its words, the rarest counting most.
    let is_question = request.query.trim_end().ends_with('?');
    let all_words = !parsed.is_plain || (words <= ALL_WORDS && !is_question);
    let searcher = index.searcher();
    let meanings = Meanings::of(&parsed.clauses, knowledge, (&searcher, index.fields()))?;
    let run = Run { index, analyzer, knowledge, request, parsed: &parsed, meanings, searcher };
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

/// The document at this address as a hit.
pub(super) fn hit_at(searcher: &Searcher, score: f32, address: DocAddress) -> Result<Hit, SearchError> {
    let fast = searcher.segment_reader(address.segment_ord).fast_fields();
    let ordinal = fast.u64("ordinal")?.first(address.doc_id).unwrap_or_default();
    let key = text(fast.str("key")?.as_ref(), address.doc_id)?;
    Ok(Hit { key, ordinal: usize::try_from(ordinal).unwrap_or(usize::MAX), score, reasons: Vec::new() })
}

impl Found {
    /// Hits that no query as typed found.
    pub(super) fn of_hits(hits: Vec<Hit>, marker: Marker) -> Found {
        Found {
            total: hits.len(),
            hits,
            groups: Vec::new(),
            plans: None,
            relaxed: false,
            unmarked: false,
            not_understood: Vec::new(),
            facets: BTreeMap::new(),
            marker,
        }
    }
}

struct Run<'a> {
    index: &'a Index,
    analyzer: &'a Analyzer,
    knowledge: &'a Knowledge,
    request: &'a Request<'a>,
    parsed: &'a ParsedQuery,
    meanings: Meanings,
    searcher: Searcher,
}

/// The hits of a page and what is said of the whole.
#[derive(Default)]
struct Page {
    hits: Vec<Hit>,
    total: usize,
    groups: Vec<PlanGroup>,
    plans: Option<usize>,
    /// Counts of the facets in which nothing is chosen, in the order of the request.
    counts: Vec<Counts>,
}

impl Run<'_> {
    fn answer(&self, all_words: bool, folded: bool) -> Result<Found, SearchError> {
        let (fields, searcher) = (self.index.fields(), &self.searcher);
        let (analyzer, meanings) = (self.analyzer, &self.meanings);
        let translator = Translator { fields, searcher, analyzer, meanings, all_words, folded };
        let words = translator.query(&self.parsed.clauses);
        let query = self.filtered(words.box_clone(), None);
        let why = self.request.explain.then(|| Why::new(&translator, &self.parsed.clauses));
        let is_picked = self.request.sort == Sort::Relevance
            && self.request.per_plan.is_none()
            && self.request.offset.saturating_add(self.request.limit) <= PICKED;
        let page = if is_picked { self.best(&query, &why)? } else { self.sorted(&query, &why)? };
        let mut not_understood = self.parsed.not_understood.clone();
        not_understood.extend(translator.unknown(&self.parsed.clauses));
        not_understood.sort_by_key(|told| told.at);
        Ok(Found {
            total: page.total,
            hits: page.hits,
            groups: page.groups,
            plans: page.plans,
            relaxed: false,
            unmarked: false,
            not_understood,
            facets: self.facets(words.as_ref(), page.counts)?,
            marker: Marker::new(self.parsed, self.analyzer, folded),
        })
    }

    /// The facets that are counted over the hits themselves.
    fn open_facets(&self) -> Vec<Facet> {
        self.request.facets.iter().copied().filter(|facet| !self.is_chosen(*facet)).collect()
    }

    fn is_chosen(&self, facet: Facet) -> bool {
        self.request.filters.get(&facet).is_some_and(|values| !values.is_empty())
    }

    /// The best hits and the exact count. Equal scores stand in the order of plan and provision, whatever the segments.
    fn best(&self, query: &dyn Query, why: &Option<Why>) -> Result<Page, SearchError> {
        let request = self.request;
        let wanted = request.offset.saturating_add(request.limit).max(1);
        let mut collectors = MultiCollector::new();
        let count = collectors.add_collector(Count);
        let counts = collectors.add_collector(CountsOf(self.open_facets()));
        // A few more than asked, so that ties at the edge are cut by name and not by segment.
        let top = collectors.add_collector(TopDocs::with_limit(wanted.saturating_add(64)).order_by_score());
        let mut found = self.searcher.search(query, &collectors)?;
        let mut hits = Vec::new();
        for (score, address) in top.extract(&mut found) {
            hits.push((hit_at(&self.searcher, score, address)?, address));
        }
        hits.sort_by(|(a, _), (b, _)| {
            b.score.total_cmp(&a.score).then_with(|| (&a.key, a.ordinal).cmp(&(&b.key, b.ordinal)))
        });
        let page = hits.into_iter().skip(request.offset).take(request.limit);
        let hits = page.map(|(hit, address)| self.explained(hit, address, why)).collect();
        let (total, counts) = (count.extract(&mut found), counts.extract(&mut found));
        Ok(Page { hits, total, counts, ..Page::default() })
    }

    /// All matches in order; a page of them, or of their plans.
    fn sorted(&self, query: &dyn Query, why: &Option<Why>) -> Result<Page, SearchError> {
        let request = self.request;
        let (counts, mut found) = self.searcher.search(query, &(CountsOf(self.open_facets()), AllRows))?;
        sort(&mut found, request.sort, self.knowledge);
        let mut page = Page { total: found.rows.len(), counts, ..Page::default() };
        let hit = |found: &Rows, row: &super::rows::Row| {
            let hit = Hit {
                key: found.plans[row.plan as usize].key.clone(),
                ordinal: usize::try_from(row.ordinal).unwrap_or(usize::MAX),
                score: row.score,
                reasons: Vec::new(),
            };
            self.explained(hit, row.address, why)
        };
        let Some(per_plan) = request.per_plan else {
            let rows = found.rows.iter().skip(request.offset).take(request.limit);
            page.hits = rows.map(|row| hit(&found, row)).collect();
            return Ok(page);
        };
        let groups = grouped(&found);
        page.plans = Some(groups.len());
        for (plan, rows) in groups.into_iter().skip(request.offset).take(request.limit) {
            let plan = &found.plans[plan];
            let shown = rows.len().min(per_plan);
            page.hits.extend(rows[..shown].iter().map(|row| hit(&found, row)));
            let (key, province) = (plan.key.clone(), plan.province.clone());
            page.groups.push(PlanGroup { key, province, total: rows.len(), shown });
        }
        Ok(page)
    }

    fn explained(&self, hit: Hit, address: DocAddress, why: &Option<Why>) -> Hit {
        let reasons = why.as_ref().map(|why| why.reasons(&self.searcher, address)).unwrap_or_default();
        Hit { reasons, ..hit }
    }

    /// The query with what is chosen in the facets, but for one.
    fn filtered(&self, query: Box<dyn Query>, but: Option<Facet>) -> Box<dyn Query> {
        let mut parts = vec![(Occur::Must, query)];
        for (facet, values) in &self.request.filters {
            if but == Some(*facet) || values.is_empty() {
                continue;
            }
            let field = facet.field(self.index.fields());
            parts.push((Occur::Must, super::translate::any_of(field, values)));
        }
        if parts.len() == 1 { parts.remove(0).1 } else { Box::new(BooleanQuery::new(parts)) }
    }

    /// Counts by facet. Where values of a facet are chosen, it is counted as if they were not.
    fn facets(&self, words: &dyn Query, open: Vec<Counts>) -> Result<BTreeMap<Facet, Counts>, SearchError> {
        let mut all: BTreeMap<Facet, Counts> = self.open_facets().into_iter().zip(open).collect();
        for &facet in self.request.facets.iter().filter(|facet| self.is_chosen(**facet)) {
            let query = self.filtered(words.box_clone(), Some(facet));
            let counts = self.searcher.search(&query, &CountsOf(vec![facet]))?;
            all.extend(counts.into_iter().map(|counts| (facet, counts)));
        }
        Ok(all)
    }
}
