//! Turns plans into their words and concepts with places, so that a question reads no plan again.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::grammar::{Grammar, forms};
use crate::compare::slips;
use crate::knowledge::{Cue, Knowledge, Mark, Spelling};
use crate::model::{Assignment, HeldPlan, ProvisionId, Span};
use crate::normalize::{Emphasis, Normalized, is_syllable, normalize_spans, with_tone};
use crate::tokenizer::{Analyzer, Joint, fold_key};

/// The words of all plans: what topics are looked for in. About ten bytes for each word of each plan, and eight for each
/// different one.
#[derive(Debug, Default)]
pub struct Prepared {
    words: Arc<Words>,
    /// What is given in each plan, by its place.
    given: Vec<Arc<[Given]>>,
    /// The bodies that are given something and that no list holds, as they are printed, by their words without marks.
    pub(super) printed: BTreeMap<String, String>,
}

/// The words of all plans.
#[derive(Debug, Default)]
struct Words {
    /// The number of each word in lower case, tone last.
    ids: FxHashMap<String, u32>,
    /// The numbers of the words that are one without marks.
    folded: FxHashMap<String, Vec<u32>>,
    /// The numbers of the words that are no syllables and may be slips of the keyboard for this one.
    slips: FxHashMap<String, Vec<u32>>,
    plans: FxHashMap<String, PlanWords>,
}

/// Where an assignment is given, in little room: of nearly all assignments a question reads nothing else.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) task: Option<u32>,
    /// The sentence.
    pub(super) quote: Stretch,
}

/// The words of one plan, in the order of its text.
#[derive(Debug, Default)]
pub(super) struct PlanWords {
    /// The place of the plan among all.
    at: usize,
    /// The byte of the original at which each word begins. Words of an abbreviation begin together.
    starts: Vec<u32>,
    /// Is it parted from the word before by the end of a sentence?
    parted: Vec<bool>,
    /// The number of each word that the plan has, and where its places begin; sorted.
    numbers: Vec<(u32, u32)>,
    /// The places of the words, by number.
    places: Vec<u32>,
    /// Place in the list of concepts and the byte at which a word for it begins, sorted.
    concepts: Vec<(u32, u32)>,
    /// Which provisions stand in a section that follows up the whole plan, by their place in the outline.
    follow_up: Vec<bool>,
    /// The stretches of the provisions and their places in the outline, in its order.
    stretches: Vec<(Stretch, u32)>,
    /// The stretches that give the tasks their topics and the places of the tasks in the outline, in its order.
    scopes: Vec<(Stretch, u32)>,
}

/// First and last byte, the last not included.
type Stretch = std::ops::Range<u32>;

