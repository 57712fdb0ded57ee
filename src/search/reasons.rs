//! Turns a hit into the reasons why it matches: which words, in which field, with what weight.

use tantivy::query::Query;
use tantivy::{DocAddress, Searcher};

use super::grammar::Clause;
use super::translate::Translator;

/// A part of a query that matched.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Reason {
    /// The words as typed.
    pub words: String,
    /// In its own words or in the headings.
    pub place: Place,
    /// What of the words matched.
    pub form: Form,
    /// What it adds to the score.
    pub weight: f32,
}

/// Where words matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the provision's own words.
    Body,
    /// In its heading or in those above it.
    Trail,
}

/// What of the words matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// The word.
    Word,
    /// Two neighbors, side by side.
    Pair,
    /// The words one after another, or near.
    Phrase,
    /// A term of the lexicon.
    Term,
    /// A document number or a date.
    Code,
}

impl Place {
    /// In Vietnamese and in English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Place::Body => ("nội dung mục", "own words"),
            Place::Trail => ("tiêu đề", "headings"),
        }
    }
}

impl Form {
    /// In Vietnamese and in English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Form::Word => ("từ", "word"),
            Form::Pair => ("cặp từ liền nhau", "pair"),
            Form::Phrase => ("cụm từ", "phrase"),
            Form::Term => ("thuật ngữ", "term"),
            Form::Code => ("số hiệu", "number"),
        }
    }
}

/// A scored part of a query.
pub(super) struct Atom {
    pub(super) words: String,
    pub(super) place: Place,
    pub(super) form: Form,
    pub(super) query: Box<dyn Query>,
}

/// All scored parts of a query.
pub(super) struct Why(Vec<Atom>);

impl Why {
    pub(super) fn new(translator: &Translator<'_>, clauses: &[Clause]) -> Why {
        Why(translator.atoms(clauses))
    }

    /// What matched in this document, the weightiest first.
    pub(super) fn reasons(&self, searcher: &Searcher, address: DocAddress) -> Vec<Reason> {
        let reason = |atom: &Atom| {
            let weight = atom.query.explain(searcher, address).ok()?.value();
            Some(Reason { words: atom.words.clone(), place: atom.place, form: atom.form, weight })
        };
        let mut found: Vec<Reason> = self.0.iter().filter_map(reason).collect();
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        found
    }
}
