use serde::Deserialize;

use super::files::{Files, check_unique, list};
use super::{KnowledgeError, Phrases, Spelling};

/// A kind of section, told by how its heading begins.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its stable id.
    pub id: String,
    /// Its Vietnamese label.
    pub name: String,
    /// Its English label.
    pub english: String,
    /// How headings of this kind begin; none where the place in the paper tells.
    #[serde(deserialize_with = "list")]
    pub words: Vec<String>,
}

const FILE: &str = "sections.csv";

pub(super) fn sections(files: &Files) -> Result<Vec<Section>, KnowledgeError> {
    let rows = files.rows::<Section>(FILE)?;
    check_unique(FILE, &rows, |section| &section.id)?;
    Ok(rows.into_iter().map(|row| row.value).collect())
}

impl super::Knowledge {
    /// The kind of section with this id.
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// The beginnings of headings, each with its place in [`super::Knowledge::sections`].
    pub fn section_words(&self) -> Phrases<usize> {
        let mut found = Phrases::new(Spelling::Marked);
        for (at, section) in self.sections.iter().enumerate() {
            section.words.iter().for_each(|words| found.insert(words, at));
        }
        found
    }
}
