//! Turns clauses into a tantivy query.

use std::ops::Bound;

use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query,
    RangeQuery, RegexQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::added::Added;
use super::grammar::{Asks, Clause, FieldName, Leaf, NotUnderstood, Operator, leaves};
use super::reasons::{Atom, Form, Place};
use super::values::{Meanings, days};
use crate::index::{Fields, TextFields, duty};
use crate::normalize::normalize;
use crate::tokenizer::{Analyzer, Terms, Token};

// The weights were set on half of the judged queries of alqac25; the other half only reports.
/// How much a pair counts beside its syllables, by how often it stands in how long a text.
const PAIR: f32 = 0.3;
/// How much it counts that a pair is there at all, times its rarity.
const PAIR_THERE: f32 = 0.66;
/// How much it counts that a term of the lexicon is there, times its rarity.
const TERM_THERE: f32 = 0.88;
/// How much the headings count beside the own words.
const TRAIL: f32 = 0.1;
/// How much a document number counts beside its parts.
const CODE: f32 = 2.0;

/// A weighted part of a query.
type Part = (Occur, Box<dyn Query>);

/// What the translation needs to know.
pub(super) struct Translator<'a> {
    pub(super) fields: &'a Fields,
    pub(super) searcher: &'a Searcher,
    pub(super) analyzer: &'a Analyzer,
    pub(super) meanings: &'a Meanings,
    /// Have all plain words to match, or any of them?
    pub(super) all_words: bool,
    /// Are the marks of the query left aside?
    pub(super) folded: bool,
}

