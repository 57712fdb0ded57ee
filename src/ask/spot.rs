//! Turns a question into the things it names: bodies, places, topics, instruments, days, and what its phrases do.

use std::collections::BTreeMap;
use std::ops::Range;

use super::dates::{Dated, dates};
use super::grammar::{Grammar, Tries, form};
use super::typing::{is_english, is_foreign};
use crate::knowledge::{Ask, Found, Keyed, Mark, Place, Spelling, Topic};
use crate::normalize::{Word, WordKind, is_unmarked, normalize, words};

/// What a stretch of a question names or does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    Body(usize),
    /// A body that no list holds, as plans print it.
    Printed(String),
    /// The first words of the names of these departments.
    Bodies(Vec<usize>),
    Group(usize),
    /// "Các xã, phường".
    Communes,
    Place(Place),
    Topic(Topic),
    /// An instrument known by name: a place in the list of instruments.
    Law(usize),
    /// An instrument by its printed number.
    Number(String),
    Date(Dated),
    Ask(Ask),
    /// An English word, by what plans print for it.
    English(String),
    /// A word that is none of these.
    Word,
}

/// A stretch of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) what: What,
    /// Its words, as typed.
    pub(super) text: String,
    /// Is it a word of an English question that no plan can have: neither in the glossary nor with marks?
    pub(super) foreign: bool,
}

