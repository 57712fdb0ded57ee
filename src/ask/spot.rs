//! Turns a question into the things it names: bodies, places, topics, instruments, days, and what its phrases do.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rustc_hash::FxHashSet;

use super::dates::{Dated, dates};
use crate::knowledge::{Ask, Body, Found, Keyed, Knowledge, Mark, Phrases, Place, Spelling, Term, Topic};
use crate::normalize::{Word, WordKind, fold, is_syllable, is_unmarked, lower_key, normalize, words};
use crate::tokenizer::Analyzer;

/// The phrases of questions in both spellings, built once.
#[derive(Debug, Clone)]
pub struct Grammar {
    marked: Tries,
    folded: Tries,
    pub(super) analyzer: Analyzer,
    /// The English words of phrases and names, which slips of the keyboard are held against.
    english: BTreeSet<String>,
    /// Every word of phrases and names without marks: what is one of them is no slip.
    known: FxHashSet<String>,
    /// The symbols that only one provincial body has ("STP"), each with its name.
    symbols: BTreeMap<String, String>,
}

#[derive(Debug, Clone)]
struct Tries {
    bodies: Phrases<Mark>,
    places: Phrases<Place>,
    topics: Phrases<Topic>,
    asks: Phrases<Ask>,
    instruments: Phrases<usize>,
    /// English words, by what plans print for them.
    glossary: Phrases<String>,
    departments: Vec<Department>,
    /// Terms of two words ("tài liệu"): no filler is half of one.
    compounds: FxHashSet<(String, String)>,
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
        let (english, known) = vocabulary(knowledge);
        Grammar {
            marked: Tries::new(knowledge, Spelling::Marked),
            folded: Tries::new(knowledge, Spelling::Folded),
            analyzer: Analyzer::new(knowledge),
            english,
            known,
            symbols: symbols(knowledge),
        }
    }

    /// English words with one slip of the keyboard ("wich", "trainig") are put right, where only one word can be meant.
    fn without_slips(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for word in words(text) {
            let Some(meant) = self.meant(word.of(text)) else { continue };
            out += &text[at..word.range.start];
            out += meant;
            at = word.range.end;
        }
        out + &text[at..]
    }

    fn meant(&self, typed: &str) -> Option<&str> {
        let small = typed.to_lowercase();
        let is_word = small.len() >= SHORTEST_SLIP && small.bytes().all(|byte| byte.is_ascii_lowercase());
        let is_syllable = is_syllable(&small) || is_syllable(&format!("{small}\u{301}"));
        if !is_word || self.known.contains(&small) || is_syllable {
            return None;
        }
        let mut near = self.english.iter().filter(|word| is_slip(&small, word));
        near.next().filter(|_| near.next().is_none()).map(String::as_str)
    }
}

/// Symbols of the provincial bodies of today that no other of them has.
fn symbols(knowledge: &Knowledge) -> BTreeMap<String, String> {
    let departments = knowledge.bodies.iter().filter(|body| body.level == "province" && body.to.is_none());
    let mut found: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for body in departments {
        body.symbols.iter().for_each(|symbol| found.entry(symbol.clone()).or_default().push(&body.name));
    }
    let only =
        found.into_iter().filter(|(symbol, names)| names.len() == 1 && symbol.len() >= SHORTEST_SYMBOL);
    only.map(|(symbol, names)| (symbol, names[0].to_owned())).collect()
}

/// Shorter symbols look like words.
const SHORTEST_SYMBOL: usize = 3;

/// Shorter words are no slips: too many words are near them.
const SHORTEST_SLIP: usize = 4;

/// The English words of the phrases and names, and every word of them without marks.
fn vocabulary(knowledge: &Knowledge) -> (BTreeSet<String>, FxHashSet<String>) {
    let (mut english, mut known) = (BTreeSet::new(), FxHashSet::default());
    let mut learn = |phrase: &str| {
        for word in forms(phrase, Spelling::Folded) {
            if is_unmarked(phrase) && word.len() >= SHORTEST_SLIP && !is_syllable(&word) {
                english.insert(word.clone());
            }
            known.insert(word);
        }
    };
    knowledge.questions.iter().for_each(|(phrase, _)| learn(phrase));
    for concept in &knowledge.concepts {
        let names =
            [&concept.vi, &concept.en].into_iter().chain(&concept.synonyms).chain(&concept.synonyms_en);
        names.for_each(|name| learn(name));
    }
    for body in &knowledge.bodies {
        std::iter::once(&body.name).chain(&body.english).for_each(|name| learn(name));
    }
    knowledge.glossary.iter().for_each(|gloss| learn(&gloss.english));
    knowledge.provinces.iter().for_each(|province| learn(&province.name));
    (english, known)
}