impl Translator<'_> {
    /// The query of these clauses.
    pub(super) fn query(&self, clauses: &[Clause]) -> Box<dyn Query> {
        let mut parts: Vec<Part> = self.duty(clauses).into_iter().collect();
        let mut at = 0;
        while at < clauses.len() {
            let words = plain_words(&clauses[at..]);
            let run = &clauses[at..at + alternatives(&clauses[at..])];
            if words.len() > 1 {
                parts.extend(self.words(&self.analyzer.terms_of(&words.join(" "))));
                at += words.len();
                continue;
            }
            at += run.len();
            if let [clause] = run {
                parts.extend(self.clause(clause));
            } else {
                let any = run.iter().map(|clause| (Occur::Should, self.query(&[plain(clause)])));
                parts.push((Occur::Must, Box::new(BooleanQuery::new(any.collect()))));
            }
        }
        whole(parts)
    }

    fn clause(&self, clause: &Clause) -> Vec<Part> {
        let parts = match &clause.asks {
            Asks::Group(inner) => vec![(Occur::Must, self.query(inner))],
            Asks::Leaf(leaf) => self.leaf(leaf),
        };
        match clause.operator {
            Operator::Not => vec![(Occur::MustNot, whole(parts))],
            _ => parts,
        }
    }

    fn leaf(&self, leaf: &Leaf) -> Vec<Part> {
        let query: Box<dyn Query> = match leaf {
            Leaf::Words(text) => return self.words(&self.analyzer.terms_of(text)),
            Leaf::Field(FieldName::Trail, text) => {
                let terms = self.analyzer.terms_of(text).syllables;
                let one = |token: &Token| (Occur::Must, self.syllable(&self.fields.trail, token));
                return terms.iter().map(one).collect();
            }
            // Nothing was given: that is said, and decides nothing.
            Leaf::Field(_, value) if value.trim().is_empty() => return Vec::new(),
            Leaf::Field(name, value) => self.condition(*name, value).unwrap_or_else(|| Box::new(EmptyQuery)),
            Leaf::Phrase(text) => self.phrase(text, 0),
            Leaf::Near(text, distance) => self.phrase(text, *distance),
            Leaf::Exact(text) => {
                let exact = Translator { folded: false, ..*self };
                exact.phrase(text, 0)
            }
            Leaf::Prefix(stem) => self.prefix(stem),
        };
        vec![(Occur::Must, query)]
    }

    /// Plain words: each in the own words or in the headings; pairs of them for rank.
    fn words(&self, terms: &Terms) -> Vec<Part> {
        let codes = terms.codes.iter().map(|code| self.code(code));
        let places = places(self.fields);
        let syllables = places.iter().flat_map(|&(_, fields, weight)| {
            terms.syllables.iter().map(move |token| boosted(self.syllable(fields, token), weight))
        });
        let pairs = terms.pairs.iter().flat_map(|pair| self.pair(pair));
        let known = self.known(terms).into_iter().map(|(_, query)| query);
        let adds: Vec<Box<dyn Query>> = codes.chain(syllables).chain(pairs).chain(known).collect();
        let any = |adds: Vec<Box<dyn Query>>| adds.into_iter().map(|query| (Occur::Should, query)).collect();
        match terms.syllables.len() {
            _ if !self.all_words => return any(adds),
            0 => return any(adds),
            // Whatever adds to the score of one word holds it.
            1 => return vec![(Occur::Must, whole(any(adds)))],
            _ => {}
        }
        let required = terms.syllables.iter().map(|token| (Occur::Must, self.anywhere(token)));
        vec![(Occur::Must, Box::new(Added { decides: whole(required.collect()), adds }))]
    }

    /// That a word is there, in the own words or in the headings.
    fn anywhere(&self, token: &Token) -> Box<dyn Query> {
        let fields = &self.fields.anywhere;
        let (field, text) =
            if self.folded { (fields.folded, &token.folded) } else { (fields.marked, &token.term) };
        term(field, text, IndexRecordOption::Basic)
    }

    /// The parts of a query that add to a score, each by itself, with the words it stands for.
    pub(super) fn atoms(&self, clauses: &[Clause]) -> Vec<Atom> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < clauses.len() {
            let words = plain_words(&clauses[at..]);
            let clause = &clauses[at];
            at += words.len().max(1);
            match &clause.asks {
                _ if clause.operator == Operator::Not => {}
                _ if words.len() > 1 => found.extend(self.word_atoms(&words.join(" "))),
                Asks::Group(inner) => found.extend(self.atoms(inner)),
                Asks::Leaf(Leaf::Words(text)) => found.extend(self.word_atoms(text)),
                Asks::Leaf(Leaf::Phrase(text)) => found.extend(self.phrase_atom(text, 0)),
                Asks::Leaf(Leaf::Near(text, distance)) => found.extend(self.phrase_atom(text, *distance)),
                Asks::Leaf(Leaf::Exact(text)) => {
                    found.extend(Translator { folded: false, ..*self }.phrase_atom(text, 0));
                }
                Asks::Leaf(Leaf::Prefix(_) | Leaf::Field(..)) => {}
            }
        }
        found
    }

    fn word_atoms(&self, typed: &str) -> Vec<Atom> {
        let text = normalize(typed).text;
        let terms = self.analyzer.terms(&text);
        let mut found = Vec::new();
        let words = |token: &Token| text[token.range.clone()].to_owned();
        for code in &terms.codes {
            found.push(Atom {
                words: words(code),
                place: Place::Body,
                form: Form::Code,
                query: self.code(code),
            });
        }
        for (place, fields, weight) in places(self.fields) {
            for token in &terms.syllables {
                let query = boosted(self.syllable(fields, token), weight);
                found.push(Atom { words: words(token), place, form: Form::Word, query });
            }
        }
        for pair in &terms.pairs {
            let parts = self.pair(pair).map(|query| (Occur::Should, query));
            let query = Box::new(BooleanQuery::new(parts.into()));
            found.push(Atom { words: words(pair), place: Place::Body, form: Form::Pair, query });
        }
        for (words, query) in self.known(&terms) {
            found.push(Atom { words, place: Place::Body, form: Form::Term, query });
        }
        found
    }

    fn phrase_atom(&self, text: &str, distance: u32) -> Option<Atom> {
        let query = self.phrase(text, distance);
        Some(Atom { words: text.to_owned(), place: Place::Body, form: Form::Phrase, query })
    }

    fn code(&self, token: &Token) -> Box<dyn Query> {
        boosted(term(self.fields.codes, &token.folded, IndexRecordOption::Basic), CODE)
    }

    fn syllable(&self, fields: &TextFields, token: &Token) -> Box<dyn Query> {
        match self.folded {
            true => term(fields.folded, &token.folded, IndexRecordOption::WithFreqs),
            false => term(fields.marked, &token.term, IndexRecordOption::WithFreqs),
        }
    }

    /// A pair of the own words: by how often it stands there, and by that it does.
    fn pair(&self, token: &Token) -> [Box<dyn Query>; 2] {
        let pairs = &self.fields.pairs;
        let (field, text) =
            if self.folded { (pairs.folded, &token.folded) } else { (pairs.marked, &token.term) };
        let often = term(field, text, IndexRecordOption::WithFreqs);
        [boosted(often, PAIR), there(field, text, PAIR_THERE * self.rarity(field, text))]
    }

    /// The terms of the lexicon among these; they are known with marks only.
    fn known(&self, terms: &Terms) -> Vec<(String, Box<dyn Query>)> {
        if self.folded {
            return Vec::new();
        }
        let field = self.fields.terms;
        let known = self.analyzer.domain_terms(terms).into_iter().map(|known| {
            let weight = TERM_THERE * self.rarity(field, &known);
            let query = there(field, &known, weight);
            (known, query)
        });
        known.collect()
    }

    fn rarity(&self, field: Field, text: &str) -> f32 {
        // What cannot be counted cannot be searched either, and that is told then.
        let count = self.searcher.doc_freq(&Term::from_field_text(field, text)).unwrap_or(0);
        rarity(self.searcher, count)
    }

    /// Words one after another, or with at most `distance` others among them.
    fn phrase(&self, text: &str, distance: u32) -> Box<dyn Query> {
        let terms = self.analyzer.terms_of(text).syllables;
        let of = |fields: &TextFields| -> Box<dyn Query> {
            let field = if self.folded { fields.folded } else { fields.marked };
            let spelled = |token: &Token| {
                Term::from_field_text(field, if self.folded { &token.folded } else { &token.term })
            };
            let words: Vec<(usize, Term)> = terms.iter().map(spelled).enumerate().collect();
            match words.as_slice() {
                [] => Box::new(EmptyQuery),
                [(_, word)] => Box::new(TermQuery::new(word.clone(), IndexRecordOption::WithFreqs)),
                _ => Box::new(PhraseQuery::new_with_offset_and_slop(words, distance)),
            }
        };
        Box::new(DisjunctionMaxQuery::new(vec![of(&self.fields.body), of(&self.fields.trail)]))
    }

    /// Words that begin so; the stem has letters and digits only, so the expression is as long as the stem.
    fn prefix(&self, stem: &str) -> Box<dyn Query> {
        let terms = self.analyzer.terms_of(stem).syllables;
        let Some(token) = terms.last() else { return Box::new(EmptyQuery) };
        let letters: String = token.folded.chars().filter(|c| c.is_alphanumeric()).collect();
        let of = |fields: &TextFields| begins_with(fields.folded, &letters);
        Box::new(DisjunctionMaxQuery::new(vec![of(&self.fields.body), of(&self.fields.trail)]))
    }

    /// What a field asks for; `None` where its value means nothing that is held.
    fn condition(&self, name: FieldName, value: &str) -> Option<Box<dyn Query>> {
        let fields = self.fields;
        let field = match name {
            FieldName::Province => fields.province,
            FieldName::Level => fields.level,
            FieldName::Body => fields.bodies,
            FieldName::Role => fields.roles,
            FieldName::Concept => fields.concepts,
            FieldName::Kind => fields.kind,
            FieldName::Section => fields.section,
            FieldName::Quality => fields.quality,
            FieldName::Year => {
                let years =
                    |(first, last): (u64, u64)| (first / 10_000).max(1900)..=(last / 10_000).min(2200);
                let named = days(value).map(|range| years(range).map(|year| year.to_string()));
                return named.map(|named| any_of(fields.year, &named.collect::<Vec<_>>()));
            }
            FieldName::Date => return days(value).map(|range| between(fields.date, range)),
            FieldName::Deadline => match days(value) {
                Some(range) => return Some(between(fields.due, range)),
                None => fields.windows,
            },
            FieldName::Code => return Some(self.number(value)),
            FieldName::Trail => return None,
        };
        let found = self.meanings.get(name, value);
        (!found.is_empty()).then(|| any_of(field, found))
    }

    /// A document number: whole, or only its digits.
    fn number(&self, value: &str) -> Box<dyn Query> {
        let codes = self.analyzer.terms_of(value).codes;
        match codes.first() {
            Some(code) => term(self.fields.codes, &code.folded, IndexRecordOption::Basic),
            None => {
                let letters: String = value.chars().filter(|c| c.is_alphanumeric()).collect();
                match letters.is_empty() {
                    true => Box::new(EmptyQuery),
                    false => begins_with(self.fields.codes, &format!("{}[/-]", letters.to_lowercase())),
                }
            }
        }
    }

    /// One body and one role beside each other have to be of the same assignment.
    fn duty(&self, clauses: &[Clause]) -> Option<Part> {
        let asked = |wanted: FieldName| {
            let of = |at: usize| match &clauses[at].asks {
                Asks::Leaf(Leaf::Field(name, value)) if *name == wanted => Some((at, value)),
                _ => None,
            };
            let mut found = (0..clauses.len()).filter_map(of).filter(|(at, value)| {
                clauses[*at].operator == Operator::And
                    && alternatives(&clauses[*at..]) == 1
                    && !value.is_empty()
            });
            found.next().filter(|_| found.next().is_none()).map(|(_, value)| value)
        };
        let (Some(body), Some(role)) = (asked(FieldName::Body), asked(FieldName::Role)) else {
            return None;
        };
        let bodies = self.meanings.get(FieldName::Body, body);
        let roles = self.meanings.get(FieldName::Role, role);
        let duties: Vec<String> =
            bodies.iter().flat_map(|body| roles.iter().map(move |role| duty(role, body))).collect();
        Some((Occur::Must, any_of(self.fields.duties, &duties)))
    }

    /// The fields whose values mean nothing that is held.
    pub(super) fn unknown(&self, clauses: &[Clause]) -> Vec<NotUnderstood> {
        let mut found = Vec::new();
        for (at, leaf, _) in leaves(clauses) {
            let Leaf::Field(name, value) = leaf else { continue };
            if *name == FieldName::Trail || value.trim().is_empty() || self.condition(*name, value).is_some()
            {
                continue;
            }
            found.push(NotUnderstood {
                at,
                text: value.clone(),
                reason_vi: "không có giá trị này; điều kiện này không khớp mục nào",
                reason_en: "there is no such value; the condition matches nothing",
            });
        }
        found
    }
}

