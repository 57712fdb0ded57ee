//! Turns a question in Vietnamese or English into a structured request, and that into an answer with evidence.
//!
//! No model guesses: the phrases of `questions.toml`, the names of bodies, places and concepts decide, and what decided
//! nothing is named in the answer. A question is answered from assignments, headers and citations, never from likeness.

mod answer;
mod bands;
mod chips;
mod dates;
mod error;
mod evaluate;
mod facts;
mod request;
mod spot;
mod topic;
mod understand;

pub use answer::{
    Answer, AssignmentRow, CitationRow, DeadlineRow, Gap, Near, Outcome, Parts, PassageRow, Reading, Row,
    Scope, ScopeFrom, Source, State,
};
pub use chips::chips;
pub use error::AskError;
pub use request::{Days, Field, Intent, Request, ScopeKind, Topic};
pub use spot::Grammar;
pub use understand::understand;

use crate::export::Language;
use crate::knowledge::Knowledge;
use crate::model::HeldPlan;

/// Most bytes of a question: nobody asks longer, and a pasted document is no question.
pub const MAX_BYTES: usize = 2048;

/// Answers a question over the plans held.
///
/// Sentences of the answer are in `language`; quotes are as printed. Same question, same plans: same answer. `plans` may stand in any order.
///
/// # Errors
/// The question is empty, too long, or no text.
pub fn ask(
    question: &str,
    plans: &[HeldPlan<'_>],
    knowledge: &Knowledge,
    grammar: &Grammar,
    language: Language,
) -> Result<Answer, AskError> {
    let request = Request { language, ..understand(question, knowledge, grammar)? };
    if request.narrowing.is_empty() {
        return Ok(evaluate::answer(question, request, plans, knowledge));
    }
    let mut narrow = request.clone();
    narrow.topics.push(Topic::Words(std::mem::take(&mut narrow.narrowing).join(" ")));
    let answer = evaluate::answer(question, narrow, plans, knowledge);
    if answer.answer.holds() {
        return Ok(answer);
    }
    let not_understood = request.narrowing.clone();
    Ok(evaluate::answer(question, Request { not_understood, ..request }, plans, knowledge))
}