impl Prepared {
    /// Reads the plans, on all processors.
    pub fn new(plans: &[HeldPlan<'_>], knowledge: &Knowledge, grammar: &Grammar) -> Prepared {
        let read: Vec<Reading> =
            plans.par_iter().map(|held| Reading::new(held, knowledge, &grammar.analyzer)).collect();
        let mut words = Words::default();
        for (at, (held, reading)) in plans.iter().zip(read).enumerate() {
            let numbered = words.numbered(at, reading);
            words.plans.insert(held.id.to_owned(), numbered);
        }
        let given = plans.iter().map(given).collect();
        Prepared { words: Arc::new(words), given, printed: printed(plans) }
    }

    /// The same with what people said by now of these plans. A name that only they print is known from then on, also when no
    /// assignment has it any more.
    pub fn reviewed(&self, changed: &[HeldPlan<'_>]) -> Prepared {
        let (words, mut all, mut names) = (Arc::clone(&self.words), self.given.clone(), self.printed.clone());
        for held in changed {
            if let Some(words) = words.plans.get(held.id) {
                all[words.at] = given(held);
            }
        }
        names.extend(printed(changed));
        Prepared { words, given: all, printed: names }
    }

    /// The words of a plan; none of one that was not read.
    pub(super) fn of(&self, held: &HeldPlan<'_>) -> &PlanWords {
        static NONE: PlanWords = PlanWords {
            at: usize::MAX,
            starts: Vec::new(),
            parted: Vec::new(),
            numbers: Vec::new(),
            places: Vec::new(),
            concepts: Vec::new(),
            follow_up: Vec::new(),
            stretches: Vec::new(),
            scopes: Vec::new(),
        };
        self.words.plans.get(held.id).unwrap_or(&NONE)
    }

    /// Where the assignments of a plan are given, in their order.
    pub(super) fn given(&self, plan: &PlanWords) -> &[Given] {
        self.given.get(plan.at).map_or(&[], |given| given)
    }

    /// The numbers of a word as asked for, with or without marks, and of slips of the keyboard for it; none where no
    /// plan has it.
    pub(super) fn numbers(&self, term: &str, folded: Option<&str>) -> Vec<u32> {
        let words = &self.words;
        let own: Vec<u32> = match folded {
            Some(folded) => words.folded.get(folded).cloned().unwrap_or_default(),
            None => words.ids.get(term).copied().into_iter().collect(),
        };
        let slips = words.slips.get(term).into_iter().flatten().copied();
        own.iter().copied().chain(slips.filter(|id| !own.contains(id))).collect()
    }
}

impl Words {
    fn numbered(&mut self, at: usize, reading: Reading) -> PlanWords {
        let ids: Vec<u32> = reading.lexicon.into_iter().map(|word| self.id(word)).collect();
        let starts: Vec<u32> = reading.words.iter().map(|word| word.start).collect();
        let own = reading.words.iter().zip(0u32..).map(|(word, at)| (word.own, at));
        let place = |start: u32| starts.partition_point(|&other| other < start) as u32;
        let shorts = reading.shorts.iter().map(|&(start, own)| (own, place(start)));
        let mut places: Vec<(u32, u32)> =
            own.chain(shorts).map(|(own, at)| (ids[own as usize], at)).collect();
        places.sort_unstable();
        PlanWords {
            at,
            starts,
            parted: reading.words.iter().map(|word| word.parted).collect(),
            numbers: firsts(&places),
            places: places.into_iter().map(|(_, place)| place).collect(),
            concepts: reading.concepts,
            follow_up: reading.follow_up,
            stretches: reading.stretches,
            scopes: reading.scopes,
        }
    }

    fn id(&mut self, word: String) -> u32 {
        if let Some(&id) = self.ids.get(&word) {
            return id;
        }
        let id = self.ids.len() as u32;
        self.folded.entry(fold_key(&word)).or_default().push(id);
        if !is_syllable(&with_tone(&word)) {
            slips(&word).for_each(|meant| self.slips.entry(meant).or_default().push(id));
        }
        self.ids.insert(word, id);
        id
    }
}

fn given(held: &HeldPlan<'_>) -> Arc<[Given]> {
    let of = |given: &Assignment| Given {
        task: given.task.map(|task| task.0 as u32),
        quote: stretch(given.quote),
    };
    held.plan.assignments.iter().map(of).collect()
}

/// The bodies of plans that no list holds.
fn printed(plans: &[HeldPlan<'_>]) -> BTreeMap<String, String> {
    let all = plans.iter().flat_map(|held| &held.plan.assignments);
    let unlisted = all.filter(|given| given.body_id.is_none() && !given.group);
    let names: BTreeSet<&str> = unlisted.map(|given| given.agency.as_str()).collect();
    names.into_iter().map(|name| (name_key(name), name.to_owned())).collect()
}

/// The name of a body as questions are held against it: its words without marks.
pub(super) fn name_key(name: &str) -> String {
    forms(name, Spelling::Folded).join(" ")
}

impl PlanWords {
    /// The words that begin in this stretch of the original, by place.
    pub(super) fn within(&self, span: Span) -> Range<usize> {
        let place = |byte: usize| self.starts.partition_point(|&start| (start as usize) < byte);
        place(span.start)..place(span.end)
    }

    /// The places of a word among those of all words.
    fn of_number(&self, number: u32) -> Range<usize> {
        let at = self.numbers.partition_point(|&(other, _)| other < number);
        match self.numbers.get(at) {
            Some(&(other, first)) if other == number => {
                let next = self.numbers.get(at + 1).map_or(self.places.len(), |&(_, next)| next as usize);
                first as usize..next
            }
            _ => 0..0,
        }
    }

    /// The places of the words of these numbers within a range, in order of numbers.
    pub(super) fn places<'a>(
        &'a self,
        numbers: &'a [u32],
        within: &'a Range<usize>,
    ) -> impl Iterator<Item = usize> + 'a {
        numbers.iter().flat_map(move |&number| {
            let own = &self.places[self.of_number(number)];
            let first = own.partition_point(|&at| (at as usize) < within.start);
            own[first..].iter().map(|&at| at as usize).take_while(|&at| at < within.end)
        })
    }

    /// Does the word at `place` follow the one before it in one sentence?
    pub(super) fn follows(&self, place: usize) -> bool {
        self.parted.get(place).is_some_and(|&parted| !parted)
    }

    /// The bytes, sorted, at which the rarest of these words begins, each of which may be one of several; `None` where one of them
    /// does not occur. With `spare` so many of them may be missing: the bytes of the rarest of which one has to be there.
    pub(super) fn rarest_begins(&self, words: &[Vec<u32>], spare: usize) -> Option<Vec<u32>> {
        let occurs = |&number: &u32| self.of_number(number).len();
        let count = |numbers: &Vec<u32>| -> usize { numbers.iter().map(occurs).sum() };
        if words.is_empty() {
            return Some(Vec::new());
        }
        // Where so many may be missing, one of as many and one more is there.
        let mut rarest: Vec<(usize, &Vec<u32>)> =
            words.iter().map(|numbers| (count(numbers), numbers)).collect();
        rarest.sort_by_key(|(count, _)| *count);
        rarest.truncate(spare + 1);
        let all = 0..self.starts.len();
        let begins = || {
            let places = rarest.iter().flat_map(|(_, numbers)| self.places(numbers, &all));
            let mut begins: Vec<u32> = places.map(|place| self.starts[place]).collect();
            begins.sort_unstable();
            begins
        };
        rarest.iter().any(|(count, _)| *count > 0).then(begins)
    }

    /// The bytes at which words for the concept begin.
    pub(super) fn concept_begins(&self, concept: usize) -> Vec<u32> {
        let first = self.concepts.partition_point(|&(other, _)| (other as usize) < concept);
        let own = self.concepts[first..].iter().take_while(|&&(other, _)| other as usize == concept);
        own.map(|&(_, byte)| byte).collect()
    }

    /// The last provision one of whose stretches holds this one or lies in it.
    pub(super) fn home(&self, span: Span) -> Option<ProvisionId> {
        let (start, end) = (span.start as u32, span.end as u32);
        let is_home = |(own, _): &&(Stretch, u32)| {
            (own.start <= start && end <= own.end) || (start <= own.start && own.end <= end)
        };
        self.stretches.iter().rev().find(is_home).map(|&(_, at)| ProvisionId(at as usize))
    }

    /// The provisions in whose stretches one of these bytes, which are sorted, lies, in order.
    pub(super) fn holding(&self, begins: &[u32]) -> Vec<ProvisionId> {
        holding(&self.stretches, begins).into_iter().map(|at| ProvisionId(at as usize)).collect()
    }

    /// The places in the outline of the tasks to which a stretch with one of these bytes, which are sorted, gives its topic.
    pub(super) fn tasks_holding(&self, begins: &[u32]) -> Vec<u32> {
        holding(&self.scopes, begins)
    }

    /// Does the provision stand in a section that follows up the whole plan?
    pub(super) fn follows_up(&self, id: ProvisionId) -> bool {
        self.follow_up.get(id.0).copied().unwrap_or(false)
    }

    /// The place of the first word for a concept that begins in this stretch.
    pub(super) fn concept(&self, concept: usize, span: Span) -> Option<usize> {
        let key = (concept as u32, span.start as u32);
        let first = self.concepts.partition_point(|&found| found < key);
        let &(other, byte) = self.concepts.get(first)?;
        let there = other == concept as u32 && (byte as usize) < span.end;
        there.then(|| self.starts.partition_point(|&start| start < byte))
    }
}

/// Each word with where its places begin, of the words of sorted places.
fn firsts(places: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut found: Vec<(u32, u32)> = places.iter().map(|(number, _)| *number).zip(0..).collect();
    found.dedup_by_key(|(number, _)| *number);
    found.shrink_to_fit();
    found
}

/// What has stretches in which one of these bytes, which are sorted, lies, in order.
fn holding(stretches: &[(Stretch, u32)], begins: &[u32]) -> Vec<u32> {
    let holds = |(own, _): &&(Stretch, u32)| begin_in(begins, own);
    let mut found: Vec<u32> = stretches.iter().filter(holds).map(|&(_, at)| at).collect();
    found.dedup();
    found
}

/// Does one of these bytes, which are sorted, lie in the stretch?
pub(super) fn begin_in(begins: &[u32], stretch: &Stretch) -> bool {
    if begins.len() <= FEW {
        return begins.iter().any(|begin| stretch.contains(begin));
    }
    let first = begins.partition_point(|&begin| begin < stretch.start);
    begins.get(first).is_some_and(|&begin| begin < stretch.end)
}

pub(super) fn stretch(span: Span) -> Stretch {
    span.start as u32..span.end as u32
}

/// The words of one plan before they are numbered over all plans.
#[derive(Default)]
struct Reading {
    lexicon: Vec<String>,
    ids: FxHashMap<String, u32>,
    words: Vec<Word>,
    /// Short forms that the plan defines: where they stand, and their place in the lexicon.
    shorts: Vec<(u32, u32)>,
    concepts: Vec<(u32, u32)>,
    /// The concepts that a short form of the plan itself stands for.
    defined: FxHashMap<String, Vec<u32>>,
    follow_up: Vec<bool>,
    stretches: Vec<(Stretch, u32)>,
    scopes: Vec<(Stretch, u32)>,
}

struct Word {
    start: u32,
    /// Its place in the plan's own lexicon.
    own: u32,
    parted: bool,
}

impl Reading {
    fn new(held: &HeldPlan<'_>, knowledge: &Knowledge, analyzer: &Analyzer) -> Reading {
        let (mut reading, analyzer) = (Reading::default(), analyzer.of_plan(held.plan));
        for (short, long) in analyzer.own_forms() {
            let named = concepts(long, knowledge).into_iter().map(|(concept, _)| concept).collect();
            reading.defined.insert(short.to_owned(), named);
        }
        let parts = held.plan.parts.iter().map(|part| part.spans.as_slice());
        let provisions = held.plan.outline.provisions.iter().map(|provision| provision.spans.as_slice());
        for spans in parts.chain(provisions) {
            let text = normalize_spans(held.text, spans, Emphasis::Drop);
            reading.words(&text, &analyzer);
            let named = concepts(&text.text, knowledge).into_iter();
            reading
                .concepts
                .extend(named.map(|(concept, range)| (concept, text.original(range).start as u32)));
        }
        reading.words.sort_by_key(|word| word.start);
        reading.concepts.sort_unstable();
        reading.follow_up = follow_up(held, knowledge);
        for (provision, at) in held.plan.outline.provisions.iter().zip(0u32..) {
            reading.stretches.extend(provision.spans.iter().map(|span| (stretch(*span), at)));
        }
        // All that are given with a task have its scope. What a person rejects may be accepted later.
        let read = held.plan.assignments.iter().chain(&held.plan.rejected);
        let tasks: BTreeMap<ProvisionId, &[Span]> =
            read.filter_map(|given| Some((given.task?, given.scope.as_slice()))).collect();
        for (task, spans) in tasks {
            reading.scopes.extend(spans.iter().map(|span| (stretch(*span), task.0 as u32)));
        }
        reading
    }

