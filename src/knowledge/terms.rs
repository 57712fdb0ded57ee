use serde::Deserialize;

use super::files::{Files, check_unique};
use super::{Knowledge, KnowledgeError};

/// A term of administration, law or technology.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// As a dictionary prints it.
    pub term: String,
    /// What it belongs to.
    pub field: String,
}

const FILE: &str = "terms.csv";

pub(super) fn terms(files: &Files) -> Result<Vec<Term>, KnowledgeError> {
    let rows = files.rows::<Term>(FILE)?;
    check_unique(FILE, &rows, |term| &term.term)?;
    Ok(rows.into_iter().map(|row| row.value).collect())
}

impl Knowledge {
    /// The terms that are compiled into the program; others are learned at start.
    pub fn compiled_terms() -> Result<Vec<Term>, KnowledgeError> {
        terms(&Files::embedded())
    }
}
