//! Turns a question into the things it names: bodies, places, topics, instruments, days, and what its phrases do.

use std::ops::Range;

use super::dates::{Dated, dates};
use crate::knowledge::{Ask, Body, Keyed, Knowledge, Mark, Phrases, Place, Spelling, Topic};
use crate::normalize::{Word, WordKind, fold, is_unmarked, lower_key, normalize, words};
use crate::tokenizer::Analyzer;

/// The phrases of questions in both spellings, built once.
#[derive(Debug, Clone)]
pub struct Grammar {
    marked: Tries,
    folded: Tries,
    pub(super) analyzer: Analyzer,
}

#[derive(Debug, Clone)]
struct Tries {
    bodies: Phrases<Mark>,
    places: Phrases<Place>,
    topics: Phrases<Topic>,
    asks: Phrases<Ask>,
    instruments: Phrases<usize>,
    departments: Vec<Department>,
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
        }
    }
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
            bodies: knowledge.body_names(spelling),
            places: knowledge.place_names(spelling),
            topics: knowledge.topic_names(spelling),
            asks: knowledge.question_cues(spelling),
            instruments,
            departments: departments(knowledge, spelling),
        }
    }

    /// The departments whose names begin with the words from `at` on, and the word after the longest such beginning:
    /// sở and one word of two syllables at least.
    fn begun(&self, forms: &[String], at: usize) -> Option<(Vec<usize>, usize)> {
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
fn forms(text: &str, spelling: Spelling) -> Vec<String> {
    let words = words(text).into_iter().filter(|word| !matches!(word.kind, WordKind::Sign(_)));
    words.map(|word| form(word.of(text), spelling)).collect()
}

fn form(word: &str, spelling: Spelling) -> String {
    match spelling {
        Spelling::Marked => lower_key(word),
        Spelling::Folded => fold(word).to_lowercase(),
    }
}

/// What a stretch of a question names or does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    Body(usize),
    /// The first words of the names of these departments.
    Bodies(Vec<usize>),
    Group(usize),
    Place(Place),
    Topic(Topic),
    /// An instrument known by name: a place in the list of instruments.
    Law(usize),
    /// An instrument by its printed number.
    Number(String),
    Date(Dated),
    Ask(Ask),
    /// A word that is none of these.
    Word,
}

/// A stretch of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) what: What,
    /// Its words, as typed.
    pub(super) text: String,
    /// Was it read in spite of missing or wrong marks?
    pub(super) folded: bool,
}

