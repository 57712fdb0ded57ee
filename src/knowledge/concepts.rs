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

/// Words of questions: `questions.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionWords {
    /// Words that never decide: which, of, the; tỉnh, nào, cho.
    pub filler: Vec<String>,
    /// Words of topics that never decide: biện pháp, nhiệm vụ, measures.
    pub generic: Vec<String>,
    /// What asks over the provinces.
    pub provinces: Vec<String>,
    /// What asks over the plans held.
    pub plans: Vec<String>,
    /// What says that a duty is given: giao, assigned.
    pub assign: Vec<String>,
    /// What wants only bodies that are named: đích danh.
    pub named_only: Vec<String>,
    /// Role words.
    pub lead: Vec<String>,
    /// Role words.
    pub coordinate: Vec<String>,
    /// Role words.
    pub implement: Vec<String>,
    /// Role words.
    pub advise: Vec<String>,
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

pub(super) fn question_words(files: &Files) -> Result<QuestionWords, KnowledgeError> {
    files.table("questions.toml")
}
