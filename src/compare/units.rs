//! Turns a plan into its units as items are compared with them: their words, whether they are tasks, in which part of
//! the plan they stand.

use super::phrase::{Vocabulary, Word};
use crate::knowledge::{Cue, Knowledge, Mark};
use crate::model::{HeldPlan, ProvisionId, Span};
use crate::normalize::{Emphasis, normalize_spans};

/// The part of a plan that a unit stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// Work to be done.
    Work,
    /// Aims, requirements: nothing is given there.
    Aims,
    /// The last section, which follows up the whole plan.
    FollowUp,
}

/// A provision as it is compared.
#[derive(Debug)]
pub(super) struct Unit {
    /// Words of its heading; where it has none, its first words.
    pub(super) head: Vec<Word>,
    /// Words of all its own text.
    pub(super) text: Vec<Word>,
    /// How many syllables its heading has; 0 where it has none.
    pub(super) heading: usize,
    pub(super) zone: Zone,
    /// Do assignments have it as their task?
    pub(super) is_task: bool,
}

/// How many syllables of a unit without a heading say what it is about, names of bodies not counted.
const FIRST: u32 = 24;

/// The units of a plan, in the order of its outline.
pub(super) fn units(held: &HeldPlan<'_>, vocabulary: &Vocabulary<'_>, knowledge: &Knowledge) -> Vec<Unit> {
    let outline = &held.plan.outline;
    let mut is_task = vec![false; outline.provisions.len()];
    held.plan.assignments.iter().filter_map(|given| given.task).for_each(|task| is_task[task.0] = true);
    let zones = zones(held, knowledge);
    let reader = Reader { held, vocabulary, knowledge };
    let unit = |id: ProvisionId| {
        let provision = outline.get(id);
        let text = reader.words(&provision.spans);
        let (head, heading) = match provision.heading {
            Some(heading) => (reader.words(&[heading]), heading.of(held.text).split_whitespace().count()),
            None => (text.iter().copied().filter(|word| word.at < FIRST).collect(), 0),
        };
        Unit { head, text, heading, zone: zones[id.0], is_task: is_task[id.0] }
    };
    outline.ids().map(unit).collect()
}

struct Reader<'a> {
    held: &'a HeldPlan<'a>,
    vocabulary: &'a Vocabulary<'a>,
    knowledge: &'a Knowledge,
}

impl Reader<'_> {
    fn words(&self, spans: &[Span]) -> Vec<Word> {
        let text = normalize_spans(self.held.text, spans, Emphasis::Drop).text;
        let marks = &self.knowledge.marks;
        let keyed = marks.key(&text);
        let mut names: Vec<(usize, usize)> = Vec::new();
        let mut at = 0;
        while at < keyed.words.len() {
            match marks.longest(&keyed, at, |mark| matches!(mark, Mark::Body(_) | Mark::Group(_))) {
                Some(found) => {
                    let last = keyed.words[found.words.end - 1].range.end;
                    names.push((keyed.words[at].range.start, last));
                    at = found.words.end;
                }
                None => at += 1,
            }
        }
        let in_name = |byte: usize| {
            let next = names.partition_point(|(start, _)| *start <= byte);
            next > 0 && byte < names[next - 1].1
        };
        self.vocabulary.words(&text, in_name)
    }
}

/// The zone of each unit: that of the nearest unit above, or itself, whose heading says so.
fn zones(held: &HeldPlan<'_>, knowledge: &Knowledge) -> Vec<Zone> {
    let outline = &held.plan.outline;
    let mut zones: Vec<Zone> = Vec::with_capacity(outline.provisions.len());
    for provision in &outline.provisions {
        let above = provision.parent.and_then(|parent| zones.get(parent.0)).copied().unwrap_or(Zone::Work);
        let own = provision.heading.and_then(|heading| zone_of(heading.of(held.text), knowledge));
        zones.push(if above == Zone::Work { own.unwrap_or(above) } else { above });
    }
    let follows = |task: &ProvisionId| zones[task.0] == Zone::FollowUp;
    let tasks: Vec<ProvisionId> = held.plan.assignments.iter().filter_map(|given| given.task).collect();
    // Where most of the work is given in the last section, that section is the work.
    if tasks.iter().filter(|task| follows(task)).count() * 2 > tasks.len() {
        zones.iter_mut().filter(|zone| **zone == Zone::FollowUp).for_each(|zone| *zone = Zone::Work);
    }
    zones
}

fn zone_of(heading: &str, knowledge: &Knowledge) -> Option<Zone> {
    let text = normalize_spans(heading, &[Span::new(0, heading.len())], Emphasis::Drop).text;
    let keyed = knowledge.marks.key(&text);
    let begins = |cue: Cue| {
        !keyed.words.is_empty()
            && knowledge.marks.longest(&keyed, 0, |mark| *mark == Mark::Cue(cue)).is_some()
    };
    match () {
        () if begins(Cue::Purpose) => Some(Zone::Aims),
        () if begins(Cue::Organization) => Some(Zone::FollowUp),
        () => None,
    }
}
