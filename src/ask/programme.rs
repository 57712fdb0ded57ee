//! Holds plans against the programmes (đợt triển khai) that a question names: which plans belong, and which work is expected
//! of them.

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
    let is_named = |item: &&Item| {
        request.topics.iter().all(|topic| names(item, topic, knowledge)) && !request.topics.is_empty()
    };
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

/// Does the title of the item, or a phrase that names it, have all words of the topic?
fn names(item: &Item, topic: &Topic, knowledge: &Knowledge) -> bool {
    let (id, labels) = match topic {
        Topic::Words(words) => (None, vec![words.as_str()]),
        Topic::Concept(at) => {
            let concept = &knowledge.concepts[*at];
            let synonyms = concept.synonyms.iter().map(String::as_str);
            (Some(&concept.id), std::iter::once(concept.vi.as_str()).chain(synonyms).collect())
        }
    };
    let has_all = |phrase: &str, label: &str| {
        let (phrase, label) = (words_of(phrase), words_of(label));
        label.iter().all(|word| phrase.contains(word))
    };
    let mut phrases = item.words.iter().chain([&item.title]);
    id.is_some_and(|id| item.concepts.contains(id))
        || phrases.any(|phrase| labels.iter().any(|label| has_all(phrase, label)))
}

fn words_of(text: &str) -> Vec<String> {
    let folded = fold(text).to_lowercase();
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