/// The own words, and for less the headings.
fn places(fields: &Fields) -> [(Place, &TextFields, f32); 2] {
    [(Place::Body, &fields.body, 1.0), (Place::Trail, &fields.trail, TRAIL)]
}

fn boosted(query: Box<dyn Query>, weight: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, weight))
}

/// How rare a term is that so many documents have, as BM25 weighs it.
pub(super) fn rarity(searcher: &Searcher, count: u64) -> f32 {
    let (all, count) = (searcher.num_docs() as f32, count as f32);
    (1.0 + (all - count + 0.5).max(0.0) / (count + 0.5)).ln()
}

/// That this term is there, whatever the number of times and the length of the text.
pub(super) fn there(field: Field, text: &str, weight: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(term(field, text, IndexRecordOption::Basic), weight))
}

/// Any of these values; it adds nothing to the score.
pub(super) fn any_of(field: Field, values: &[String]) -> Box<dyn Query> {
    let terms = values.iter().map(|value| Term::from_field_text(field, value));
    Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 0.0))
}

/// A day of this range, both ends included; it adds nothing to the score.
fn between(field: Field, (first, last): (u64, u64)) -> Box<dyn Query> {
    let term = |day: u64| Term::from_field_u64(field, day.max(1));
    let range = RangeQuery::new(Bound::Included(term(first)), Bound::Included(term(last)));
    Box::new(ConstScoreQuery::new(Box::new(range), 0.0))
}

