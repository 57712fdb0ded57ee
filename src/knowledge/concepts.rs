use std::collections::BTreeMap;

use serde::Deserialize;

use super::files::{Files, error};
use super::{KnowledgeError, Problem};

/// A topic that plans and questions speak of in many words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concept {
    /// Its stable id.
    pub id: String,
    /// Its Vietnamese label.
    pub vi: String,
    /// Its English label.
    pub en: String,
    /// Other Vietnamese words for it.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// Other English words for it.
    #[serde(default)]
    pub synonyms_en: Vec<String>,
    /// Phrases that hold its words and mean something else.
    #[serde(default)]
    pub negative: Vec<String>,
    /// Whom a duty of this topic binds, where the law says so.
    #[serde(default)]
    pub binds: Option<Binds>,
}

/// Whom a duty binds, and by which provision.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binds {
    /// central, province, commune.
    pub level: String,
    /// The provision that says so.
    pub by: String,
}

/// What a phrase of a question does; `questions.toml` says more of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Ask {
    Filler,
    Turn,
    Whole,
    Generic,
    AnyRole,
    Communes,
    Provinces,
    Plans,
    Assign,
    Request,
    NamedOnly,
    ByName,
    Who,
    When,
    Deadline,
    Duties,
    Missing,
    Compare,
    Count,
    CountMembers,
    Cites,
    Rests,
    Implements,
    Replaces,
    Superseded,
    NotLead,
    NotCoordinate,
    Figure,
    Chain,
    CarriesOut,
    NoPlan,
    Lead,
    Coordinate,
    Implement,
    Advise,
    OnlyLead,
    OnlyCoordinate,
    Number,
    IssueDate,
    Signatory,
    Section,
    SectionWord,
    PlanWord,
    ProvinceLevel,
    DepartmentLevel,
    Partners,
    Stated,
    Fixed,
    Undated,
    Weekly,
    Monthly,
    Quarterly,
    HalfYearly,
    Yearly,
    Party,
    Unions,
    Except,
    RatherThan,
    Before,
    Until,
    After,
    Backwards,
    OwnSection,
    Quoted,
    Both,
    Or,
    From,
    Passed,
    CentralLevel,
    AsWell,
    ButNot,
    LaterThanCenter,
    Under,
    Money,
    OutOfScope,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionFile {
    cue: BTreeMap<Ask, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConceptFile {
    concept: Vec<Concept>,
}

const FILE: &str = "concepts.toml";

pub(super) fn concepts(files: &Files) -> Result<Vec<Concept>, KnowledgeError> {
    let concepts = files.table::<ConceptFile>(FILE)?.concept;
    let mut seen = std::collections::BTreeSet::new();
    for concept in &concepts {
        for name in [&concept.id, &concept.vi].into_iter().chain(&concept.synonyms) {
            if !seen.insert(name.as_str()) {
                let line = files.line_of(FILE, &format!("\"{name}\""), 1);
                return Err(error(FILE, line, Problem::Duplicate(name.clone())));
            }
        }
    }
    Ok(concepts)
}

/// The phrases of questions, by what they do; a phrase stands in one list only.
pub(super) fn questions(files: &Files) -> Result<Vec<(String, Ask)>, KnowledgeError> {
    const FILE: &str = "questions.toml";
    let file: QuestionFile = files.table(FILE)?;
    let all: Vec<(String, Ask)> = file
        .cue
        .into_iter()
        .flat_map(|(ask, list)| list.into_iter().map(move |phrase| (phrase, ask)))
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    for (phrase, _) in &all {
        if !seen.insert(phrase.as_str()) {
            let line = files.line_of(FILE, &format!("\"{phrase}\""), 0);
            return Err(error(FILE, line, Problem::Duplicate(phrase.clone())));
        }
    }
    Ok(all)
}
