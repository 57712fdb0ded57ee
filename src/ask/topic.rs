//! Turns a task's scope into the answer whether it is about a topic, and where it says so.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::knowledge::{Cue, Knowledge, Mark};
use crate::model::{HeldPlan, ProvisionId, Span};
use crate::normalize::{Emphasis, is_unmarked, normalize_spans};
use crate::tokenizer::{Analyzer, Terms};

use super::request::Topic;

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
}

/// The first words of a task name what it is about; what comes later may only mention it.
const FIRST_WORDS: usize = 24;

/// How many words before a topic say that it is only rested on.
const GROUND: usize = 4;

/// Looks for the topics of one question in one plan.
pub(super) struct Matcher<'a> {
    knowledge: &'a Knowledge,
    analyzer: &'a Analyzer,
    topics: &'a [Topic],
    /// Topics of plain words, as terms; by place in `topics`.
    asked: Vec<Option<Terms>>,
    /// Stretches that were looked at: tasks share their headings.
    seen: RefCell<HashMap<(usize, Span), Option<usize>>>,
}

impl<'a> Matcher<'a> {
    pub(super) fn new(knowledge: &'a Knowledge, analyzer: &'a Analyzer, topics: &'a [Topic]) -> Matcher<'a> {
        let terms = |topic: &Topic| match topic {
            Topic::Concept(_) => None,
            Topic::Words(words) => Some(analyzer.terms_of(words)),
        };
        let asked = topics.iter().map(terms).collect();
        Matcher { knowledge, analyzer, topics, asked, seen: RefCell::default() }
    }

    /// Does the scope of a task, or the sentence that gives it, hold every topic? The weakest of them tells the strength.
    pub(super) fn scope(
        &self,
        held: &HeldPlan<'_>,
        task: Option<ProvisionId>,
        scope: &[Span],
        quote: Span,
    ) -> Option<Match> {
        let above = headings_above(held, task);
        let own = task.and_then(|task| held.plan.outline.get(task).heading);
        let is_own = |span: Span| own.is_some_and(|own| span.start < own.end && own.start < span.end);
        let mut all = Match { strength: Strength::Named, firmest: Strength::Mentioned, spans: Vec::new() };
        for topic in 0..self.topics.len() {
            let mut best: Option<Match> = None;
            for &span in scope.iter().chain([&quote]) {
                let Some(at) = self.in_span(topic, held.text, span) else { continue };
                let strength = match () {
                    () if span == quote && !scope.contains(&quote) => Strength::Mentioned,
                    () if above.contains(&span) => Strength::Above,
                    () if at < FIRST_WORDS || is_own(span) => Strength::Named,
                    () => Strength::Mentioned,
                };
                match &mut best {
                    Some(best) => {
                        best.strength = best.strength.max(strength);
                        best.spans.push(span);
                    }
                    None => best = Some(Match { strength, firmest: strength, spans: vec![span] }),
                }
            }
            let best = best?;
            all.strength = all.strength.min(best.strength);
            all.firmest = all.firmest.max(best.strength);
            all.spans.extend(best.spans);
        }
        all.spans.sort_unstable();
        all.spans.dedup();
        Some(all)
    }

    /// Which topics do these stretches hold together? The word at which the last one begins.
    pub(super) fn all_in(&self, text: &str, spans: &[Span]) -> Option<usize> {
        (0..self.topics.len())
            .map(|topic| self.at(topic, text, spans))
            .try_fold(0, |last, at| at.map(|at| last.max(at)))
    }

    /// The word of one stretch at which a topic begins.
    fn in_span(&self, topic: usize, text: &str, span: Span) -> Option<usize> {
        if let Some(&at) = self.seen.borrow().get(&(topic, span)) {
            return at;
        }
        let at = self.at(topic, text, &[span]);
        self.seen.borrow_mut().insert((topic, span), at);
        at
    }

    /// The word at which a topic begins.
    fn at(&self, topic: usize, text: &str, spans: &[Span]) -> Option<usize> {
        let normalized = normalize_spans(text, spans, Emphasis::Drop).text;
        match (&self.topics[topic], &self.asked[topic]) {
            (Topic::Concept(concept), _) => self.concept(*concept, &normalized),
            (Topic::Words(words), Some(asked)) => self.words(words, asked, &normalized),
            (Topic::Words(_), None) => None,
        }
    }

    fn concept(&self, concept: usize, text: &str) -> Option<usize> {
        let topics = &self.knowledge.topics;
        let keyed = topics.key(text);
        let mut at = 0;
        while at < keyed.words.len() {
            let found = topics.longest(&keyed, at, |topic| topic.negative || topic.concept == concept);
            match found {
                Some(found) if found.value.negative => at = found.words.end,
                Some(_) if !self.is_ground(text, at) => return Some(at),
                Some(found) => at = found.words.end,
                None => at += 1,
            }
        }
        None
    }

    /// "phải căn cứ vào các Danh mục …": what a duty rests on is not what it is about.
    fn is_ground(&self, text: &str, at: usize) -> bool {
        let marks = &self.knowledge.marks;
        let keyed = marks.key(text);
        let rests = |word| marks.longest(&keyed, word, |mark| *mark == Mark::Cue(Cue::Grounds)).is_some();
        at > GROUND && (at - GROUND..at).any(rests)
    }

    /// All words, and half of their neighbors next to each other, so that scattered words make no topic.
    fn words(&self, words: &str, asked: &Terms, text: &str) -> Option<usize> {
        let there = self.analyzer.terms(text);
        let folded = is_unmarked(words);
        let place = |term: &crate::tokenizer::Token, all: &[crate::tokenizer::Token]| {
            all.iter()
                .position(|other| if folded { other.folded == term.folded } else { other.term == term.term })
        };
        let mut first = None;
        for term in &asked.syllables {
            let at = place(term, &there.syllables)?;
            first.get_or_insert(at);
        }
        let paired = asked.pairs.iter().filter(|pair| place(pair, &there.pairs).is_some()).count();
        let enough = |asked: &Terms| paired * 2 >= asked.pairs.len();
        first.filter(|_| enough(asked))
    }
}

/// The headings of the units above a task.
fn headings_above(held: &HeldPlan<'_>, task: Option<ProvisionId>) -> Vec<Span> {
    let outline = &held.plan.outline;
    task.map_or_else(Vec::new, |task| {
        outline.ancestors(task).filter_map(|id| outline.get(id).heading).collect()
    })
}