fn begins_with(field: Field, pattern: &str) -> Box<dyn Query> {
    match RegexQuery::from_pattern(&format!("{pattern}.*"), field) {
        Ok(query) => Box::new(query),
        Err(_) => Box::new(EmptyQuery),
    }
}

/// How many clauses from the first are joined by OR.
fn alternatives(clauses: &[Clause]) -> usize {
    1 + clauses[1..].iter().take_while(|next| next.operator == Operator::Or).count()
}

/// The words at the beginning that nothing but a space joins: neighbors among them make pairs.
fn plain_words(clauses: &[Clause]) -> Vec<&str> {
    let word = |at: usize| match &clauses[at].asks {
        Asks::Leaf(Leaf::Words(text)) if clauses[at].operator != Operator::Not => Some(text.as_str()),
        _ => None,
    };
    (0..clauses.len()).map_while(|at| word(at).filter(|_| alternatives(&clauses[at..]) == 1)).collect()
}

fn plain(clause: &Clause) -> Clause {
    Clause { operator: Operator::And, ..clause.clone() }
}

fn term(field: Field, text: &str, record: IndexRecordOption) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), record))
}

/// One query of several parts. Parts that only forbid forbid among all documents; no part at all asks for nothing.
fn whole(mut parts: Vec<Part>) -> Box<dyn Query> {
    if !parts.is_empty() && parts.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        parts.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(tantivy::query::AllQuery), 0.0))));
    }
    match parts.len() {
        0 => Box::new(EmptyQuery),
        _ => Box::new(BooleanQuery::new(parts)),
    }
}
