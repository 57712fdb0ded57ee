//! Turns a task's scope into the answer whether it is about a topic, and where it says so.

use std::ops::Range;

use rayon::prelude::*;

use super::request::Topic;
use super::words::{self, Given, PlanWords, Prepared, stretch};
use crate::model::{Assignment, HeldPlan, Part, PartKind, ProvisionId, Span};
use crate::normalize::is_unmarked;
use crate::tokenizer::{Analyzer, Token};

/// How firmly a topic is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Somewhere in the words.
    Mentioned,
    /// In a heading above.
    Above,
    /// In the task's own heading or its first words.
    Named,
}

/// A topic found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) strength: Strength,
    /// How firmly the firmest of several topics is found.
    pub(super) firmest: Strength,
    /// The stretches of the original that hold it.
    pub(super) spans: Vec<Span>,
    /// Is one of several topics that of the whole plan, which its title names, and not of these stretches?
    pub(super) by_title: bool,
}

/// The first words of a task name what it is about; what comes later may only mention it.
const FIRST_WORDS: usize = 32;

/// Of a topic of so many words one in four may be missing, where that is allowed.
pub(super) const LONG: usize = 6;
const SPARED: usize = 4;

/// The topics of one question.
pub(super) struct Matcher<'a> {
    prepared: &'a Prepared,
    topics: Vec<Asked>,
    /// Is one of the topics enough?
    any: bool,
}

/// A topic as it is looked for.
enum Asked {
    /// Its place in the list of concepts.
    Concept(usize),
    /// The numbers of each word, and which words stand next to the one before.
    /// So many of them may be missing.
    Words { words: Vec<Vec<u32>>, pairs: Vec<usize>, spare: usize },
}

/// Does any of these plans say all topics in one provision?
pub(super) fn is_said(
    topics: &[Topic],
    plans: &[HeldPlan<'_>],
    prepared: &Prepared,
    analyzer: &Analyzer,
) -> bool {
    let matcher = Matcher::new(topics, prepared, analyzer);
    plans.iter().any(|held| {
        let matcher = matcher.of(*held);
        let says = |id: ProvisionId| matcher.all_in(&held.plan.outline.get(id).spans).is_some();
        matcher.provisions().into_iter().any(says)
    })
}

/// How many of these plans give a task about all topics to anyone?
pub(super) fn plans_that_give(
    topics: &[Topic],
    plans: &[HeldPlan<'_>],
    prepared: &Prepared,
    analyzer: &Analyzer,
) -> usize {
    let matcher = Matcher::new(topics, prepared, analyzer);
    let gives = |held: &&HeldPlan<'_>| {
        let matcher = matcher.of(**held);
        let is_about =
            |given: &Assignment| matcher.scope(given).is_some_and(|topic| topic.strength >= Strength::Above);
        let may_hold = matcher.may_hold();
        held.plan.assignments.iter().zip(may_hold).any(|(given, may_hold)| may_hold && is_about(given))
    };
    plans.par_iter().filter(gives).count()
}

/// The topics of one question, looked for in one plan.
pub(super) struct InPlan<'a> {
    pub(super) held: HeldPlan<'a>,
    words: &'a PlanWords,
    given: &'a [Given],
    topics: Vec<&'a Asked>,
    /// For each of them the bytes at which its word, of several the rarest, begins; `None` where the plan does not hold
    /// every topic somewhere. Of most plans that is all there is to ask.
    begins: Option<Vec<Vec<u32>>>,
    /// Is one of the topics enough?
    any: bool,
}

