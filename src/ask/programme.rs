//! Holds plans against the programmes (đợt triển khai) that a question names: which plans belong, and which work is expected
//! of them.

use std::collections::BTreeSet;

use super::cites::Number;
use super::evaluate::Library;
use super::request::{Intent, Request, Topic};
use crate::compare::belonging;
use crate::knowledge::{Checklist, Item, Knowledge, Programme, code};
use crate::model::{HeldPlan, Level, Relation};
use crate::normalize::fold;

/// The plans of the programmes asked for, where some are: a plan of another programme does not answer. None where no plan
/// belongs and no list knows the programme: then the number means nothing.
pub(super) fn of_programme<'a>(
    request: &Request,
    plans: &[HeldPlan<'a>],
    library: &Library<'_, 'a>,
) -> Option<Vec<HeldPlan<'a>>> {
    if request.programme.is_empty() {
        return None;
    }
    let belonging = |number: &String| {
        let programme = programme(number, plans, library.knowledge);
        belonging(&programme, plans, library.knowledge, &library.grammar.analyzer)
    };
    let each: Vec<Vec<bool>> = request.programme.iter().map(belonging).collect();
    let of_any = |at: usize| each.iter().any(|belongs| belongs[at]);
    let found: Vec<HeldPlan> = (0..plans.len()).filter(|&at| of_any(at)).map(|at| plans[at]).collect();
    let is_known = |number: &String| {
        let typed = Number::of(number, library.knowledge);
        library.knowledge.programmes().any(|known| typed.is(&known.instrument))
    };
    let means_something =
        !found.is_empty() || request.intent == Intent::NoPlan || request.programme.iter().any(is_known);
    means_something.then_some(found)
}

/// The programme of a central instrument: a known one, else one of which only the number is known. Of digits alone the
/// number that a known programme has, or a plan cites.
fn programme(typed: &str, plans: &[HeldPlan<'_>], knowledge: &Knowledge) -> Programme {
    let typed = Number::of(typed, knowledge);
    let is_meant = |number: &str| typed.is(number);
    if let Some(known) = knowledge.programmes().find(|known| is_meant(&known.instrument)) {
        return known.clone();
    }
    let cited = plans.iter().flat_map(|held| &held.plan.citations);
    let cited = cited.filter(|citation| matches!(citation.relation, Relation::Implements | Relation::Basis));
    let number = cited.filter_map(|citation| citation.number.as_deref()).find(|number| is_meant(number));
    Programme { instrument: number.map_or_else(|| typed.code.clone(), code), ..Programme::default() }
}

/// Is work expected of plans of a level?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// The checklist of the programme says so.
    Yes,
    /// It is a duty of another level.
    Elsewhere,
    /// The checklist is provisional, does not name it, or is not there.
    Unknown,
}

/// Is work on all topics of the request expected by the programmes it names of plans of this level?
pub(super) fn expected(request: &Request, level: Level, knowledge: &Knowledge) -> Expected {
    let is_asked = |checklist: &&Checklist| {
        let own = checklist.programme.as_ref().map(|programme| &programme.instrument);
        let is_asked =
            |own: &String| request.programme.iter().any(|asked| Number::of(asked, knowledge).is(own));
        own.is_some_and(is_asked)
    };
    let is_named = |item: &&Item| !request.topics.is_empty() && is_about(item, &request.topics, knowledge);
    let items = knowledge.checklists.iter().filter(is_asked);
    let found = items.flat_map(|checklist| checklist.items.iter().map(move |item| (checklist, item)));
    let named: Vec<(&Checklist, &Item)> = found.filter(|(_, item)| is_named(item)).collect();
    let binds =
        |item: &Item| item.applies_to.is_empty() || item.applies_to.iter().any(|one| one == level.name());
    match named.iter().find(|(_, item)| binds(item)) {
        Some((checklist, _)) if !checklist.provisional => Expected::Yes,
        None if !named.is_empty() => Expected::Elsewhere,
        _ => Expected::Unknown,
    }
}

/// Is the item about these topics: are they its concepts, or do their words make up half of its title, or of a phrase that
/// names it? One word of a title ("rà soát") is not what the item asks for.
fn is_about(item: &Item, topics: &[Topic], knowledge: &Knowledge) -> bool {
    let is_concept = |topic: &Topic| match topic {
        Topic::Concept(at) => item.concepts.contains(&knowledge.concepts[*at].id),
        Topic::Words(_) => false,
    };
    let makes_up = |phrase: &String| {
        let phrase = words_of(phrase);
        let held = |topic: &Topic| {
            let labels = labels(topic, knowledge).into_iter().map(words_of);
            labels.filter(|label| label.iter().all(|word| phrase.contains(word))).max_by_key(Vec::len)
        };
        let all: Option<Vec<Vec<String>>> = topics.iter().map(held).collect();
        let covered: BTreeSet<String> = all.into_iter().flatten().flatten().collect();
        covered.len() * 2 >= phrase.len() && !covered.is_empty()
    };
    topics.iter().all(is_concept) || item.words.iter().chain([&item.title]).any(makes_up)
}

/// The words of a topic, of a concept all its Vietnamese names.
fn labels<'t>(topic: &'t Topic, knowledge: &'t Knowledge) -> Vec<&'t str> {
    match topic {
        Topic::Words(words) => vec![words],
        Topic::Concept(at) => {
            let concept = &knowledge.concepts[*at];
            concept.synonyms.iter().chain([&concept.vi]).map(String::as_str).collect()
        }
    }
}

fn words_of(text: &str) -> Vec<String> {
    let folded = fold(text).to_lowercase();
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
