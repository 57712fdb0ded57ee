//! Turns the index folder into its generations: which is read, which is written, which may go.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::IngestError;
use crate::knowledge::Knowledge;
use crate::{index, store};

const CURRENT: &str = "CURRENT";
const MANIFEST: &str = "MANIFEST";
const LOCK: &str = ".lock";
/// How often it is tried to take the lock, and the pause between.
const LOCK_TRIES: usize = 10;
const LOCK_PAUSE: Duration = Duration::from_millis(100);

/// One build of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Generation {
    pub(super) folder: PathBuf,
}

impl Generation {
    /// The generation that is read.
    pub(super) fn current(root: &Path) -> Result<Generation, IngestError> {
        let name = fs::read_to_string(root.join(CURRENT)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => IngestError::NoIndex(root.to_owned()),
            _ => IngestError::io(&root.join(CURRENT))(error),
        })?;
        match number(name.trim()) {
            Some(_) => Ok(Generation { folder: root.join(name.trim()) }),
            None => Err(IngestError::NoIndex(root.to_owned())),
        }
    }

    /// A new, empty generation, behind all that are there.
    pub(super) fn begin(root: &Path, knowledge: &Knowledge) -> Result<Generation, IngestError> {
        let last =
            all(root).into_iter().filter_map(|generation| number(generation.name())).max().unwrap_or(0);
        let folder = root.join(format!("g{:06}", last + 1));
        fs::create_dir_all(&folder).map_err(IngestError::io(&folder))?;
        write_whole(&folder, MANIFEST, &manifest(knowledge))?;
        Ok(Generation { folder })
    }

    /// The newest generation that this program with this knowledge can go on with, current or half built.
    pub(super) fn usable(root: &Path, knowledge: &Knowledge) -> Option<Generation> {
        let mut found = all(root);
        found.retain(|generation| generation.fits(knowledge));
        found.into_iter().max_by_key(|generation| number(generation.name()))
    }

    /// Was it built by this program with this knowledge?
    pub(super) fn fits(&self, knowledge: &Knowledge) -> bool {
        fs::read_to_string(self.folder.join(MANIFEST)).is_ok_and(|found| found == manifest(knowledge))
    }

    /// Where tantivy keeps its files.
    pub(super) fn tantivy(&self) -> PathBuf {
        self.folder.join("tantivy")
    }

    /// Where the store keeps its files.
    pub(super) fn store(&self) -> PathBuf {
        self.folder.join("plans")
    }

    fn name(&self) -> &str {
        self.folder.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }

    /// Makes it the one that is read, and removes all others. A reader that has them open keeps them open.
    pub(super) fn publish(&self, root: &Path) -> Result<(), IngestError> {
        if Generation::current(root).ok().as_ref() != Some(self) {
            write_whole(root, CURRENT, self.name())?;
        }
        for other in all(root).iter().filter(|other| *other != self) {
            let _ = fs::remove_dir_all(&other.folder);
        }
        Ok(())
    }
}

/// `g000012` → 12.
fn number(name: &str) -> Option<u64> {
    name.strip_prefix('g').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
}

fn all(root: &Path) -> Vec<Generation> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let found = entries.map(|entry| Generation { folder: entry.path() });
    found.filter(|generation| number(generation.name()).is_some()).collect()
}

/// What has to be the same for an index to be read: layouts and knowledge.
fn manifest(knowledge: &Knowledge) -> String {
    format!(
        "doichieu {}\nstore {}\nindex {}\nknowledge {}\n",
        env!("CARGO_PKG_VERSION"),
        store::FORMAT,
        index::FORMAT,
        knowledge.fingerprint()
    )
}

/// Writes a small file so that it is there whole or not at all.
pub(super) fn write_whole(folder: &Path, name: &str, text: &str) -> Result<(), IngestError> {
    let (path, draft) = (folder.join(name), folder.join(format!("{name}.new")));
    let write = || {
        let mut file = File::create(&draft)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, &path)?;
        File::open(folder)?.sync_all()
    };
    write().map_err(IngestError::io(&path))
}

/// Takes the right to write the index; it is given back when the file is closed, also by a crash.
pub(super) fn lock(root: &Path) -> Result<File, IngestError> {
    fs::create_dir_all(root).map_err(IngestError::io(root))?;
    let path = root.join(LOCK);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(IngestError::io(&path))?;
    // A process that was just killed may have left a child that holds the file until it starts its own program.
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            Err(fs::TryLockError::Error(error)) => return Err(IngestError::io(&path)(error)),
        }
    }
    Err(IngestError::Busy(root.to_owned()))
}