impl<'a> Matcher<'a> {
    pub(super) fn new(topics: &[Topic], prepared: &'a Prepared, analyzer: &Analyzer) -> Matcher<'a> {
        let asked = |topic: &Topic| match topic {
            Topic::Concept(at) => Asked::Concept(*at),
            Topic::Words(typed) => {
                let terms = analyzer.terms_of(typed);
                let unmarked = is_unmarked(typed);
                let numbers =
                    |token: &Token| prepared.numbers(&token.term, unmarked.then_some(token.folded.as_str()));
                Asked::Words {
                    words: terms.syllables.iter().map(numbers).collect(),
                    pairs: terms.pairs.iter().map(|pair| pair.position + 1).collect(),
                    spare: 0,
                }
            }
        };
        Matcher { prepared, topics: topics.iter().map(asked).collect(), any: false }
    }

    /// One of the topics may be enough, and most words of a long one.
    pub(super) fn with(self, any: bool, loose: bool) -> Matcher<'a> {
        let spared = |topic: Asked| match topic {
            Asked::Words { words, pairs, .. } if loose => {
                let spare = if words.len() >= LONG { words.len() / SPARED } else { 0 };
                Asked::Words { words, pairs, spare }
            }
            topic => topic,
        };
        Matcher { topics: self.topics.into_iter().map(spared).collect(), any, ..self }
    }

    /// The words of a plan.
    pub(super) fn words(&self, held: &HeldPlan<'_>) -> &PlanWords {
        self.prepared.of(held)
    }

    pub(super) fn of<'p>(&'p self, held: HeldPlan<'p>) -> InPlan<'p> {
        let words = self.words(&held);
        let given = self.prepared.given(words);
        let begins = |topic: &Asked| match topic {
            Asked::Concept(concept) => {
                Some(words.concept_begins(*concept)).filter(|begins| !begins.is_empty())
            }
            Asked::Words { words: asked, spare, .. } => words.rarest_begins(asked, *spare),
        };
        if self.any {
            let there = self.topics.iter().filter_map(|topic| Some((topic, begins(topic)?)));
            let (topics, all): (Vec<&Asked>, Vec<Vec<u32>>) = there.unzip();
            let begins = (!topics.is_empty()).then_some(all);
            return InPlan { held, words, given, topics, begins, any: true };
        }
        let topics = self.topics.iter().collect();
        InPlan { held, words, given, topics, begins: self.topics.iter().map(begins).collect(), any: false }
    }
}

impl<'a> InPlan<'a> {
    /// Without those of several topics that the title of the plan names: all its tasks serve what that names. `None` where
    /// that leaves them as they are, or none.
    pub(super) fn looser(&self) -> Option<InPlan<'a>> {
        let all = self.begins.as_ref().filter(|all| all.len() > 1 && !self.any)?;
        let is_title = |part: &&Part| part.kind == PartKind::Header;
        let title: Vec<Span> =
            self.held.plan.parts.iter().filter(is_title).flat_map(|part| part.spans.clone()).collect();
        let is_named = |topic: &Asked, begins: &[u32]| {
            title.iter().any(|span| begin_in(begins, *span) && self.at(topic, &[*span]).is_some())
        };
        let left = self.topics.iter().zip(all).filter(|(topic, begins)| !is_named(topic, begins));
        let (topics, begins): (Vec<&Asked>, Vec<Vec<u32>>) =
            left.map(|(topic, begins)| (*topic, begins.clone())).unzip();
        let some = !topics.is_empty() && topics.len() < all.len();
        some.then_some(InPlan {
            held: self.held,
            words: self.words,
            given: self.given,
            topics,
            begins: Some(begins),
            any: false,
        })
    }
}