/// Cuts a question into spots, from left to right, the longest name first.
pub(super) fn spots(question: &str, grammar: &Grammar) -> Vec<Spot> {
    let text = spelled_out(&normalize(question).text);
    let reading = Reading::new(&text, grammar);
    let mut found: Vec<Spot> = Vec::new();
    let mut at = 0;
    while at < reading.words.len() {
        match reading.at(at) {
            Some((what, end, folded)) => {
                let bytes = reading.words[at].range.start..reading.words[end - 1].range.end;
                found.push(Spot { what, text: text[bytes].to_owned(), folded });
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// What people type for `không` in haste, spelled out: `k`, `ko`, `kg` in small letters.
fn spelled_out(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for word in words(text).iter().filter(|word| ["k", "ko", "kg"].contains(&word.of(text))) {
        out += &text[at..word.range.start];
        out += "không";
        at = word.range.end;
    }
    out + &text[at..]
}

struct Reading<'a> {
    grammar: &'a Grammar,
    text: String,
    words: Vec<Word>,
    marked: Keys,
    folded: Keys,
    /// Days and numbers with the words they take.
    fixed: Vec<(Range<usize>, What)>,
    unmarked: bool,
    /// The words as names of departments are compared.
    forms: Vec<String>,
}

struct Keys {
    bodies: Keyed,
    places: Keyed,
    topics: Keyed,
    asks: Keyed,
    instruments: Keyed,
}

impl Keys {
    fn new(text: &str, tries: &Tries) -> Keys {
        Keys {
            bodies: tries.bodies.key(text),
            places: tries.places.key(text),
            topics: tries.topics.key(text),
            asks: tries.asks.key(text),
            instruments: tries.instruments.key(text),
        }
    }
}

impl<'a> Reading<'a> {
    fn new(text: &str, grammar: &'a Grammar) -> Reading<'a> {
        let words = words(text);
        let within = |bytes: Range<usize>| {
            let start = words.partition_point(|word| word.range.end <= bytes.start);
            let end = words.partition_point(|word| word.range.start < bytes.end);
            start..end
        };
        let codes = grammar.analyzer.terms(text).codes;
        let numbers = codes.into_iter().filter(|code| is_number(&code.folded));
        let days = dates(text).into_iter().map(|found| (within(found.range.clone()), What::Date(found)));
        let mut fixed: Vec<(Range<usize>, What)> =
            numbers.map(|code| (within(code.range), What::Number(code.folded))).collect();
        let taken = fixed.clone();
        fixed.extend(days.filter(|(words, _)| {
            taken.iter().all(|(other, _)| words.end <= other.start || other.end <= words.start)
        }));
        let unmarked = is_unmarked(text);
        let spelling = if unmarked { Spelling::Folded } else { Spelling::Marked };
        Reading {
            forms: words.iter().map(|word| form(word.of(text), spelling)).collect(),
            marked: Keys::new(text, &grammar.marked),
            folded: Keys::new(text, &grammar.folded),
            unmarked,
            grammar,
            text: text.to_owned(),
            words,
            fixed,
        }
    }

    /// What begins at this word, and the word after it.
    fn at(&self, at: usize) -> Option<(What, usize, bool)> {
        if let Some((words, what)) = self.fixed.iter().find(|(words, _)| words.contains(&at)) {
            return Some((what.clone(), words.end.max(at + 1), false));
        }
        let (begun, named) = (self.begun(at), self.named(at));
        let reaches = |found: &Option<(What, usize, bool)>| found.as_ref().map_or(0, |(_, end, _)| *end);
        if reaches(&begun) > reaches(&named) { begun } else { named }
    }

    /// The phrase that begins at this word, else the word.
    fn named(&self, at: usize) -> Option<(What, usize, bool)> {
        let shouted = self.words[at].of(&self.text).chars().all(|c| !c.is_lowercase());
        let marked = longest(&self.grammar.marked, &self.marked, at, 1, shouted);
        if let Some((what, end)) = marked.clone().filter(|_| !self.unmarked) {
            // A longer name in spite of wrong marks wins over a shorter phrase with right ones.
            let same = |other: &What| matches!((&what, other), (What::Body(_), What::Body(_)));
            let folded = longest(&self.grammar.folded, &self.folded, at, 3, shouted)
                .filter(|(what, other)| *other > end + usize::from(!same(what)));
            return Some(
                folded
                    .filter(|(what, _)| is_name(what))
                    .map_or((what, end, false), |(what, end)| (what, end, true)),
            );
        }
        let least = if self.unmarked { 1 } else { 2 };
        if let Some((what, end)) = longest(&self.grammar.folded, &self.folded, at, least, shouted) {
            return Some((what, end, true));
        }
        if let Some((what, end)) = marked {
            return Some((what, end, false));
        }
        let is_word = !matches!(self.words[at].kind, WordKind::Sign(_));
        is_word.then_some((What::Word, at + 1, false))
    }

    /// The departments whose names are begun at this word.
    fn begun(&self, at: usize) -> Option<(What, usize, bool)> {
        let tries = if self.unmarked { &self.grammar.folded } else { &self.grammar.marked };
        let (bodies, end) = tries.begun(&self.forms, at)?;
        Some((What::Bodies(bodies), end, self.unmarked))
    }
}

/// `452/qd-ttg`, `29/2018/qh14`; a quarter (`iii/2026`) or a day is none.
fn is_number(code: &str) -> bool {
    code.starts_with(|c: char| c.is_ascii_digit()) && code.contains(|c: char| c.is_ascii_alphabetic())
}

fn is_name(what: &What) -> bool {
    matches!(what, What::Body(_) | What::Group(_) | What::Topic(_) | What::Place(_) | What::Law(_))
}

/// The longest phrase of at least `least` words; of two of one length a name before a phrase that does something,
/// save one word in small letters ("ai" asks who, "AI" is a topic).
fn longest(tries: &Tries, keys: &Keys, at: usize, least: usize, shouted: bool) -> Option<(What, usize)> {
    let mut best: Option<(What, usize)> = None;
    let mut offer = |what: What, end: usize| {
        if end - at >= least && best.as_ref().is_none_or(|(_, other)| end > *other) {
            best = Some((what, end));
        }
    };
    if let Some(found) =
        tries.bodies.longest(&keys.bodies, at, |mark| matches!(mark, Mark::Body(_) | Mark::Group(_)))
    {
        match found.value {
            Mark::Body(body) => offer(What::Body(body), found.words.end),
            Mark::Group(group) => offer(What::Group(group), found.words.end),
            _ => {}
        }
    }
    if let Some(found) = tries.instruments.longest(&keys.instruments, at, |_| true) {
        offer(What::Law(found.value), found.words.end);
    }
    if let Some(found) = tries.topics.longest(&keys.topics, at, |_| true) {
        offer(What::Topic(found.value), found.words.end);
    }
    if let Some(found) = tries.places.longest(&keys.places, at, |_| true) {
        offer(What::Place(found.value), found.words.end);
    }
    if let Some(found) = tries.asks.longest(&keys.asks, at, |_| true) {
        let end = found.words.end;
        offer(What::Ask(found.value), end);
        let asks = !shouted && end == at + 1 && matches!(best, Some((What::Topic(_), other)) if other == end);
        if asks {
            best = Some((What::Ask(found.value), end));
        }
    }
    best
}