    fn words(&mut self, text: &Normalized, analyzer: &Analyzer) {
        analyzer.syllables(&text.text, |term, range, joint| {
            let start = text.original(range).start as u32;
            let own = self.own(term);
            match joint {
                Joint::Short => {
                    self.shorts.push((start, own));
                    let named = self.defined.get(term).into_iter().flatten();
                    self.concepts.extend(named.map(|&concept| (concept, start)));
                }
                _ => self.words.push(Word { start, own, parted: joint == Joint::Parted }),
            }
        });
    }

    fn own(&mut self, term: &str) -> u32 {
        if let Some(&own) = self.ids.get(term) {
            return own;
        }
        let own = self.lexicon.len() as u32;
        self.lexicon.push(term.to_owned());
        self.ids.insert(term.to_owned(), own);
        own
    }
}

/// Every word of a normalized text for a concept that no longer phrase of other sense holds, and that a duty does not
/// merely rest on: the concept's place in the list and the bytes of the word.
fn concepts(text: &str, knowledge: &Knowledge) -> Vec<(u32, Range<usize>)> {
    let keyed = knowledge.topics.key(text);
    let marks = std::cell::OnceCell::new();
    let rests = |at: usize| {
        let keyed = marks.get_or_init(|| knowledge.marks.key(text));
        let ground =
            |word| knowledge.marks.longest(keyed, word, |mark| *mark == Mark::Cue(Cue::Grounds)).is_some();
        at > GROUND && (at - GROUND..at).any(ground)
    };
    let (mut all, mut blocked) = (Vec::new(), 0);
    for at in 0..keyed.words.len() {
        if at < blocked {
            continue;
        }
        let found = knowledge.topics.at(&keyed, at);
        let other = found.iter().filter(|phrase| phrase.value.negative).map(|phrase| phrase.words.end).max();
        let longest = found.iter().map(|phrase| phrase.words.end).max();
        if other.is_some() && other == longest {
            blocked = other.unwrap_or(0);
        }
        let own = found.iter().filter(|phrase| Some(phrase.words.end) > other && !phrase.value.negative);
        let word = &keyed.words[at].range;
        all.extend(own.filter(|_| !rests(at)).map(|phrase| (phrase.value.concept as u32, word.clone())));
    }
    all
}

/// Which provisions stand under a heading of the organization of the whole plan, or have it.
fn follow_up(held: &HeldPlan<'_>, knowledge: &Knowledge) -> Vec<bool> {
    let mut found: Vec<bool> = Vec::new();
    for provision in &held.plan.outline.provisions {
        let above = provision.parent.is_some_and(|parent| found.get(parent.0).copied().unwrap_or(false));
        let organizes = |heading: Span| {
            let text = normalize_spans(held.text, &[heading], Emphasis::Drop).text;
            let keyed = knowledge.marks.key(&text);
            knowledge.marks.longest(&keyed, 0, |mark| *mark == Mark::Cue(Cue::Organization)).is_some()
        };
        found.push(above || provision.heading.is_some_and(organizes));
    }
    found
}

/// So few numbers are looked at one by one sooner than halved.
const FEW: usize = 8;

/// How many words before a topic say that it is only rested on.
const GROUND: usize = 4;
