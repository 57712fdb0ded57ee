//! Turns a printed number into what is known of the central instrument: whether another replaced it, and since when.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::files::{Files, check_unique, error, list, maybe, values};
use super::{Knowledge, KnowledgeError, Problem, Programme};
use crate::model::DateBounds;
use crate::normalize::fold;

/// A central instrument (văn bản trung ương) that plans carry out or rest on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CentralInstrument {
    /// `117/2025/QH15`.
    pub number: String,
    /// Luật, Nghị định, Quyết định, ….
    pub kind: String,
    /// Its name or subject.
    pub title: String,
    /// Other names, in Vietnamese or English.
    #[serde(deserialize_with = "list")]
    pub names: Vec<String>,
    /// The day it was passed or signed, `YYYY-MM-DD`, where known.
    #[serde(deserialize_with = "maybe")]
    pub date: Option<String>,
    /// The day it came into force, where known.
    #[serde(deserialize_with = "maybe")]
    pub effective: Option<String>,
    /// The instrument that replaced it.
    #[serde(deserialize_with = "maybe")]
    pub replaced_by: Option<String>,
    /// Where these facts are known from.
    pub source: String,
}

/// An instrument that is no longer the one in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superseded {
    /// What replaced it.
    pub by: String,
    /// Since when, `YYYY-MM-DD`, where known.
    pub since: Option<String>,
}

impl Superseded {
    /// Was the old one still in force when a paper of this date was issued? `None` where that cannot be said.
    pub fn was_valid(&self, issued: Option<&DateBounds>) -> Option<bool> {
        let (since, issued) = (self.since.as_deref()?, issued?);
        match () {
            () if issued.to.as_str() < since => Some(true),
            () if issued.from.as_str() >= since => Some(false),
            () => None,
        }
    }
}

impl Programme {
    /// Does its instrument replace the one of this number?
    pub fn has_replaced(&self, number: &str) -> bool {
        self.replaces.iter().any(|old| code(old) == code(number))
    }

    /// Its instrument as the one that replaced another.
    pub fn replacement(&self) -> Superseded {
        Superseded { by: self.instrument.clone(), since: Some(self.date.clone()) }
    }
}

impl Knowledge {
    /// What replaced the instrument of this number, by the list of instruments or by what a programme replaces; `None`
    /// where it is in force or not known.
    pub fn superseded(&self, number: &str) -> Option<Superseded> {
        self.replaced().remove(&code(number))
    }

    /// What replaced which: by the number of the old one, as [`code`] has it. A programme's word comes first.
    pub fn replaced(&self) -> BTreeMap<String, Superseded> {
        let mut all = BTreeMap::new();
        for programme in self.checklists.iter().filter_map(|checklist| checklist.programme.as_ref()) {
            for old in &programme.replaces {
                all.entry(code(old)).or_insert_with(|| programme.replacement());
            }
        }
        for known in &self.instruments {
            let Some(by) = known.replaced_by.clone() else { continue };
            let successor = self.instruments.iter().find(|known| known.number == by);
            let since = successor.and_then(|successor| successor.effective.clone());
            all.entry(code(&known.number)).or_insert(Superseded { by, since });
        }
        all
    }
}

/// A number or symbol as it is compared: without marks, spaces or case.
pub fn code(number: &str) -> String {
    fold(number).replace(' ', "").to_lowercase()
}

pub(super) fn instruments(files: &Files) -> Result<Vec<CentralInstrument>, KnowledgeError> {
    const FILE: &str = "instruments.csv";
    let rows = files.rows::<CentralInstrument>(FILE)?;
    check_unique(FILE, &rows, |row| &row.number)?;
    for row in &rows {
        if let Some(next) =
            row.value.replaced_by.as_ref().filter(|next| rows.iter().all(|row| &row.value.number != *next))
        {
            return Err(error(FILE, row.line, Problem::UnknownId(next.clone())));
        }
        let days = [&row.value.date, &row.value.effective];
        if let Some(day) = days.into_iter().flatten().find(|day| !super::places::is_day(day)) {
            return Err(error(FILE, row.line, Problem::BadValue { field: "date", value: day.clone() }));
        }
    }
    Ok(values(rows))
}
