//! Turns the index folder into what questions are asked of.

use std::path::Path;
use std::sync::Arc;

use super::IngestError;
use super::generation::Generation;
use super::said::{Said, correct_head};
use crate::catalog::{self, Catalog, CatalogError, Judgment};
use crate::index::Index;
use crate::knowledge::Knowledge;
use crate::model::HeldPlan;
use crate::store::{PlanEntry, Store, StoreError, StoredPlan};

/// The plans and the search index of one commit, and what people said of the plans.
#[derive(Debug, Clone)]
pub struct Library {
    /// Facts and texts as they were read; [`Library::load`] joins to them what people said.
    pub store: Arc<Store>,
    /// Words.
    pub index: Arc<Index>,
    said: Said,
}

/// A plan as people left it.
#[derive(Debug)]
pub struct ReviewedPlan {
    /// What the list says of it.
    pub entry: PlanEntry,
    /// The plan and its text.
    pub stored: StoredPlan,
    /// What was said of words that are not found in it any more.
    pub unmatched: Vec<Judgment>,
    /// Did a person put right what was read from its head?
    pub has_own_head: bool,
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

    /// The same plans with what the catalog in the data folder holds about them.
    ///
    /// # Errors
    /// The catalog is damaged.
    pub fn with_catalog(self, data: &Path) -> Result<Library, IngestError> {
        let said = Said::read(data, &self.store)?;
        Ok(Library { said, ..self })
    }

    /// The same plans with what this catalog holds about them now.
    ///
    /// # Errors
    /// The catalog is damaged.
    pub fn reviewed(&self, catalog: &Catalog) -> Result<Library, CatalogError> {
        let (store, index) = (Arc::clone(&self.store), Arc::clone(&self.index));
        Ok(Library { said: Said::of(catalog, &store)?, store, index })
    }

    /// Do both say the same of this plan?
    pub fn agrees_on(&self, id: &str, other: &Library) -> bool {
        self.said.of_plan(id) == other.said.of_plan(id)
    }

    /// What was said of papers that are not held.
    pub fn homeless(&self) -> &[Judgment] {
        &self.said.homeless
    }

    /// Reads a plan and its text, and joins what people said of it: the one place where that is done.
    ///
    /// # Errors
    /// The record is damaged or cannot be read; the index has to be built again.
    pub fn load(&self, entry: &PlanEntry, knowledge: &Knowledge) -> Result<ReviewedPlan, StoreError> {
        let (mut entry, mut stored) = (entry.clone(), self.store.load(entry)?);
        let Some(said) = self.said.of_plan(&entry.id) else {
            return Ok(ReviewedPlan { entry, stored, unmatched: Vec::new(), has_own_head: false });
        };
        let unmatched = catalog::apply(&mut stored.plan, &stored.text, &said.judgments);
        if let Some(head) = &said.head {
            correct_head(head, &mut entry, &mut stored, knowledge);
        }
        Ok(ReviewedPlan { entry, stored, unmatched, has_own_head: said.head.is_some() })
    }

    /// Reads a plan and its text as the machine read it, whatever people said.
    ///
    /// # Errors
    /// As of [`Library::load`].
    pub fn as_read(&self, entry: &PlanEntry) -> Result<StoredPlan, StoreError> {
        self.store.load(entry)
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
            let ReviewedPlan { entry, stored, .. } = self.load(entry, knowledge)?;
            visit(held(&entry, &stored, knowledge))?;
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
    let store = Arc::new(Store::open(&generation.store(), commit.number)?);
    Ok(Library { store, index: Arc::new(index), said: Said::default() })
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
