//! Turns a cited number into what is known of the instrument: what replaced it, from which day on.

use super::members::code;
use crate::knowledge::{Checklist, Knowledge};
use crate::model::DateBounds;

/// An instrument that is no longer the one in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Superseded {
    /// What replaced it.
    pub(super) by: String,
    /// Since when, `YYYY-MM-DD`, where known.
    pub(super) since: Option<String>,
}

/// What replaced this instrument, by the knowledge files and the programme.
pub(super) fn superseded(number: &str, checklist: &Checklist, knowledge: &Knowledge) -> Option<Superseded> {
    let cited = code(number);
    let programme = checklist.programme.as_ref();
    if let Some(programme) =
        programme.filter(|programme| programme.replaces.iter().any(|old| code(old) == cited))
    {
        return Some(Superseded { by: programme.instrument.clone(), since: Some(programme.date.clone()) });
    }
    let by = knowledge.instruments.iter().find(|known| code(&known.number) == cited)?.replaced_by.clone()?;
    let successor = knowledge.instruments.iter().find(|known| known.number == by);
    Some(Superseded { by, since: successor.and_then(|successor| successor.effective.clone()) })
}

impl Superseded {
    /// Was the old one still in force when a paper of this date was issued? `None` where that cannot be said.
    pub(super) fn was_valid(&self, issued: Option<&DateBounds>) -> Option<bool> {
        let (since, issued) = (self.since.as_deref()?, issued?);
        match () {
            () if issued.to.as_str() < since => Some(true),
            () if issued.from.as_str() >= since => Some(false),
            () => None,
        }
    }
}
