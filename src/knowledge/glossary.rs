//! Turns the English words of a question into those that plans print.

use serde::Deserialize;

use super::KnowledgeError;
use super::files::{Files, check_unique};

/// An English word or phrase and what a plan prints for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gloss {
    /// As a question says it.
    pub english: String,
    /// As plans print it.
    pub vietnamese: String,
}

const FILE: &str = "glossary.csv";

pub(super) fn glossary(files: &Files) -> Result<Vec<Gloss>, KnowledgeError> {
    let rows = files.rows::<Gloss>(FILE)?;
    check_unique(FILE, &rows, |gloss| &gloss.english)?;
    Ok(rows.into_iter().map(|row| row.value).collect())
}
