//! Turns a task's scope into the answer whether it is about a topic, and where it says so.

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
    /// The stretches of the original that hold it.
    pub(super) spans: Vec<Span>,
}

/// The first words of a task name what it is about; what comes later may only mention it.
const FIRST_WORDS: usize = 24;

/// How many words before a topic say that it is only rested on.
const GROUND: usize = 4;

pub(super) struct Matcher<'a> {
    pub(super) knowledge: &'a Knowledge,
    pub(super) analyzer: &'a Analyzer,
    pub(super) topics: &'a [Topic],
}

impl Matcher<'_> {
    /// Does the scope hold every topic? The weakest of them tells the strength.
    pub(super) fn scope(
        &self,
        held: &HeldPlan<'_>,
        task: Option<ProvisionId>,
        scope: &[Span],
    ) -> Option<Match> {
        let above = headings_above(held, task);
        let own = task.and_then(|task| held.plan.outline.get(task).heading);
        let is_own = |span: Span| own.is_some_and(|own| span.start < own.end && own.start < span.end);
        let mut all = Match { strength: Strength::Named, spans: Vec::new() };
        for topic in self.topics {
            let mut best: Option<Match> = None;
            for &span in scope {
                let Some(at) = self.at(topic, held.text, &[span]) else { continue };
                let strength = match () {
                    () if above.contains(&span) => Strength::Above,
                    () if at < FIRST_WORDS || is_own(span) => Strength::Named,
                    () => Strength::Mentioned,
                };
                match &mut best {
                    Some(best) => {
                        best.strength = best.strength.max(strength);
                        best.spans.push(span);
                    }
                    None => best = Some(Match { strength, spans: vec![span] }),
                }
            }
            let best = best?;
            all.strength = all.strength.min(best.strength);
            all.spans.extend(best.spans);
        }
        all.spans.sort_unstable();
        all.spans.dedup();
        Some(all)
    }

    /// Which topics do these stretches hold together? The word at which the last one begins.
    pub(super) fn all_in(&self, text: &str, spans: &[Span]) -> Option<usize> {
        self.topics
            .iter()
            .map(|topic| self.at(topic, text, spans))
            .try_fold(0, |last, at| at.map(|at| last.max(at)))
    }

    /// The word at which a topic begins.
    fn at(&self, topic: &Topic, text: &str, spans: &[Span]) -> Option<usize> {
        let normalized = normalize_spans(text, spans, Emphasis::Drop).text;
        match topic {
            Topic::Concept(concept) => self.concept(*concept, &normalized),
            Topic::Words(words) => self.words(words, &normalized),
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
    fn words(&self, words: &str, text: &str) -> Option<usize> {
        let (asked, there) = (self.analyzer.terms_of(words), self.analyzer.terms(text));
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
        first.filter(|_| enough(&asked))
    }
}

/// The headings of the units above a task.
fn headings_above(held: &HeldPlan<'_>, task: Option<ProvisionId>) -> Vec<Span> {
    let outline = &held.plan.outline;
    task.map_or_else(Vec::new, |task| {
        outline.ancestors(task).filter_map(|id| outline.get(id).heading).collect()
    })
}
