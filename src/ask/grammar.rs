//! Turns the knowledge files into what questions are read by: the names and phrases in both spellings.

use rustc_hash::FxHashSet;

use super::typing::{Typing, bare};
use crate::knowledge::{Ask, Body, Knowledge, Mark, Phrases, Place, Spelling, Term, Topic};
use crate::normalize::{WordKind, fold, lower_key, words};
use crate::tokenizer::Analyzer;

/// The phrases of questions in both spellings, built once.
#[derive(Debug, Clone)]
pub struct Grammar {
    pub(super) marked: Tries,
    pub(super) folded: Tries,
    pub(super) analyzer: Analyzer,
    pub(super) typing: Typing,
    /// The names of kinds of papers in both languages, by their words without marks, each with the Vietnamese name.
    pub(super) kinds: Vec<(Vec<String>, String)>,
}

#[derive(Debug, Clone)]
pub(super) struct Tries {
    pub(super) bodies: Phrases<Mark>,
    pub(super) places: Phrases<Place>,
    pub(super) topics: Phrases<Topic>,
    pub(super) asks: Phrases<Ask>,
    pub(super) instruments: Phrases<usize>,
    /// English words, by what plans print for them.
    pub(super) glossary: Phrases<String>,
    departments: Vec<Department>,
    /// Terms of two words ("tài liệu"): no filler is half of one.
    pub(super) compounds: FxHashSet<(String, String)>,
}

/// The name of a department (sở), word by word: analysts type its first words ("Sở Khoa học").
#[derive(Debug, Clone)]
struct Department {
    words: Vec<String>,
    body: usize,
}

impl Grammar {
    /// Builds the phrases of these knowledge files.
    pub fn new(knowledge: &Knowledge) -> Grammar {
        Grammar {
            marked: Tries::new(knowledge, Spelling::Marked),
            folded: Tries::new(knowledge, Spelling::Folded),
            analyzer: Analyzer::new(knowledge),
            typing: Typing::new(knowledge),
            kinds: kinds(knowledge),
        }
    }
}

fn kinds(knowledge: &Knowledge) -> Vec<(Vec<String>, String)> {
    let names = knowledge.kinds.iter().flat_map(|kind| [(&kind.name, kind), (&kind.english, kind)]);
    let named = names.filter(|(name, _)| !name.is_empty());
    named.map(|(name, kind)| (forms(name, Spelling::Folded), kind.name.clone())).collect()
}

/// The phrases of questions, with and without English articles.
fn asks(knowledge: &Knowledge, spelling: Spelling) -> Phrases<Ask> {
    let mut found = Phrases::new(spelling);
    for (phrase, ask) in &knowledge.questions {
        let ask = if *ask == Ask::Turn { Ask::Filler } else { *ask };
        found.insert(phrase, ask);
        bare(phrase).into_iter().for_each(|bare| found.insert(&bare, ask));
    }
    found
}

/// The names of bodies, the English ones with and without articles, and those of a province as they are said within it
/// ("Hội Nông dân").
fn bodies(knowledge: &Knowledge, spelling: Spelling) -> Phrases<Mark> {
    let mut found = knowledge.body_names(spelling);
    for (at, body) in knowledge.bodies.iter().enumerate() {
        let bare = body.english.iter().filter_map(|name| bare(name));
        bare.for_each(|name| found.insert(&name, Mark::Body(at)));
        let short = body.name.strip_suffix(" tỉnh").filter(|name| is_said_short(name) && body.to.is_none());
        short.into_iter().for_each(|name| found.insert(name, Mark::Body(at)));
    }
    found
}

/// Committees and councils are those of communes too.
fn is_said_short(name: &str) -> bool {
    name.split(' ').count() >= LEAST && !name.contains("Ủy ban") && !name.contains("Hội đồng nhân dân")
}

fn glossary(knowledge: &Knowledge, spelling: Spelling) -> Phrases<String> {
    let mut words = Phrases::new(spelling);
    knowledge.glossary.iter().for_each(|gloss| words.insert(&gloss.english, gloss.vietnamese.clone()));
    words
}

/// The terms of two words.
fn compounds(knowledge: &Knowledge, spelling: Spelling) -> FxHashSet<(String, String)> {
    let pair = |term: &Term| <[String; 2]>::try_from(forms(&term.term, spelling)).ok();
    knowledge.terms.iter().filter_map(pair).map(|[first, second]| (first, second)).collect()
}

impl Tries {
    fn new(knowledge: &Knowledge, spelling: Spelling) -> Tries {
        let mut instruments = Phrases::new(spelling);
        for abbreviation in &knowledge.abbreviations {
            instruments.abbreviate(&abbreviation.short, &abbreviation.long);
        }
        for (at, instrument) in knowledge.instruments.iter().enumerate() {
            let named = instrument.kind == "Luật";
            if named {
                instruments.insert(&instrument.title, at);
            }
            instrument.names.iter().for_each(|name| instruments.insert(name, at));
        }
        Tries {
            bodies: bodies(knowledge, spelling),
            places: knowledge.place_names(spelling),
            topics: knowledge.topic_names(spelling),
            asks: asks(knowledge, spelling),
            instruments,
            glossary: glossary(knowledge, spelling),
            departments: departments(knowledge, spelling),
            compounds: compounds(knowledge, spelling),
        }
    }

    /// The departments whose names begin with the words from `at` on, and the word after the longest such beginning:
    /// sở and one word of two syllables at least.
    pub(super) fn begun(&self, forms: &[String], at: usize) -> Option<(Vec<usize>, usize)> {
        let shared = |department: &Department| {
            department.words.iter().zip(&forms[at..]).take_while(|(own, typed)| own == typed).count()
        };
        let longest = self.departments.iter().map(shared).max().filter(|&length| length >= LEAST)?;
        let found = self.departments.iter().filter(|department| shared(department) == longest);
        Some((found.map(|department| department.body).collect(), at + longest))
    }
}

/// The fewest words that stand for the name of a department: "Sở Tài" is none, "Sở Tài chính" one.
const LEAST: usize = 3;

/// The departments of today by name, and the old ones that none of today begins like.
fn departments(knowledge: &Knowledge, spelling: Spelling) -> Vec<Department> {
    let named = |old: bool| {
        let of_age = knowledge.bodies.iter().enumerate().filter(move |(_, body)| body.to.is_some() == old);
        of_age.filter(|(_, body)| body.name.starts_with("Sở "))
    };
    let department = |(at, body): (usize, &Body)| Department { words: forms(&body.name, spelling), body: at };
    let mut found: Vec<Department> = named(false).map(department).collect();
    let today = found.len();
    for old in named(true).map(department) {
        let known = found[..today].iter().any(|new| new.words.get(..LEAST) == old.words.get(..LEAST));
        if !known {
            found.push(old);
        }
    }
    found
}

/// The words of a text as they are compared.
pub(super) fn forms(text: &str, spelling: Spelling) -> Vec<String> {
    let words = words(text).into_iter().filter(|word| !matches!(word.kind, WordKind::Sign(_)));
    words.map(|word| form(word.of(text), spelling)).collect()
}

pub(super) fn form(word: &str, spelling: Spelling) -> String {
    match spelling {
        Spelling::Marked => lower_key(word),
        Spelling::Folded => fold(word).to_lowercase(),
    }
}
