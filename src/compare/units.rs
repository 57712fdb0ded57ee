//! Turns plans into their units as they are compared: their words, whether they are tasks, in which part of the plan
//! they stand. None of it depends on a checklist, so it is done once for all of them.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::phrase::Word;
use crate::knowledge::{Cue, Knowledge, Mark};
use crate::model::{HeldPlan, ProvisionId, Span};
use crate::normalize::{Emphasis, normalize_spans};
use crate::tokenizer::Analyzer;

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

/// What comparisons read of plans: kept beside them, so that a checklist costs no second reading.
///
/// About eight bytes for each word of each plan.
#[derive(Debug)]
pub struct Prepared {
    /// Every word of the plans; the words of units are numbers in it.
    pub(super) lexicon: Vec<String>,
    /// The units of each plan.
    pub(super) plans: Vec<Vec<Unit>>,
}

impl Prepared {
    /// Reads the plans, on all processors. What is made of them has to be given the same plans in the same order.
    pub fn new(plans: &[HeldPlan<'_>], knowledge: &Knowledge) -> Prepared {
        let analyzer = Analyzer::new(knowledge);
        let read: Vec<(Vec<Unit>, Lexicon)> = plans
            .par_iter()
            .map(|held| {
                let mut lexicon = Lexicon::default();
                (units(held, &analyzer, knowledge, &mut lexicon), lexicon)
            })
            .collect();
        let mut all = Lexicon::default();
        let numbered = |(mut units, own): (Vec<Unit>, Lexicon)| {
            let ids: Vec<u32> = own.words.into_iter().map(|word| all.id(word)).collect();
            let words = units.iter_mut().flat_map(|unit| unit.head.iter_mut().chain(&mut unit.text));
            words.for_each(|word| word.id = ids[word.id as usize]);
            units
        };
        let plans = read.into_iter().map(numbered).collect();
        Prepared { lexicon: all.words, plans }
    }
}

/// Words and their numbers, in the order they were met.
#[derive(Debug, Default)]
struct Lexicon {
    words: Vec<String>,
    ids: FxHashMap<String, u32>,
}

impl Lexicon {
    fn id(&mut self, word: String) -> u32 {
        if let Some(&id) = self.ids.get(&word) {
            return id;
        }
        let id = self.words.len() as u32;
        self.words.push(word.clone());
        self.ids.insert(word, id);
        id
    }
}

/// The units of a plan, in the order of its outline.
fn units(
    held: &HeldPlan<'_>,
    analyzer: &Analyzer,
    knowledge: &Knowledge,
    lexicon: &mut Lexicon,
) -> Vec<Unit> {
    let outline = &held.plan.outline;
    let mut is_task = vec![false; outline.provisions.len()];
    held.plan.assignments.iter().filter_map(|given| given.task).for_each(|task| is_task[task.0] = true);
    let zones = zones(held, knowledge);
    let mut reader = Reader { held, analyzer, knowledge, lexicon };
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
    analyzer: &'a Analyzer,
    knowledge: &'a Knowledge,
    lexicon: &'a mut Lexicon,
}

impl Reader<'_> {
    /// The words of a stretch. Those of a body's name keep the place of the one before it.
    fn words(&mut self, spans: &[Span]) -> Vec<Word> {
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
        let mut at = 0;
        let mut found = Vec::new();
        for token in self.analyzer.terms(&text).syllables {
            let own = !in_name(token.range.start);
            found.push(Word { id: self.lexicon.id(token.term), at });
            at += u32::from(own);
        }
        found
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
