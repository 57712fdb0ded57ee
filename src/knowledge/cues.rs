use std::collections::BTreeMap;

use serde::Deserialize;

use super::files::{Files, error};
use super::{KnowledgeError, Mark, Phrases, Problem};

/// A field of a task, as its label names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Cơ quan chủ trì.
    Lead,
    /// Cơ quan phối hợp.
    Coordinate,
    /// Cơ quan thực hiện.
    Implement,
    /// Bộ phận tham mưu.
    Advise,
    /// Thời gian thực hiện.
    Time,
    /// Nội dung.
    Content,
    /// Sản phẩm, địa điểm and the like.
    Other,
}

/// What a phrase does in a sentence; the tables of `cues.toml` say more of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Cue {
    Grounds,
    GroundsWithInstrument,
    Closing,
    Attached,
    Recipients,
    Sample,
    Motto,
    Secrecy,
    Stamp,
    SubjectMark,
    Story,
    EnactingKind,
    LocalBody,
    CommuneUnit,
    DistrictUnit,
    CentralWord,
    Rank,
    Assign,
    Request,
    Lead,
    LeadImplied,
    With,
    Coordinate,
    Implement,
    Duty,
    Action,
    Announces,
    Directs,
    AsFor,
    ResponsibilityOf,
    Qualified,
    Send,
    ReceiverDuty,
    By,
    Head,
    LeadIn,
    Purpose,
    Organization,
    NumberColumn,
    TaskColumn,
    Noun,
    Qualifier,
    Opener,
    UnknownHead,
    And,
    Of,
    PlaceUnit,
    Belongs,
    InName,
    Liability,
    Obstacle,
    Nominal,
    Instrument,
    Law,
    LawEnd,
    Replaces,
    Amends,
    BasisWord,
    ImplementsWord,
    Called,
}

/// `cues.toml`: labels of fields, and phrases by what they do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CueFile {
    field: Vec<Labels>,
    cue: BTreeMap<Cue, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Labels {
    kind: Field,
    labels: Vec<String>,
}

const FILE: &str = "cues.toml";

/// Adds all labels and cues to the names that are looked for in texts.
pub(super) fn insert(files: &Files, marks: &mut Phrases<Mark>) -> Result<(), KnowledgeError> {
    let file: CueFile = files.table(FILE)?;
    for Labels { kind, labels } in &file.field {
        check(files, &format!("{kind:?}"), labels)?;
        labels.iter().for_each(|label| marks.insert(label, Mark::Field(*kind)));
    }
    for (cue, phrases) in &file.cue {
        check(files, &format!("{cue:?}"), phrases)?;
        phrases.iter().for_each(|phrase| marks.insert(phrase, Mark::Cue(*cue)));
    }
    Ok(())
}

/// A list holds something, and nothing twice.
fn check(files: &Files, name: &str, phrases: &[String]) -> Result<(), KnowledgeError> {
    if phrases.is_empty() {
        return Err(error(FILE, 0, Problem::Empty(name.to_owned())));
    }
    let mut seen = std::collections::BTreeSet::new();
    match phrases.iter().find(|phrase| !seen.insert(phrase.as_str())) {
        Some(twice) => {
            let line = files.line_of(FILE, &format!("\"{twice}\""), 0);
            Err(error(FILE, line, Problem::Duplicate(twice.clone())))
        }
        None => Ok(()),
    }
}
