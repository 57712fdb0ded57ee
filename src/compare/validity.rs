//! Turns a cited number into what is known of the instrument: what replaced it, from which day on.

use crate::knowledge::{Checklist, Knowledge, Superseded, code};

/// What replaced this instrument, by the knowledge files and the programme.
pub(super) fn superseded(number: &str, checklist: &Checklist, knowledge: &Knowledge) -> Option<Superseded> {
    let cited = code(number);
    let programme = checklist.programme.as_ref();
    if let Some(programme) =
        programme.filter(|programme| programme.replaces.iter().any(|old| code(old) == cited))
    {
        return Some(Superseded { by: programme.instrument.clone(), since: Some(programme.date.clone()) });
    }
    knowledge.superseded(number)
}
