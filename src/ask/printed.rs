//! Turns words of a question into names that plans print and no list holds: bodies ("Văn phòng Sở", "Phòng Tổ chức pháp
//! chế"), and the communes and offices that issued the plans held ("xã Nà Mầu").

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::bands::is_issued_by;
use super::facts::printed_key;
use super::request::{Intent, Request, Topic};
use crate::knowledge::{Cue, Knowledge, Mark};
use crate::model::{HeldPlan, Level};
use crate::normalize::is_unmarked;

/// The fewest words of such a name: one word is none.
const LEAST: usize = 2;

/// Names as they are compared, each as it is printed.
type Names<'a> = BTreeMap<String, &'a str>;

/// Bodies that were taken for issuers and issued none of the plans held are bodies that something is given to.
pub(super) fn settle_issuers(request: &mut Request, plans: &[HeldPlan<'_>], knowledge: &Knowledge) {
    let issued = || plans.iter().any(|held| is_issued_by(&request.issuers, held, knowledge));
    if request.issuers_guessed && !issued() {
        let issuers = std::mem::take(&mut request.issuers);
        request.bodies.extend(issuers);
    }
    request.issuers_guessed = false;
}

/// Moves the longest runs of words that plans print as a name from the topic to the bodies and issuers.
pub(super) fn take_names(request: &mut Request, plans: &[HeldPlan<'_>], knowledge: &Knowledge) {
    let typed = match request.topics.iter().position(|topic| matches!(topic, Topic::Words(_))) {
        Some(at) => match request.topics.remove(at) {
            Topic::Words(typed) => typed,
            Topic::Concept(_) => return,
        },
        None => std::mem::take(&mut request.narrowing).join(" "),
    };
    let mut words: Vec<&str> = typed.split_whitespace().collect();
    if words.len() >= LEAST {
        let issuers = issuers(plans, knowledge);
        let bodies = if may_name_a_body(&typed, knowledge) { bodies(plans) } else { Names::new() };
        while let Some((run, name)) = longest(&words, &issuers) {
            request.issuers.push(name.to_owned());
            words.drain(run);
            let is_left =
                |word: &&str| knowledge.marks.longest(&knowledge.marks.key(word), 0, is_unit).is_none();
            words.retain(is_left);
        }
        while let Some((run, name)) = longest(&words, &bodies) {
            own_units(request, name, plans, knowledge);
            request.bodies.push(name.to_owned());
            words.drain(run);
        }
    }
    request.take_words(words.into_iter().map(str::to_owned).collect(), knowledge);
    if request.intent == Intent::Search && !request.bodies.is_empty() {
        request.intent = Intent::Duties;
    }
}

/// "Phòng Nghiệp vụ Y của Sở Y tế": the department beside a unit that its own plan names is whose plan is asked.
fn own_units(request: &mut Request, unit: &str, plans: &[HeldPlan<'_>], knowledge: &Knowledge) {
    let names = |held: &HeldPlan<'_>| held.plan.assignments.iter().any(|given| given.agency == unit);
    let is_whose = |id: &String| {
        let own = std::slice::from_ref(id);
        plans.iter().any(|held| is_issued_by(own, held, knowledge) && names(held))
    };
    let (issuers, bodies) = std::mem::take(&mut request.bodies).into_iter().partition(is_whose);
    request.bodies = bodies;
    request.issuers.extend::<Vec<String>>(issuers);
}

/// Does one of the words begin the name of a body ("Văn phòng", "Chi cục")? Without marks it cannot be told.
fn may_name_a_body(typed: &str, knowledge: &Knowledge) -> bool {
    let keyed = knowledge.marks.key(typed);
    let is_head = |mark: &Mark| *mark == Mark::Cue(Cue::UnknownHead);
    is_unmarked(typed)
        || (0..keyed.words.len()).any(|at| knowledge.marks.longest(&keyed, at, is_head).is_some())
}

/// The bodies that are given something and that no list holds.
fn bodies<'a>(plans: &[HeldPlan<'a>]) -> Names<'a> {
    let all = plans.iter().flat_map(|held| &held.plan.assignments);
    let unlisted = all.filter(|given| given.body_id.is_none() && !given.group);
    let printed: BTreeSet<&str> = unlisted.map(|given| given.agency.as_str()).collect();
    printed.into_iter().map(|name| (printed_key(name), name)).collect()
}

/// The communes that issued plans, with and without xã, phường, đặc khu before their names.
fn issuers<'a>(plans: &[HeldPlan<'a>], knowledge: &Knowledge) -> Names<'a> {
    let mut names = Names::new();
    for held in plans.iter().filter(|held| held.plan.header.level == Level::Commune) {
        let Some(issuer) = held.plan.header.issuing_body.as_deref() else { continue };
        let keyed = knowledge.marks.key(issuer);
        let unit = (0..keyed.words.len()).find_map(|at| knowledge.marks.longest(&keyed, at, is_unit));
        let Some(unit) = unit else { continue };
        for at in [unit.words.start, unit.words.end] {
            let Some(word) = keyed.words.get(at) else { continue };
            names.insert(printed_key(&issuer[word.range.start..]), issuer);
        }
    }
    names
}

/// Xã, phường, đặc khu.
fn is_unit(mark: &Mark) -> bool {
    *mark == Mark::Cue(Cue::CommuneUnit)
}

fn longest<'a>(words: &[&str], names: &Names<'a>) -> Option<(Range<usize>, &'a str)> {
    let lengths = (LEAST..=words.len()).rev();
    let mut runs = lengths.flat_map(|length| (0..=words.len() - length).map(move |at| at..at + length));
    runs.find_map(|run| {
        let name = names.get(&printed_key(&words[run.clone()].join(" ")))?;
        Some((run, *name))
    })
}
