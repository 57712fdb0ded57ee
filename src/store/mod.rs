//! Turns plans that were read into facts in memory and texts on disk.
//!
//! A store is a folder with two files. `plans.bin` holds one record after another, each a plan and its original text;
//! it only grows. `files-N.bin` says which file was read with which result and where its record lies; each commit
//! writes a new one. Whoever commits decides which list is the current one ([`Store::open`] is told its number), so
//! that a store and an index beside it change together or not at all.

mod error;
mod facts;
mod files;
mod record;

pub use error::StoreError;
pub use facts::{Fact, Names};
pub use files::{FileEntry, FileOutcome, FileStamp, NearCopy, PlanEntry};
pub use record::{Place, StoredPlan};

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use files::FileList;
use record::Records;
use sha2::{Digest, Sha256};

/// The layout of both files and what readers make of files. Another layout, or readers that read what they refused, is
/// another number.
pub const FORMAT: u32 = 4;

/// The plans of one commit: what is known of every file in memory, texts on disk.
#[derive(Debug)]
pub struct Store {
    list: FileList,
    /// Places of the entries that hold plans, by plan id.
    plans: Vec<usize>,
    /// The same by the hash of the file.
    keys: HashMap<String, usize>,
    records: File,
}

impl Store {
    /// Opens the list with this number in `folder`; 0 is the empty store that needs no file.
    ///
    /// # Errors
    /// The file and what is wrong with it.
    pub fn open(folder: &Path, number: u64) -> Result<Store, StoreError> {
        let list = FileList::read(folder, number)?;
        let records = record::open(folder)?;
        let plans = list.plans();
        let keys = plans.iter().map(|&at| (list.files[at].stamp.sha256.clone(), at)).collect();
        Ok(Store { plans, keys, list, records })
    }

    /// Every file that was looked at, sorted by path.
    pub fn files(&self) -> &[FileEntry] {
        &self.list.files
    }

    /// The plans held, sorted by id.
    pub fn plans(&self) -> impl ExactSizeIterator<Item = &PlanEntry> {
        self.plans.iter().filter_map(|&at| self.list.files[at].plan()).collect::<Vec<_>>().into_iter()
    }

    /// The plan with this id.
    pub fn plan(&self, id: &str) -> Option<&PlanEntry> {
        self.plans().find(|plan| plan.id == id)
    }

    /// The plan of the file with this hash: what the search index calls it.
    pub fn by_key(&self, key: &str) -> Option<&PlanEntry> {
        self.keys.get(key).and_then(|&at| self.list.files[at].plan())
    }

    /// SHA-256 over the hashes of the files whose plans are held, hexadecimal: the same plans, the same fingerprint.
    pub fn fingerprint(&self) -> String {
        let mut keys: Vec<&String> = self.keys.keys().collect();
        keys.sort_unstable();
        let mut digest = Sha256::new();
        keys.iter().for_each(|key| digest.update(key.as_bytes()));
        digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The names behind [`Fact::body`].
    pub fn names(&self) -> &Names {
        &self.list.names
    }

    /// Reads a plan and its text from disk.
    ///
    /// # Errors
    /// The record is damaged or cannot be read; the index has to be built again.
    pub fn load(&self, plan: &PlanEntry) -> Result<StoredPlan, StoreError> {
        record::read(&self.records, plan.place)
    }
}

/// Writes a store: records at any time, a list at each commit.
#[derive(Debug)]
pub struct StoreWriter {
    folder: PathBuf,
    records: Records,
}

impl StoreWriter {
    /// Opens the store in `folder`, which is made if need be. What lies behind the `kept` first bytes of the records
    /// was never committed and is cut off.
    ///
    /// # Errors
    /// What the file system says, with the path.
    pub fn open(folder: &Path, kept: u64) -> Result<StoreWriter, StoreError> {
        std::fs::create_dir_all(folder).map_err(|error| StoreError::io(folder, error))?;
        Ok(StoreWriter { folder: folder.to_owned(), records: Records::open(folder, kept)? })
    }

    /// Adds a record and says where it lies.
    ///
    /// # Errors
    /// What the file system says, with the path.
    pub fn put(&mut self, plan: &StoredPlan) -> Result<Place, StoreError> {
        self.records.append(plan)
    }

    /// Writes the list of files under this number and makes it and all records durable. Gives the length of the
    /// records, in bytes.
    ///
    /// # Errors
    /// What the file system says, with the path.
    pub fn commit(
        &mut self,
        number: u64,
        mut files: Vec<FileEntry>,
        names: Names,
    ) -> Result<u64, StoreError> {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let length = self.records.sync()?;
        FileList { files, names }.write(&self.folder, number)?;
        Ok(length)
    }

    /// Removes the lists of all other numbers; what cannot be removed stays and does no harm.
    pub fn forget_others(&self, number: u64) {
        files::forget_others(&self.folder, number);
    }
}
