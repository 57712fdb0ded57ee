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
mod parts;
mod passages;
mod printed;
mod request;
mod spot;
mod states;
mod topic;
mod understand;
mod words;

pub use answer::{
    Answer, AssignmentRow, CitationRow, DeadlineRow, Gap, Near, Outcome, Parts, PassageRow, Reading, Row,
    Scope, ScopeFrom, Source, State,
};
pub use chips::{Chip, chips, key_name};
pub use error::AskError;
pub use parts::{is_structured, request_of, typed};
pub use request::{Days, Field, Intent, Request, ScopeKind, Topic};
pub use spot::Grammar;
pub use understand::understand;
pub use words::Prepared;

use crate::export::Language;
use crate::knowledge::Knowledge;
use crate::model::{Assignment, HeldPlan};

/// Most bytes of a question: nobody asks longer, and a pasted document is no question.
pub const MAX_BYTES: usize = 2048;

/// Answers a question over the plans held.
///
/// `prepared` is what was read of these plans. Sentences of the answer are in `language`; quotes are as printed. Same
/// question, same plans: same answer. `plans` may stand in any order.
///
/// # Errors
/// The question is empty, too long, or no text.
pub fn ask<'a>(
    question: &str,
    plans: &[HeldPlan<'a>],
    prepared: &Prepared,
    knowledge: &'a Knowledge,
    grammar: &Grammar,
    language: Language,
) -> Result<Answer<'a>, AskError> {
    let answer = |request| answer(question, request, plans, prepared, knowledge, grammar);
    let mut request = Request { language, ..understand(question, knowledge, grammar)? };
    printed::take_names(&mut request, plans, knowledge);
    if request.narrowing.is_empty() {
        return Ok(answer(request));
    }
    let mut narrow = request.clone();
    narrow.topics.push(Topic::Words(std::mem::take(&mut narrow.narrowing).join(" ")));
    let narrowed = answer(narrow);
    if narrowed.answer.holds() {
        return Ok(narrowed);
    }
    let not_understood = request.narrowing.clone();
    Ok(answer(Request { not_understood, ..request }))
}

/// Answers a structured request ([`request_of`]); `question` is only shown.
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
