//! Turns a cited number into what is known of the instrument: what replaced it, from which day on.

use crate::knowledge::{Checklist, Knowledge, Programme, Superseded};

/// What replaced this instrument, by the knowledge files and the programme.
pub(super) fn superseded(number: &str, checklist: &Checklist, knowledge: &Knowledge) -> Option<Superseded> {
    let programme = checklist.programme.as_ref().filter(|programme| programme.has_replaced(number));
    programme.map(Programme::replacement).or_else(|| knowledge.superseded(number))
}
