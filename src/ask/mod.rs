//! Turns a question in Vietnamese or English into a structured request, and that into an answer with evidence.
//!
//! No model guesses: the phrases of `questions.toml`, the names of bodies, places and concepts decide, and what decided
//! nothing is named in the answer. A question is answered from assignments, headers and citations, never from likeness.

mod answer;
mod bands;
mod chips;
mod cites;
mod dates;
mod error;
mod evaluate;
mod facts;
mod grammar;
mod lists;
mod parts;
mod passages;
mod printed;
mod programme;
mod request;
mod spot;
mod states;
mod topic;
mod typing;
mod understand;
mod words;

pub use answer::{
    Answer, AssignmentRow, CitationRow, DeadlineRow, Gap, Near, Outcome, Parts, PassageRow, Reading, Row,
    Scope, ScopeFrom, Source, State,
};
pub use chips::{Chip, chips, key_name, part_name, state_name, told};
pub use error::AskError;
pub use grammar::Grammar;
pub use parts::{is_structured, request_of, typed};
pub use request::{Days, Field, Intent, Request, ScopeKind, Topic};
use understand::read;
pub use understand::understand;
pub use words::Prepared;

use crate::export::Language;
use crate::knowledge::Knowledge;
use crate::model::{Assignment, HeldPlan};

/// Most bytes of a question: nobody asks longer, and a pasted document is no question.
pub const MAX_BYTES: usize = 2048;

/// Answers a question over the plans held.
///
/// `prepared` is what was read of these plans as they are ([`Prepared::reviewed`]). Sentences of the answer are in
/// `language`; quotes are as printed. Same question, same plans: same answer. `plans` may stand in any order.
///
/// # Errors
/// The question is empty, too long, or no text.
///
/// # Panics
/// A plan has more or fewer assignments than when it was prepared.
pub fn ask<'a>(
    question: &str,
    plans: &[HeldPlan<'a>],
    prepared: &Prepared,
    knowledge: &'a Knowledge,
    grammar: &Grammar,
    language: Language,
) -> Result<Answer<'a>, AskError> {
    let answer = |request| answer(question, request, plans, prepared, knowledge, grammar);
    let mut request = Request { language, ..read(question, knowledge, grammar, prepared)? };
    printed::settle_issuers(&mut request, plans, knowledge);
    printed::take_names(&mut request, plans, prepared, knowledge);
    if request.narrowing.is_empty() {
        let found = answer(request.clone());
        let most = || answer(Request { loose: true, ..request.clone() });
        let loosely = if found.answer.holds() || !is_long(&request) { None } else { Some(most()) };
        return Ok(loosely.filter(|loosely| loosely.answer.holds()).unwrap_or(found));
    }
    let mut narrow = request.clone();
    narrow.topics.push(Topic::of(&std::mem::take(&mut narrow.narrowing).join(" "), knowledge));
    let narrowed = answer(narrow.clone());
    // What a plan says nowhere is still a topic of "which plans lack it" where another plan says it, and of "which plans
    // give it to the body" where it is common to give it to someone else.
    let is_topic = || match request.intent {
        Intent::Missing => topic::is_said(&narrow.topics, plans, prepared, &grammar.analyzer),
        Intent::List | Intent::Count => {
            let given = |topics: &[Topic]| topic::plans_that_give(topics, plans, prepared, &grammar.analyzer);
            given(&narrow.topics) * COMMON >= given(&request.topics)
        }
        _ => false,
    };
    if narrowed.answer.holds() || is_topic() {
        return Ok(narrowed);
    }
    let not_understood = [request.not_understood.as_slice(), request.narrowing.as_slice()].concat();
    Ok(answer(Request { not_understood, ..request }))
}

/// Words narrow a topic in any case where one in so many plans that give the topic to someone gives the narrower one. Fewer
/// may have them by chance ("người dân").
const COMMON: usize = 3;

/// Is a task asked for in so many words that no plan may have all of them?
fn is_long(request: &Request) -> bool {
    let is_long = |topic: &Topic| match topic {
        Topic::Words(words) => words.split_whitespace().count() >= topic::LONG,
        Topic::Concept(_) => false,
    };
    let of_tasks = matches!(request.intent, Intent::Who | Intent::When | Intent::Duties);
    of_tasks && request.topics.iter().any(is_long)
}

/// Answers a structured request ([`request_of`]); `question` is only shown.
///
/// # Panics
/// As [`ask`].
pub fn answer<'a>(
    question: &str,
    request: Request,
    plans: &[HeldPlan<'a>],
    prepared: &Prepared,
    knowledge: &'a Knowledge,
    grammar: &Grammar,
) -> Answer<'a> {
    evaluate::answer(question, request, plans, &evaluate::Library { knowledge, grammar, prepared })
}

/// Topics, all of which a task has to have by its headings, its own words or the content block beside it.
pub struct Subject<'a>(Option<topic::Matcher<'a>>);

impl<'a> Subject<'a> {
    /// Without any topic, everything is about them.
    pub fn new(topics: &[Topic], prepared: &'a Prepared, grammar: &Grammar) -> Subject<'a> {
        let asked = !topics.is_empty();
        Subject(asked.then(|| topic::Matcher::new(topics, prepared, &grammar.analyzer)))
    }

    /// Does the assignment of this plan have the topics?
    pub fn is_of(&self, held: &HeldPlan<'_>, given: &Assignment) -> bool {
        self.0.as_ref().is_none_or(|matcher| matcher.of(*held).scope(given).is_some())
    }
}
