//! Turns an archive into its parts, within limits.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::refusal::Refusal;

/// Most entries of an archive.
const MAX_ENTRIES: usize = 2_000;
/// Most bytes that all parts read may have together.
const MAX_INFLATED: u64 = 100 << 20;
/// Most bytes that one byte of a packed part may become, beyond a first megabyte.
const MAX_RATIO: u64 = 100;
const FREE_OF_RATIO: u64 = 1 << 20;

pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    left: u64,
}

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Package<'b>, Refusal> {
        let archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|error| Refusal::damaged(&error.to_string()))?;
        if archive.len() > MAX_ENTRIES {
            return Err(Refusal::bomb(&format!("{} entries", archive.len())));
        }
        Ok(Package { archive, left: MAX_INFLATED })
    }

    /// The bytes of a part that has to be there.
    pub(super) fn part(&mut self, name: &str) -> Result<Vec<u8>, Refusal> {
        self.read(name)?.ok_or_else(|| Refusal::damaged(&format!("{name} is missing")))
    }

    /// The bytes of a part that may be missing; then none.
    pub(super) fn optional(&mut self, name: &str) -> Result<Vec<u8>, Refusal> {
        Ok(self.read(name)?.unwrap_or_default())
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.archive.len()
    }

    /// The name of an entry.
    pub(super) fn name(&self, at: usize) -> Option<String> {
        self.archive.name_for_index(at)?.ok().map(|name| name.into_owned())
    }

    fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        self.archive.index_for_name(name).map(|at| self.entry(at)).transpose()
    }

    /// The bytes of an entry.
    pub(super) fn entry(&mut self, at: usize) -> Result<Vec<u8>, Refusal> {
        let part = self.archive.by_index(at).map_err(|error| Refusal::damaged(&error.to_string()))?;
        let limit = self.left.min(FREE_OF_RATIO.max(part.compressed_size().saturating_mul(MAX_RATIO)));
        let mut bytes = Vec::new();
        part.take(limit + 1).read_to_end(&mut bytes).map_err(|error| Refusal::damaged(&error.to_string()))?;
        if bytes.len() as u64 > limit {
            // What was unpacked counts all the same, or many bombs would cost as much as they like.
            self.left = self.left.saturating_sub(limit);
            return Err(Refusal::bomb(&format!("an entry inflates beyond {limit} bytes")));
        }
        self.left -= bytes.len() as u64;
        Ok(bytes)
    }
}
