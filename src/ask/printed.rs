//! Turns words of a question into names that plans print and no list holds: bodies ("Văn phòng Sở", "Phòng Tổ chức pháp
//! chế"), and the communes and offices that issued the plans held ("xã Nà Mầu").

use std::collections::BTreeMap;
use std::ops::Range;

use super::bands::is_issued_by;
use super::facts::printed_key;
use super::request::{Intent, Request, Topic};
use super::words::{Prepared, name_key};
use crate::knowledge::{Cue, Knowledge, Mark};
use crate::model::{HeldPlan, Level};

/// The fewest words of such a name: one word is none.
const LEAST: usize = 2;
/// The most words of such a name.
const MOST: usize = 16;

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
pub(super) fn take_names(
    request: &mut Request,
    plans: &[HeldPlan<'_>],
    prepared: &Prepared,
    knowledge: &Knowledge,
) {
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
        while let Some((run, name)) = longest(&words, &issuers) {
            request.issuers.push(name.to_owned());
            words.drain(run);
            let is_left =
                |word: &&str| knowledge.marks.longest(&knowledge.marks.key(word), 0, is_unit).is_none();
            words.retain(is_left);
        }
        let beside = !request.bodies.is_empty();
        while let Some((run, name)) = longest_body(&words, beside, prepared) {
            request.bodies.push(name.to_owned());
            words.drain(run);
        }
    }
    own_units(request, plans, knowledge);
    request.take_words(words.into_iter().map(str::to_owned).collect(), knowledge);
    if request.intent == Intent::Search && !request.bodies.is_empty() {
        request.intent = Intent::Duties;
    }
}

/// "Phòng Nghiệp vụ Y của Sở Y tế": the department beside a unit that its own plan names is whose plan is asked.
fn own_units(request: &mut Request, plans: &[HeldPlan<'_>], knowledge: &Knowledge) {
    let is_unit = |id: &&String| knowledge.body(id).is_none() && knowledge.group(id).is_none();
    let Some(unit) = request.bodies.iter().find(is_unit).cloned() else { return };
    let names = |held: &HeldPlan<'_>| held.plan.assignments.iter().any(|given| given.agency == unit);
    let is_whose = |id: &String| {
        let own = std::slice::from_ref(id);
        plans.iter().any(|held| is_issued_by(own, held, knowledge) && names(held))
    };
    let (issuers, bodies) = std::mem::take(&mut request.bodies).into_iter().partition(is_whose);
    request.bodies = bodies;
    request.issuers.extend::<Vec<String>>(issuers);
}

/// The longest run of words that is the name of a body; beside a department that is named, also without "Sở" at its end.
fn longest_body<'p>(
    words: &[&str],
    beside: bool,
    prepared: &'p Prepared,
) -> Option<(Range<usize>, &'p String)> {
    runs(words.len()).find_map(|run| {
        let key = name_key(&words[run.clone()].join(" "));
        let whole = || prepared.printed.get(&format!("{key} so")).filter(|_| beside);
        Some((run, prepared.printed.get(&key).or_else(whole)?))
    })
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
    runs(words.len()).find_map(|run| {
        let name = names.get(&printed_key(&words[run.clone()].join(" ")))?;
        Some((run, *name))
    })
}

/// All runs of so many words, the longest first.
fn runs(words: usize) -> impl Iterator<Item = Range<usize>> {
    let lengths = (LEAST..=words.min(MOST)).rev();
    lengths.flat_map(move |length| (0..=words - length).map(move |at| at..at + length))
}
