//! Turns the index folder into what questions are asked of.

use std::path::Path;

use super::IngestError;
use super::generation::Generation;
use crate::index::Index;
use crate::knowledge::Knowledge;
use crate::model::HeldPlan;
use crate::store::{PlanEntry, Store, StoreError, StoredPlan};

/// The plans and the search index of one commit.
#[derive(Debug)]
pub struct Library {
    /// Facts and texts.
    pub store: Store,
    /// Words.
    pub index: Index,
}

/// How often a reader tries again when a writer commits while it opens.
const ATTEMPTS: usize = 5;

impl Library {
    /// Opens the current generation of the index at `root`.
    ///
    /// # Errors
    /// There is no index, it was built by another version or with other knowledge, or it is damaged. What to do is in
    /// the message; [`IngestError::is_mended_by_rebuilding`] tells programs.
    pub fn open(root: &Path, knowledge: &Knowledge) -> Result<Library, IngestError> {
        let mut last = IngestError::NoIndex(root.to_owned());
        for _ in 0..ATTEMPTS {
            let generation = Generation::current(root)?;
            if !generation.folder.is_dir() {
                continue;
            }
            if !generation.fits(knowledge) {
                return Err(IngestError::OtherIndex(root.to_owned()));
            }
            match open(&generation) {
                Ok(library) => return Ok(library),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Hands each plan with its text to `visit`, sorted by id; one at a time is in memory.
    ///
    /// # Errors
    /// A record is damaged, or what `visit` says.
    pub fn each_plan<E: From<StoreError>>(
        &self,
        knowledge: &Knowledge,
        mut visit: impl FnMut(HeldPlan<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        for entry in self.store.plans() {
            visit(held(entry, &self.store.load(entry)?, knowledge))?;
        }
        Ok(())
    }
}

/// A plan of the store as answers and rows need it: its province by today's name.
pub fn held<'a>(entry: &'a PlanEntry, stored: &'a StoredPlan, knowledge: &'a Knowledge) -> HeldPlan<'a> {
    let province = entry.province.as_deref().and_then(|code| knowledge.province(code));
    HeldPlan {
        id: &entry.id,
        file: &entry.file,
        province: province.map(|province| province.name.as_str()),
        text: &stored.text,
        plan: &stored.plan,
    }
}

/// Opens what the last commit of a generation left.
pub(super) fn open(generation: &Generation) -> Result<Library, IngestError> {
    let index = Index::open(&generation.tantivy())?;
    let commit = Commit::read(index.payload().as_deref());
    Ok(Library { store: Store::open(&generation.store(), commit.number)?, index })
}

/// What a commit of tantivy says of the store beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Commit {
    /// Number of the list of files; 0 before the first.
    pub(super) number: u64,
    /// Length of the records, in bytes.
    pub(super) length: u64,
}

impl Commit {
    pub(super) fn read(payload: Option<&str>) -> Commit {
        let numbers = payload.and_then(|text| text.split_once(' '));
        let parsed = numbers.and_then(|(number, length)| Some((number.parse().ok()?, length.parse().ok()?)));
        parsed.map_or_else(Commit::default, |(number, length)| Commit { number, length })
    }

    pub(super) fn payload(self) -> String {
        format!("{} {}", self.number, self.length)
    }
}
