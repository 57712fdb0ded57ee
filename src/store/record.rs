//! Turns a plan and its text into a record on disk, and back.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::model::{Format, Plan};

/// A plan with everything its display needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredPlan {
    /// What the file was.
    pub format: Format,
    /// What was read out of it; its spans are bytes of `text`.
    pub plan: Plan,
    /// The original text.
    pub text: String,
}

/// Where a record lies in `plans.bin`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// First byte.
    pub offset: u64,
    /// How many bytes.
    pub length: u32,
    /// CRC-32 of those bytes.
    pub checksum: u32,
}

const FILE: &str = "plans.bin";

#[derive(Debug)]
pub(super) struct Records {
    path: PathBuf,
    out: BufWriter<File>,
    length: u64,
}

impl Records {
    pub(super) fn open(folder: &Path, kept: u64) -> Result<Records, StoreError> {
        let path = folder.join(FILE);
        let open = || {
            let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
            file.set_len(kept)?;
            file.seek(SeekFrom::Start(kept))?;
            Ok(file)
        };
        let file = open().map_err(|error| StoreError::io(&path, error))?;
        Ok(Records { path, out: BufWriter::new(file), length: kept })
    }

    pub(super) fn append(&mut self, plan: &StoredPlan) -> Result<Place, StoreError> {
        let bytes = postcard::to_allocvec(plan)
            .map_err(|error| StoreError::io(&self.path, std::io::Error::other(error)))?;
        let length = u32::try_from(bytes.len())
            .map_err(|error| StoreError::io(&self.path, std::io::Error::other(error)))?;
        let place = Place { offset: self.length, length, checksum: crc32fast::hash(&bytes) };
        self.out.write_all(&bytes).map_err(|error| StoreError::io(&self.path, error))?;
        self.length += u64::from(length);
        Ok(place)
    }

    /// Makes all records durable; gives their length in bytes.
    pub(super) fn sync(&mut self) -> Result<u64, StoreError> {
        let synced = self.out.flush().and_then(|()| self.out.get_ref().sync_data());
        synced.map_err(|error| StoreError::io(&self.path, error))?;
        Ok(self.length)
    }
}

pub(super) fn open(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join(FILE);
    File::open(&path).map_err(|error| StoreError::io(&path, error))
}

pub(super) fn read(records: &File, place: Place) -> Result<StoredPlan, StoreError> {
    let damaged = || StoreError::Damaged { file: FILE.to_owned(), at: place.offset };
    let mut bytes = vec![0; place.length as usize];
    records.read_exact_at(&mut bytes, place.offset).map_err(|_| damaged())?;
    if crc32fast::hash(&bytes) != place.checksum {
        return Err(damaged());
    }
    postcard::from_bytes(&bytes).map_err(|_| damaged())
}