/// The phrases of questions, with and without English articles.
fn asks(knowledge: &Knowledge, spelling: Spelling) -> Phrases<Ask> {
    let mut found = knowledge.question_cues(spelling);
    let bare = knowledge.questions.iter().filter_map(|(phrase, ask)| Some((bare(phrase)?, *ask)));
    bare.for_each(|(phrase, ask)| found.insert(&phrase, ask));
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

/// An English phrase without the articles in it; `None` where it has none.
fn bare(phrase: &str) -> Option<String> {
    let all = phrase.split(' ').count();
    let bare: Vec<&str> = phrase.split(' ').filter(|word| !ARTICLES.contains(word)).collect();
    (is_unmarked(phrase) && bare.len() > 1 && bare.len() < all).then(|| bare.join(" "))
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

/// Is the typed word this one with one letter left out or too many, or two neighbors swapped? A wrong letter is more often
/// another word ("portal", "postal").
fn is_slip(typed: &str, word: &str) -> bool {
    let (short, long) = if typed.len() < word.len() { (typed, word) } else { (word, typed) };
    match long.len() - short.len() {
        0 => is_swapped(typed, word),
        1 => {
            let same = short.bytes().zip(long.bytes()).take_while(|(a, b)| a == b).count();
            short[same..] == long[same + 1..]
        }
        _ => false,
    }
}

/// Are two neighbors of the word swapped, and nothing else?
fn is_swapped(typed: &str, word: &str) -> bool {
    let (typed, word) = (typed.as_bytes(), word.as_bytes());
    let Some(first) = typed.iter().zip(word).position(|(a, b)| a != b) else { return false };
    typed.len() == word.len()
        && first + 1 < typed.len()
        && typed[first] == word[first + 1]
        && typed[first + 1] == word[first]
        && typed[first + 2..] == word[first + 2..]
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
    /// Was it read in spite of missing or wrong marks?
    pub(super) folded: bool,
    /// Is it a word of an English question that no plan can have: neither in the glossary nor with marks?
    pub(super) foreign: bool,
}

/// Cuts a question into spots, from left to right, the longest name first.
pub(super) fn spots(question: &str, grammar: &Grammar) -> Vec<Spot> {
    let text = spelled_out(&normalize(question).text, &grammar.symbols);
    let text = without_articles(&grammar.without_slips(&text));
    let english = is_english(&text);
    let reading = Reading::new(&text, grammar);
    let mut found: Vec<Spot> = Vec::new();
    let mut at = 0;
    while at < reading.words.len() {
        match reading.at(at) {
            Some((what, end, folded)) => {
                let bytes = reading.words[at].range.start..reading.words[end - 1].range.end;
                found.push(match what {
                    What::English(text) => Spot { what: What::Word, text, folded, foreign: false },
                    what => {
                        let text = text[bytes].to_owned();
                        let foreign = english && what == What::Word && is_foreign(&text);
                        Spot { what, text, folded, foreign }
                    }
                });
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Words that only English has: two of them make an English question.
const ENGLISH: [&str; 22] = [
    "which", "what", "who", "whom", "when", "how", "where", "does", "are", "and", "with", "by", "that", "of",
    "from", "should", "must", "have", "has", "any", "list", "compare",
];

fn is_english(text: &str) -> bool {
    let is = |word: &Word| ENGLISH.contains(&word.of(text).to_lowercase().as_str());
    words(text).iter().filter(|word| is(word)).count() >= 2
}

/// A word in small letters without marks, of an English question.
fn is_foreign(word: &str) -> bool {
    word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// An English question without articles: "list of the AI systems" is "list of AI systems".
fn without_articles(text: &str) -> String {
    let all = words(text);
    if !is_english(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for word in all.iter().filter(|word| ARTICLES.contains(&word.of(text))) {
        out += &text[at..word.range.start];
        at = word.range.end;
    }
    out + &text[at..]
}

const ARTICLES: [&str; 3] = ["the", "a", "an"];

/// Small words, without marks, that stand between others.
const SMALL: [&str; 48] = [
    "cua", "va", "cho", "trong", "o", "tai", "ve", "voi", "de", "la", "co", "duoc", "bi", "do", "cac",
    "nhung", "den", "khi", "nao", "gi", "moi", "tung", "thi", "ma", "cung", "con", "da", "se", "phai", "ai",
    "the", "of", "to", "for", "and", "in", "on", "is", "are", "by", "that", "with", "not", "it", "its",
    "their", "as", "at",
];

/// What people type in haste, as it is typed, and what it stands for.
const HASTE: [(&str, &str); 22] = [
    ("k", "không"),
    ("ko", "không"),
    ("kg", "không"),
    ("Dept", "Department"),
    ("dept", "department"),
    ("Depts", "Departments"),
    ("Prov", "provincial"),
    ("hok", "không"),
    ("lm", "làm"),
    ("trc", "trước"),
    ("ntn", "như thế nào"),
    ("bn", "bao nhiêu"),
    ("j", "gì"),
    ("dc", "được"),
    ("đc", "được"),
    ("KH", "kế hoạch"),
    ("QĐ", "quyết định"),
    ("QD", "quyết định"),
    ("NĐ", "nghị định"),
    ("VB", "văn bản"),
    ("TW", "trung ương"),
    ("CAT", "Công an tỉnh"),
];

/// The words that are typed in haste, and the symbols of bodies ("STP"), spelled out; those that are part of a name or a
/// number (KH&CN, QĐ-TTg) are not.
fn spelled_out(text: &str, symbols: &BTreeMap<String, String>) -> String {
    let text = &text.replace("K/hoạch", "kế hoạch").replace("k/hoạch", "kế hoạch");
    let unmarked = is_unmarked(text);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for word in words(text) {
        let stands_alone = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || ",.;:?!()\"".contains(c));
        let (before, after) = (&text[..word.range.start], &text[word.range.end..]);
        let alone = stands_alone(before.chars().next_back()) && stands_alone(after.chars().next());
        // "No. 32".
        let numbered = || after.trim_start_matches(['.', ' ']).starts_with(|c: char| c.is_ascii_digit());
        if ["No", "no", "Nr"].contains(&word.of(text)) && numbered() {
            out += &text[at..word.range.start];
            out += "number";
            at = word.range.end;
            continue;
        }
        let typed = HASTE.iter().find(|(short, _)| *short == word.of(text)).map(|(_, long)| *long);
        let Some(long) = typed.or_else(|| symbols.get(word.of(text)).map(String::as_str)).filter(|_| alone)
        else {
            continue;
        };
        out += &text[at..word.range.start];
        out += &if unmarked { fold(long) } else { long.to_owned() };
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
        let found = self.anything(at);
        match &found {
            Some((What::Ask(ask), end, _))
                if *end == at + 1 && (self.is_compound(at) || self.is_half(at, *ask)) =>
            {
                Some((What::Word, at + 1, false))
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
        let is_word = |at: usize| matches!(self.anything(at), Some((What::Ask(_) | What::Word, end, _)) if end == at + 1);
        (pair(at) && is_word(at + 1)) || (at > 0 && pair(at - 1) && is_word(at - 1))
    }

    /// Without marks a filler right behind a word is more likely its other half ("xac minh"), save those that hardly ever
    /// are.
    fn is_half(&self, at: usize, ask: Ask) -> bool {
        let behind_word =
            || at > 0 && matches!(self.anything(at - 1), Some((What::Word, end, _)) if end == at);
        self.unmarked && ask == Ask::Filler && !SMALL.contains(&self.forms[at].as_str()) && behind_word()
    }

    /// The phrases in the spelling of the question.
    fn tries(&self) -> &'a Tries {
        if self.unmarked { &self.grammar.folded } else { &self.grammar.marked }
    }

    fn anything(&self, at: usize) -> Option<(What, usize, bool)> {
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
        let (bodies, end) = self.tries().begun(&self.forms, at)?;
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
        offer(What::Ask(found.value), end);
        let asks = !shouted && end == at + 1 && matches!(best, Some((What::Topic(_), other)) if other == end);
        if asks {
            best = Some((What::Ask(found.value), end));
        }
    }
    best
}
