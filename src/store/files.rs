//! Turns what is known of the files into a list on disk, and back.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::record::Place;
use super::{Fact, Names, StoreError};
use crate::model::Level;

/// One file that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its path, absolute; of a file in an archive, the archive's path and the name in it.
    pub path: String,
    /// The path of the archive it lies in.
    pub archive: Option<String>,
    /// Whether it is the same file as last time.
    pub stamp: FileStamp,
    /// What became of it.
    pub outcome: FileOutcome,
}

impl FileEntry {
    /// The plan read from it, if any.
    pub fn plan(&self) -> Option<&PlanEntry> {
        match &self.outcome {
            FileOutcome::Plan(plan) => Some(plan),
            _ => None,
        }
    }

    pub(crate) fn plan_mut(&mut self) -> Option<&mut PlanEntry> {
        match &mut self.outcome {
            FileOutcome::Plan(plan) => Some(plan),
            _ => None,
        }
    }
}

/// Tells one state of a file from another.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileStamp {
    /// Bytes.
    pub size: u64,
    /// Time of its last change, nanoseconds since 1970; 0 where the system does not tell.
    pub modified: u64,
    /// SHA-256 of its bytes, hexadecimal; empty where it could not be read.
    pub sha256: String,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileOutcome {
    /// A plan was read from it.
    Plan(Box<PlanEntry>),
    /// It is byte for byte the file at this path, whose plan stands for both.
    Duplicate(String),
    /// It is no document that can be read; code and reason.
    Refused {
        /// Stable word.
        code: String,
        /// Why and what to do, for the analyst.
        vi: String,
        /// The same in English.
        en: String,
    },
    /// The system would not give its bytes; in its words.
    Failed(String),
    /// It is an archive; so many files in it have entries of their own.
    Archive(u32),
}

/// What is kept in memory of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanEntry {
    /// Its PlanId.
    pub id: String,
    /// The same before it was told apart from others of that id.
    pub base_id: String,
    /// The file's name, without folders.
    pub file: String,
    /// Code of today's province.
    pub province: Option<String>,
    /// Whose paper it is.
    pub level: Level,
    /// Year of the paper.
    pub year: Option<u16>,
    /// Kind, in sentence case.
    pub kind: Option<String>,
    /// Số và ký hiệu, as far as printed.
    pub number: Option<String>,
    /// Trích yếu.
    pub subject: Option<String>,
    /// How many provisions it has.
    pub provisions: u32,
    /// How many characters its text has, white space left out.
    pub characters: u32,
    /// How many remarks were made on reading it.
    pub diagnostics: u32,
    /// Its assignments, without their words.
    pub facts: Vec<Fact>,
    /// Was it read in part only? Why.
    pub degraded: Option<String>,
    /// Does it say that it is a sample (văn bản mẫu)?
    pub sample: bool,
    /// What its words are, for finding copies.
    pub sketch: Vec<u32>,
    /// Other copies of the same paper: a scan, a draft.
    pub copies: Vec<NearCopy>,
    /// Where its record lies.
    pub place: Place,
}

/// Another copy of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearCopy {
    /// Its PlanId.
    pub plan: String,
    /// How much of the words is alike, in percent.
    pub percent: u8,
    /// Is it the current one?
    pub is_current: bool,
}

impl PlanEntry {
    /// The other copy that is current, where this one is not.
    pub fn current_copy(&self) -> Option<&NearCopy> {
        self.copies.iter().find(|copy| copy.is_current)
    }

    /// Does it stand for its paper? Of several copies one does, and only that one counts where papers are counted.
    pub fn is_current(&self) -> bool {
        self.current_copy().is_none()
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct FileList {
    pub(super) files: Vec<FileEntry>,
    pub(super) names: Names,
}

impl FileList {
    pub(super) fn read(folder: &Path, number: u64) -> Result<FileList, StoreError> {
        if number == 0 {
            return Ok(FileList::default());
        }
        let path = folder.join(name(number));
        let bytes = std::fs::read(&path).map_err(|error| StoreError::io(&path, error))?;
        let damaged = || StoreError::Damaged { file: path.display().to_string(), at: 0 };
        let (sum, list) = bytes.split_first_chunk::<4>().ok_or_else(damaged)?;
        if crc32fast::hash(list) != u32::from_le_bytes(*sum) {
            return Err(damaged());
        }
        postcard::from_bytes(list).map_err(|_| damaged())
    }

    pub(super) fn write(&self, folder: &Path, number: u64) -> Result<(), StoreError> {
        let path = folder.join(name(number));
        let write = || {
            let list = postcard::to_allocvec(self).map_err(std::io::Error::other)?;
            let mut file = File::create(&path)?;
            file.write_all(&crc32fast::hash(&list).to_le_bytes())?;
            file.write_all(&list)?;
            file.sync_all()?;
            File::open(folder)?.sync_all()
        };
        write().map_err(|error| StoreError::io(&path, error))
    }

    /// Places of the entries that hold plans, by plan id.
    pub(super) fn plans(&self) -> Vec<usize> {
        let mut found: Vec<(&str, usize)> = self
            .files
            .iter()
            .enumerate()
            .filter_map(|(at, file)| Some((file.plan()?.id.as_str(), at)))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, at)| at).collect()
    }
}

fn name(number: u64) -> PathBuf {
    PathBuf::from(format!("files-{number}.bin"))
}

pub(super) fn forget_others(folder: &Path, number: u64) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let found = entry.file_name();
        let is_list = found.to_str().is_some_and(|name| name.starts_with("files-") && name.ends_with(".bin"));
        if is_list && Path::new(&found) != name(number) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