/// Cuts a question into spots, from left to right, the longest name first.
///
/// `printed` are names of bodies that only plans print, by [`name_key`](super::words::name_key).
pub(super) fn spots(question: &str, grammar: &Grammar, printed: &BTreeMap<String, String>) -> Vec<Spot> {
    let text = grammar.typing.meant(&normalize(question).text);
    let mut reading = Reading::new(&text, grammar);
    reading.fix_printed(printed);
    let mut found: Vec<Spot> = Vec::new();
    let mut at = 0;
    while at < reading.words.len() {
        match reading.at(at) {
            Some((what, end)) => {
                let what = if what == What::Ask(Ask::Communes) { What::Communes } else { what };
                let bytes = reading.words[at].range.start..reading.words[end - 1].range.end;
                found.push(match what {
                    What::English(text) => Spot { what: What::Word, text, foreign: false },
                    what => {
                        let text = text[bytes].to_owned();
                        let foreign = reading.english && what == What::Word && is_foreign(&text);
                        Spot { what, text, foreign }
                    }
                });
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Small words, without marks, that stand between others.
const SMALL: [&str; 48] = [
    "cua", "va", "cho", "trong", "o", "tai", "ve", "voi", "de", "la", "co", "duoc", "bi", "do", "cac",
    "nhung", "den", "khi", "nao", "gi", "moi", "tung", "thi", "ma", "cung", "con", "da", "se", "phai", "ai",
    "the", "of", "to", "for", "and", "in", "on", "is", "are", "by", "that", "with", "not", "it", "its",
    "their", "as", "at",
];

struct Reading<'a> {
    grammar: &'a Grammar,
    text: String,
    words: Vec<Word>,
    marked: Keys,
    folded: Keys,
    /// Days and numbers with the words they take.
    fixed: Vec<(Range<usize>, What)>,
    unmarked: bool,
    english: bool,
    /// The words as names of departments are compared.
    forms: Vec<String>,
    /// The words without marks.
    plain: Vec<String>,
}

struct Keys {
    bodies: Keyed,
    places: Keyed,
    topics: Keyed,
    asks: Keyed,
    instruments: Keyed,
    glossary: Keyed,
}

impl Keys {
    fn new(text: &str, tries: &Tries) -> Keys {
        Keys {
            bodies: tries.bodies.key(text),
            places: tries.places.key(text),
            topics: tries.topics.key(text),
            asks: tries.asks.key(text),
            instruments: tries.instruments.key(text),
            glossary: tries.glossary.key(text),
        }
    }
}

/// The numbers without symbols behind the kind of a paper ("Nghị định 26/2020", "Quyết định số 452"), each with the kind before
/// it. Digits alone need the word "số": "báo cáo 6 tháng", "quy định 5 bước" number nothing.
fn short_numbers(
    text: &str,
    words: &[Word],
    folded: &[String],
    kinds: &[(Vec<String>, String)],
) -> Vec<(Range<usize>, What)> {
    let is = |at: usize, sign: &str| folded.get(at).is_some_and(|word| word == sign);
    let has_year = |at: usize| {
        let year = folded
            .get(at + 2)
            .is_some_and(|year| year.len() == 4 && (year.starts_with("19") || year.starts_with("20")));
        is(at + 1, "/") && year && !is(at + 3, "/") && !is(at + 3, "-")
    };
    let short = |at: usize| {
        let dated = has_year(at);
        let end = if dated { at + 3 } else { at + 1 };
        let named = at > 0 && ["so", "number"].contains(&folded[at - 1].as_str());
        let before = &folded[..at - usize::from(named)];
        let kind = kinds.iter().filter(|(kind, _)| before.ends_with(kind)).max_by_key(|(kind, _)| kind.len());
        let goes_on = !dated && (is(end, "/") || is(end, "-"));
        let (_, kind) = kind.filter(|_| (dated || named) && !goes_on)?;
        let number = &text[words[at].range.start..words[end - 1].range.end];
        Some((at..end, What::Number(format!("{kind} {number}"))))
    };
    let digits =
        (0..words.len()).filter(|&at| words[at].kind == WordKind::Digits && folded[at].len() <= MOST_DIGITS);
    digits.filter_map(short).collect()
}

/// Longer numbers are none of papers.
const MOST_DIGITS: usize = 5;

/// Shorter names of bodies that only plans print are looked for among the words that are left.
const LEAST_PRINTED: usize = 3;
/// Longer ones are not looked for.
const MOST_PRINTED: usize = 16;

impl<'a> Reading<'a> {
    /// Fixes the names of bodies that only plans print ("Phòng Chuyển đổi số"), where no name of a list reaches as far.
    fn fix_printed(&mut self, printed: &BTreeMap<String, String>) {
        if printed.is_empty() {
            return;
        }
        let mut at = 0;
        while at < self.plain.len() {
            let is_free = |words: &Range<usize>| {
                self.fixed.iter().all(|(other, _)| words.end <= other.start || other.end <= words.start)
            };
            let runs =
                (at + LEAST_PRINTED..=self.plain.len().min(at + MOST_PRINTED)).rev().map(|end| at..end);
            let named = runs.filter(is_free).find_map(|run| {
                let name = printed.get(&self.plain[run.clone()].join(" "))?;
                Some((run, name)).filter(|_| !name.ends_with("Sở"))
            });
            let keys = &self.folded.bodies;
            let listed = self.grammar.folded.bodies.longest(keys, at, |_| true).map(|found| found.words.end);
            match named.filter(|(run, _)| listed.is_none_or(|end| end < run.end)) {
                Some((run, name)) => {
                    at = run.end;
                    self.fixed.push((run, What::Printed(name.clone())));
                }
                None => at += 1,
            }
        }
    }

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
        let plain: Vec<String> = words.iter().map(|word| form(word.of(text), Spelling::Folded)).collect();
        fixed.extend(short_numbers(text, &words, &plain, &grammar.kinds));
        let taken = fixed.clone();
        fixed.extend(days.filter(|(words, _)| {
            taken.iter().all(|(other, _)| words.end <= other.start || other.end <= words.start)
        }));
        let unmarked = is_unmarked(text);
        let english = is_english(text);
        let spelling = if unmarked { Spelling::Folded } else { Spelling::Marked };
        Reading {
            forms: words.iter().map(|word| form(word.of(text), spelling)).collect(),
            plain,
            marked: Keys::new(text, &grammar.marked),
            folded: Keys::new(text, &grammar.folded),
            unmarked,
            english,
            grammar,
            text: text.to_owned(),
            words,
            fixed,
        }
    }

    /// What begins at this word, and the word after it.
    fn at(&self, at: usize) -> Option<(What, usize)> {
        let found = self.anything(at);
        match &found {
            Some((What::Ask(ask), end))
                if *end == at + 1 && (self.is_compound(at) || self.is_half(at, *ask)) =>
            {
                Some((What::Word, at + 1))
            }
            _ => found,
        }
    }

    /// A syllable may look like a filler ("loại", "tai") and be half a word ("phân loại", "tai lieu").
    fn is_compound(&self, at: usize) -> bool {
        let pair = |first: usize| match (self.forms.get(first), self.forms.get(first + 1)) {
            (Some(a), Some(b)) => self.tries().compounds.contains(&(a.clone(), b.clone())),
            _ => false,
        };
        let is_word =
            |at: usize| matches!(self.anything(at), Some((What::Ask(_) | What::Word, end)) if end == at + 1);
        (pair(at) && is_word(at + 1)) || (at > 0 && pair(at - 1) && is_word(at - 1))
    }

    /// Without marks a filler right behind a word is more likely its other half ("xac minh"), save those that hardly ever
    /// are.
    fn is_half(&self, at: usize, ask: Ask) -> bool {
        let behind_word = || at > 0 && matches!(self.anything(at - 1), Some((What::Word, end)) if end == at);
        self.unmarked
            && !self.english
            && ask == Ask::Filler
            && !SMALL.contains(&self.forms[at].as_str())
            && behind_word()
    }

    /// The phrases in the spelling of the question.
    fn tries(&self) -> &'a Tries {
        if self.unmarked { &self.grammar.folded } else { &self.grammar.marked }
    }

    fn anything(&self, at: usize) -> Option<(What, usize)> {
        if let Some((words, what)) = self.fixed.iter().find(|(words, _)| words.contains(&at)) {
            return Some((what.clone(), words.end.max(at + 1)));
        }
        let (begun, named) = (self.begun(at), self.named(at));
        let reaches = |found: &Option<(What, usize)>| found.as_ref().map_or(0, |(_, end)| *end);
        if reaches(&begun) > reaches(&named) { begun } else { named }
    }

    /// The phrase that begins at this word, else the word.
    fn named(&self, at: usize) -> Option<(What, usize)> {
        let shouted = self.words[at].of(&self.text).chars().all(|c| !c.is_lowercase());
        let marked = longest(&self.grammar.marked, &self.marked, at, 1, shouted);
        if let Some((what, end)) = marked.clone().filter(|_| !self.unmarked) {
            // A longer name in spite of wrong marks wins over a shorter phrase with right ones.
            let same = |other: &What| matches!((&what, other), (What::Body(_), What::Body(_)));
            let folded = longest(&self.grammar.folded, &self.folded, at, 3, shouted)
                .filter(|(what, other)| *other > end + usize::from(!same(what)));
            return folded.filter(|(what, _)| is_name(what)).or(Some((what, end)));
        }
        let least = if self.unmarked { 1 } else { 2 };
        let is_word = !matches!(self.words[at].kind, WordKind::Sign(_));
        longest(&self.grammar.folded, &self.folded, at, least, shouted)
            .or(marked)
            .or_else(|| is_word.then_some((What::Word, at + 1)))
    }

    /// The departments whose names are begun at this word.
    fn begun(&self, at: usize) -> Option<(What, usize)> {
        let (bodies, end) = self.tries().begun(&self.forms, at)?;
        Some((What::Bodies(bodies), end))
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
    if let Some(found) = tries.glossary.longest(&keys.glossary, at, |_| true) {
        offer(What::English(found.value), found.words.end);
    }
    if let Some(found) = tries.topics.longest(&keys.topics, at, |_| true) {
        offer(What::Topic(found.value), found.words.end);
    }
    if let Some(found) = tries.places.longest(&keys.places, at, |_| true) {
        offer(What::Place(found.value), found.words.end);
    }
    // "Kế hoạch của Sở Y tế": a phrase ends where a name begins that reaches further ("kế hoạch của sở").
    let name_begins = |found: &Found<Ask>| {
        let within = found.words.start + 1..found.words.end;
        within.clone().any(|word| {
            let name = tries.bodies.longest(&keys.bodies, word, |mark| matches!(mark, Mark::Body(_)));
            name.is_some_and(|name| name.words.end > within.end && name.words.len() > 1)
        })
    };
    let phrases = tries.asks.at(&keys.asks, at);
    let whole = phrases.into_iter().filter(|found| !name_begins(found)).max_by_key(|found| found.words.end);
    if let Some(found) = whole {
        let end = found.words.end;
        let found =
            Found { value: if found.value == Ask::Turn { Ask::Filler } else { found.value }, ..found };
        offer(if found.value == Ask::Whole { What::Word } else { What::Ask(found.value) }, end);
        let asks = !shouted && end == at + 1 && matches!(best, Some((What::Topic(_), other)) if other == end);
        if asks {
            best = Some((What::Ask(found.value), end));
        }
    }
    best
}
