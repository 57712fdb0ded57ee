//! Turns clauses into a tantivy query.

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query,
    RegexQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::grammar::{Asks, Clause, FieldName, Leaf, Operator};
use crate::index::{Fields, TextFields};
use crate::knowledge::Knowledge;
use crate::tokenizer::{Analyzer, Terms, Token};

/// How much a pair counts beside its syllables.
const PAIR: f32 = 0.7;
/// How much the headings above count beside the own words.
const TRAIL: f32 = 0.5;

/// A weighted part of a query.
pub(super) type Part = (Occur, Box<dyn Query>);

/// What the translation needs to know.
pub(super) struct Translator<'a> {
    pub(super) fields: &'a Fields,
    pub(super) analyzer: &'a Analyzer,
    pub(super) knowledge: &'a Knowledge,
    /// Have all plain words to match, or any of them?
    pub(super) all_words: bool,
    /// Are the marks of the query left aside?
    pub(super) folded: bool,
}

impl Translator<'_> {
    /// The query of these clauses.
    pub(super) fn query(&self, clauses: &[Clause]) -> Box<dyn Query> {
        let mut parts: Vec<Part> = Vec::new();
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
        match leaf {
            Leaf::Words(text) => self.words(&self.analyzer.terms_of(text)),
            Leaf::Phrase(text) => vec![(Occur::Must, self.phrase(text))],
            Leaf::Prefix(stem) => vec![(Occur::Must, self.prefix(stem))],
            Leaf::Field(FieldName::Trail, text) => {
                let terms = self.analyzer.terms_of(text);
                let one = |token: &Token| -> Part {
                    (Occur::Must, self.syllable(&self.fields.trail, token, self.folded))
                };
                terms.syllables.iter().map(one).collect()
            }
            Leaf::Field(name, value) => vec![(Occur::Must, self.field(*name, value))],
        }
    }

    /// Plain words: each in the own words or in the headings; pairs of them for rank.
    pub(super) fn words(&self, terms: &Terms) -> Vec<Part> {
        let occur = if self.all_words { Occur::Must } else { Occur::Should };
        let mut parts: Vec<Part> = Vec::new();
        for code in &terms.codes {
            let code = term(self.fields.codes, &code.folded, IndexRecordOption::Basic);
            parts.push((Occur::Should, Box::new(BoostQuery::new(code, 2.0))));
        }
        for token in &terms.syllables {
            parts.push((occur, self.anywhere(|fields, folded| self.syllable(fields, token, folded))));
        }
        for pair in &terms.pairs {
            let found = self.anywhere(|fields, folded| self.pair(fields, pair, folded));
            parts.push((Occur::Should, Box::new(BoostQuery::new(found, PAIR))));
        }
        parts
    }

    /// In the own words, and for less in the headings above.
    fn anywhere(&self, query: impl Fn(&TextFields, bool) -> Box<dyn Query>) -> Box<dyn Query> {
        let trail = BoostQuery::new(query(&self.fields.trail, self.folded), TRAIL);
        let parts: Vec<Part> =
            vec![(Occur::Should, query(&self.fields.body, self.folded)), (Occur::Should, Box::new(trail))];
        Box::new(BooleanQuery::new(parts))
    }

    fn syllable(&self, fields: &TextFields, token: &Token, folded: bool) -> Box<dyn Query> {
        match folded {
            true => term(fields.syllables_folded, &token.folded, IndexRecordOption::WithFreqs),
            false => term(fields.syllables, &token.term, IndexRecordOption::WithFreqs),
        }
    }

    fn pair(&self, fields: &TextFields, token: &Token, folded: bool) -> Box<dyn Query> {
        match folded {
            true => term(fields.pairs_folded, &token.folded, IndexRecordOption::WithFreqs),
            false => term(fields.pairs, &token.term, IndexRecordOption::WithFreqs),
        }
    }

    fn phrase(&self, text: &str) -> Box<dyn Query> {
        let terms = self.analyzer.terms_of(text).syllables;
        let of = |fields: &TextFields| -> Box<dyn Query> {
            let field = if self.folded { fields.syllables_folded } else { fields.syllables };
            let spelled = |token: &Token| {
                Term::from_field_text(field, if self.folded { &token.folded } else { &token.term })
            };
            let words: Vec<Term> = terms.iter().map(spelled).collect();
            match words.len() {
                0 => Box::new(EmptyQuery),
                1 => Box::new(TermQuery::new(words[0].clone(), IndexRecordOption::WithFreqs)),
                _ => Box::new(PhraseQuery::new(words)),
            }
        };
        Box::new(DisjunctionMaxQuery::new(vec![of(&self.fields.body), of(&self.fields.trail)]))
    }

    /// Words that begin so; the stem has letters and digits only, so the expression is as long as the stem.
    fn prefix(&self, stem: &str) -> Box<dyn Query> {
        let terms = self.analyzer.terms_of(stem).syllables;
        let Some(token) = terms.first() else { return Box::new(EmptyQuery) };
        let letters: String = token.folded.chars().filter(|c| c.is_alphanumeric()).collect();
        match RegexQuery::from_pattern(&format!("{letters}.*"), self.fields.body.syllables_folded) {
            Ok(query) => Box::new(query),
            Err(_) => Box::new(EmptyQuery),
        }
    }

    fn field(&self, name: FieldName, value: &str) -> Box<dyn Query> {
        let exact = |field: Field, value: &str| -> Box<dyn Query> {
            let query = TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic);
            Box::new(ConstScoreQuery::new(Box::new(query), 0.0))
        };
        match name {
            FieldName::Province => exact(self.fields.province, &self.province(value)),
            FieldName::Level => exact(self.fields.level, &level(value)),
            FieldName::Year => match value.parse::<u64>() {
                Ok(year) => {
                    let query = TermQuery::new(
                        Term::from_field_u64(self.fields.year, year),
                        IndexRecordOption::Basic,
                    );
                    Box::new(ConstScoreQuery::new(Box::new(query), 0.0))
                }
                Err(_) => Box::new(EmptyQuery),
            },
            FieldName::Code => {
                let codes = self.analyzer.terms_of(value).codes;
                let code = codes.first().map_or_else(|| value.to_lowercase(), |code| code.folded.clone());
                term(self.fields.codes, &code, IndexRecordOption::Basic)
            }
            FieldName::Trail => Box::new(EmptyQuery),
        }
    }

    /// The code of the province that a name or a code means.
    fn province(&self, value: &str) -> String {
        let by_name = self.knowledge.province_named(value);
        let names = || self.knowledge.place_names(crate::knowledge::Spelling::Folded);
        let by_folded = || {
            let names = names();
            let keyed = names.key(value);
            names.longest(&keyed, 0, |_| true).and_then(|found| self.knowledge.province_of(found.value))
        };
        by_name.or_else(by_folded).map_or_else(|| value.to_owned(), |province| province.code.clone())
    }
}

/// The code of a level by its code or its Vietnamese word.
fn level(value: &str) -> String {
    let folded = crate::normalize::fold(&value.to_lowercase());
    let code = match folded.as_str() {
        "trunguong" | "trung" | "tw" => "central",
        "tinh" | "thanhpho" => "province",
        "so" | "nganh" => "department",
        "xa" | "phuong" => "commune",
        "dang" => "party",
        other => other,
    };
    code.to_owned()
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
    Clause { operator: Operator::And, asks: clause.asks.clone() }
}

fn term(field: Field, text: &str, record: IndexRecordOption) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), record))
}

/// One query of several parts. Parts that only forbid forbid among all documents.
fn whole(mut parts: Vec<Part>) -> Box<dyn Query> {
    if !parts.is_empty() && parts.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        parts.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(tantivy::query::AllQuery), 0.0))));
    }
    match parts.len() {
        0 => Box::new(EmptyQuery),
        _ => Box::new(BooleanQuery::new(parts)),
    }
}
