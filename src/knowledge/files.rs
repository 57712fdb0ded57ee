use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use sha2::{Digest, Sha256};

use super::{KnowledgeError, Problem};
use crate::normalize::is_nfc;

/// The names of all knowledge files, with their embedded contents.
const EMBEDDED: [(&str, &str); 13] = [
    ("abbreviations.csv", include_str!("../../corpus/knowledge/abbreviations.csv")),
    ("bodies.csv", include_str!("../../corpus/knowledge/bodies.csv")),
    ("concepts.toml", include_str!("../../corpus/knowledge/concepts.toml")),
    ("cues.toml", include_str!("../../corpus/knowledge/cues.toml")),
    ("glossary.csv", include_str!("../../corpus/knowledge/glossary.csv")),
    ("groups.csv", include_str!("../../corpus/knowledge/groups.csv")),
    ("instruments.csv", include_str!("../../corpus/knowledge/instruments.csv")),
    ("kinds.csv", include_str!("../../corpus/knowledge/kinds.csv")),
    ("provinces-before-2025.csv", include_str!("../../corpus/knowledge/provinces-before-2025.csv")),
    ("provinces.csv", include_str!("../../corpus/knowledge/provinces.csv")),
    ("questions.toml", include_str!("../../corpus/knowledge/questions.toml")),
    ("sections.csv", include_str!("../../corpus/knowledge/sections.csv")),
    ("terms.csv", include_str!("../../corpus/knowledge/terms.csv")),
];

/// The texts of the knowledge files by name.
pub(super) struct Files(BTreeMap<&'static str, String>);

/// A row or table of a file and the line it begins on.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub(super) line: usize,
    pub(super) value: T,
}

impl Files {
    pub(super) fn embedded() -> Files {
        Files(EMBEDDED.iter().map(|&(name, text)| (name, text.to_owned())).collect())
    }

    /// Reads all files from a folder; each must be there.
    pub(super) fn read(folder: &Path) -> Result<Files, KnowledgeError> {
        let read = |name: &'static str| {
            let text = std::fs::read_to_string(folder.join(name));
            text.map(|text| (name, text)).map_err(|e| error(name, 0, Problem::Unreadable(e.kind())))
        };
        EMBEDDED.iter().map(|&(name, _)| read(name)).collect::<Result<_, _>>().map(Files)
    }

    /// SHA-256 over the names and contents, in the order of the names; hexadecimal.
    pub(super) fn fingerprint(&self) -> String {
        let mut digest = Sha256::new();
        for (name, text) in &self.0 {
            digest.update(name.as_bytes());
            digest.update([0]);
            digest.update(text.as_bytes());
            digest.update([0]);
        }
        digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Refuses text that would match nothing, since all that is compared is composed.
    pub(super) fn check_nfc(&self) -> Result<(), KnowledgeError> {
        for (name, text) in &self.0 {
            if let Some(at) = text.lines().position(|line| !is_nfc(line)) {
                return Err(error(name, at + 1, Problem::NotNfc));
            }
        }
        Ok(())
    }

    pub(super) fn text(&self, name: &'static str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The rows of a CSV file.
    pub(super) fn rows<T: DeserializeOwned>(&self, name: &'static str) -> Result<Vec<At<T>>, KnowledgeError> {
        let mut reader = csv::Reader::from_reader(self.text(name).as_bytes());
        let malformed = |e: csv::Error| {
            let line = e.position().map_or(0, |position| position.line() as usize);
            error(name, line, Problem::Malformed(e.to_string()))
        };
        let headers = reader.headers().map_err(malformed)?.clone();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(malformed)?;
            let line = record.position().map_or(0, |position| position.line() as usize);
            let value = record.deserialize(Some(&headers)).map_err(malformed)?;
            rows.push(At { line, value });
        }
        Ok(rows)
    }

    /// A TOML file as one value.
    pub(super) fn table<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, KnowledgeError> {
        let text = self.text(name);
        toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |span| span.start.min(text.len()));
            let line = text.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
            error(name, line, Problem::Malformed(e.message().to_owned()))
        })
    }

    /// The line on which the `nth` (from 0) `text` of a file stands; 0 where there is none.
    pub(super) fn line_of(&self, name: &'static str, text: &str, nth: usize) -> usize {
        let holds = self.text(name).lines().enumerate().filter(|(_, line)| line.contains(text));
        holds.map(|(at, _)| at + 1).nth(nth).unwrap_or(0)
    }
}

pub(super) fn error(file: &str, line: usize, problem: Problem) -> KnowledgeError {
    KnowledgeError { file: file.to_owned(), line, problem }
}

/// Refuses a key that comes twice.
pub(super) fn check_unique<T>(
    file: &str,
    rows: &[At<T>],
    key: impl Fn(&T) -> &str,
) -> Result<(), KnowledgeError> {
    let mut seen = std::collections::BTreeSet::new();
    match rows.iter().find(|row| !seen.insert(key(&row.value).to_owned())) {
        Some(row) => Err(error(file, row.line, Problem::Duplicate(key(&row.value).to_owned()))),
        None => Ok(()),
    }
}

/// The rows without their lines.
pub(super) fn values<T>(rows: Vec<At<T>>) -> Vec<T> {
    rows.into_iter().map(|row| row.value).collect()
}

/// A cell that lists several values, separated by semicolons.
pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let cell = String::deserialize(deserializer)?;
    Ok(cell.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect())
}

/// A cell that may be empty.
pub(super) fn maybe<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let cell = String::deserialize(deserializer)?;
    Ok(Some(cell).filter(|cell| !cell.is_empty()))
}