impl InPlan<'_> {
    /// The provisions that may hold every topic, in order: all where there is no topic.
    pub(super) fn provisions(&self) -> Vec<ProvisionId> {
        match self.begins.as_deref() {
            None => Vec::new(),
            Some([]) => self.held.plan.outline.ids().collect(),
            Some(all) if self.any => {
                let mut begins = all.concat();
                begins.sort_unstable();
                self.words.holding(&begins)
            }
            Some([first, ..]) => self.words.holding(first),
        }
    }

    /// Does the plan hold every topic, if in different places?
    pub(super) fn holds(&self) -> bool {
        self.begins.is_some()
    }

    /// For each assignment of the plan, in their order: may it have every topic, since a word for each begins in the scope
    /// of its task or in the sentence that gives it? Of several topics one may stand beside the date alone ("c) Đối với công
    /// chức cấp xã: trước ngày …").
    pub(super) fn may_hold(&self) -> Vec<bool> {
        let (given, assignments) = (self.given, &self.held.plan.assignments);
        let Some(all) = self.begins.as_deref() else { return vec![false; assignments.len()] };
        assert_eq!(given.len(), assignments.len(), "{} is asked as it was prepared", self.held.id);
        let tasks: Vec<Vec<u32>> = all.iter().map(|begins| self.words.tasks_holding(begins)).collect();
        let may_hold = |(at, given): (usize, &Given)| {
            let is_own = |(begins, tasks): (&Vec<u32>, &Vec<u32>)| {
                given.task.is_some_and(|task| tasks.contains(&task)) || words::begin_in(begins, &given.quote)
            };
            let there = all.iter().zip(&tasks).filter(|own| is_own(*own)).count();
            if there == all.len() || there == 0 || self.any {
                return there > 0 || all.is_empty();
            }
            let dated = self.beside_date(&assignments[at]);
            let is_dated = |begins: &[u32]| dated.iter().any(|span| begin_in(begins, *span));
            all.iter().zip(&tasks).all(|own| is_own(own) || is_dated(own.0))
        };
        given.iter().enumerate().map(may_hold).collect()
    }

    /// Does the scope of a task, or the sentence that gives it, hold every topic, of several one beside its date alone? The
    /// weakest of them tells the strength.
    pub(super) fn scope(&self, given: &Assignment) -> Option<Match> {
        let begins = self.begins.as_ref()?;
        let (task, scope, quote) = (given.task, &given.scope, given.quote);
        let own = || scope.iter().chain([&quote]);
        let there = begins.iter().filter(|begins| own().any(|span| begin_in(begins, *span))).count();
        let dated = if 0 < there && there < begins.len() { self.beside_date(given) } else { &[] };
        let stretches = || own().chain(dated);
        let own = task.and_then(|task| self.held.plan.outline.get(task).heading);
        let is_own = |span: Span| own.is_some_and(|own| span.start < own.end && own.start < span.end);
        let is_above = |span: Span| is_heading_above(&self.held, task, span);
        let first = if self.any { Strength::Mentioned } else { Strength::Named };
        let mut all =
            Match { strength: first, firmest: Strength::Mentioned, spans: Vec::new(), by_title: false };
        for (&topic, begins) in self.topics.iter().zip(begins) {
            let mut best: Option<Strength> = None;
            for &span in stretches().filter(|span| begin_in(begins, **span)) {
                let Some(at) = self.at(topic, &[span]) else { continue };
                let strength = match () {
                    () if dated.contains(&span) && !scope.contains(&span) => Strength::Named,
                    () if span == quote && !scope.contains(&quote) => Strength::Mentioned,
                    () if is_own(span) => Strength::Named,
                    () if is_above(span) => Strength::Above,
                    () if at < FIRST_WORDS => Strength::Named,
                    () => Strength::Mentioned,
                };
                best = best.max(Some(strength));
                all.spans.push(span);
            }
            let best = match best {
                Some(best) => best,
                None if self.any => continue,
                None => return None,
            };
            all.strength = if self.any { all.strength.max(best) } else { all.strength.min(best) };
            all.firmest = all.firmest.max(best);
        }
        all.spans.sort_unstable();
        all.spans.dedup();
        (!all.spans.is_empty()).then_some(all)
    }

    /// The provision in which the date of the task is printed.
    fn beside_date(&self, given: &Assignment) -> &[Span] {
        let home = given.deadline.as_ref().and_then(|deadline| self.words.home(deadline.span));
        home.map_or(&[], |home| self.held.plan.outline.get(home).spans.as_slice())
    }

    /// Do these stretches hold every topic together? The word at which the last one begins.
    pub(super) fn all_in(&self, spans: &[Span]) -> Option<usize> {
        let begins = self.begins.as_ref()?;
        let mut places = self.topics.iter().zip(begins).map(|(&topic, begins)| {
            spans.iter().any(|span| begin_in(begins, *span)).then_some(())?;
            self.at(topic, spans)
        });
        match self.any {
            true => places.flatten().min(),
            false => places.try_fold(0, |last, at| at.map(|at| last.max(at))),
        }
    }

    /// How many of the topics and their words these stretches lack, and the word at which what they hold begins; `None`
    /// where they lack more than a third.
    pub(super) fn nearly(&self, spans: &[Span]) -> Option<(usize, usize)> {
        let (mut asked, mut lacking, mut first) = (0, 0, usize::MAX);
        for topic in self.topics.iter().copied() {
            let found: Vec<Option<usize>> = match topic {
                Asked::Concept(_) => vec![self.at(topic, spans)],
                Asked::Words { words, .. } => {
                    let ranges: Vec<Range<usize>> =
                        spans.iter().map(|&span| self.words.within(span)).collect();
                    words.iter().map(|numbers| self.first(numbers, &ranges)).collect()
                }
            };
            asked += found.len();
            lacking += found.iter().filter(|at| at.is_none()).count();
            first = found.into_iter().flatten().fold(first, usize::min);
        }
        (lacking * 3 <= asked && lacking < asked).then_some((lacking, first))
    }

    /// The word of these stretches that is the first of these numbers.
    fn first(&self, numbers: &[u32], ranges: &[Range<usize>]) -> Option<usize> {
        let mut before = 0;
        for range in ranges {
            let firsts = numbers.iter().filter_map(|&number| self.words.places(&[number], range).next());
            if let Some(place) = firsts.min() {
                return Some(before + place - range.start);
            }
            before += range.len();
        }
        None
    }

    /// The word of these stretches at which a topic begins.
    fn at(&self, topic: &Asked, spans: &[Span]) -> Option<usize> {
        match topic {
            Asked::Concept(concept) => {
                let mut before = 0;
                for &span in spans {
                    if let Some(place) = self.words.concept(*concept, span) {
                        return Some(before + place.saturating_sub(self.words.within(span).start));
                    }
                    before += if spans.len() > 1 { self.words.within(span).len() } else { 0 };
                }
                None
            }
            Asked::Words { words, pairs, spare } => {
                let within = |span: &Span| self.words.within(*span);
                match spans {
                    [only] => self.all_words(words, pairs, *spare, &[within(only)]),
                    _ => self.all_words(words, pairs, *spare, &spans.iter().map(within).collect::<Vec<_>>()),
                }
            }
        }
    }

    /// All words, save as many as may be missing, and half of their neighbors next to each other, or a third where some are
    /// missing, so that scattered words make no topic.
    fn all_words(
        &self,
        words: &[Vec<u32>],
        pairs: &[usize],
        spare: usize,
        ranges: &[Range<usize>],
    ) -> Option<usize> {
        let (mut begin, mut lacking) = (None, 0);
        for numbers in words {
            match self.first(numbers, ranges) {
                Some(at) => begin = begin.or(Some(at)),
                None if lacking < spare => lacking += 1,
                None => return None,
            }
        }
        let together = |&&second: &&usize| {
            let next = |place: usize| {
                self.words.follows(place + 1)
                    && ranges.iter().any(|range| {
                        range.contains(&(place + 1))
                            && self.words.places(&words[second], &(place + 1..place + 2)).next().is_some()
                    })
            };
            ranges.iter().any(|range| self.words.places(&words[second - 1], range).any(next))
        };
        let paired = pairs.iter().filter(together).count();
        let enough = if lacking > 0 { 3 } else { 2 };
        begin.filter(|_| paired * enough >= pairs.len())
    }
}

/// Does one of these bytes, which are sorted, lie in the stretch?
fn begin_in(begins: &[u32], span: Span) -> bool {
    words::begin_in(begins, &stretch(span))
}

/// Is it the heading of a unit above the task?
fn is_heading_above(held: &HeldPlan<'_>, task: Option<ProvisionId>, span: Span) -> bool {
    let outline = &held.plan.outline;
    let above = task.into_iter().flat_map(|task| outline.ancestors(task));
    above.filter_map(|id| outline.get(id).heading).any(|heading| heading == span)
}
