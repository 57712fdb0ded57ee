//! Turns folders into the sorted list of their files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{IngestError, Sources};

/// How deep folders are followed. Deeper ones are nobody's filing.
const DEPTH: usize = 32;

/// All files of the sources, each once, sorted. Hidden files and Word's lock files (`~$…`) are no documents.
pub(super) fn files(sources: &Sources) -> Result<Vec<PathBuf>, IngestError> {
    let mut found = Found::default();
    for source in &sources.folders {
        let kind = fs::metadata(source).map_err(|_| IngestError::SourceMissing(source.clone()))?;
        if kind.is_dir() {
            found.folder(source, DEPTH)?;
        } else {
            found.files.insert(source.clone());
        }
    }
    Ok(found.files.into_iter().collect())
}

#[derive(Default)]
struct Found {
    files: BTreeSet<PathBuf>,
    /// Folders that were entered, by their real paths: links may lead back.
    entered: BTreeSet<PathBuf>,
}

impl Found {
    fn folder(&mut self, path: &Path, depth: usize) -> Result<(), IngestError> {
        let real = fs::canonicalize(path).map_err(IngestError::io(path))?;
        if depth == 0 || !self.entered.insert(real) {
            return Ok(());
        }
        for path in entries(path)? {
            match fs::metadata(&path) {
                Ok(kind) if kind.is_dir() => self.folder(&path, depth - 1)?,
                // A link to nowhere is a file that cannot be read: its row says so.
                _ => {
                    self.files.insert(path);
                }
            }
        }
        Ok(())
    }
}

/// What lies in a folder, links last, so that a file keeps the name that is its own.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, IngestError> {
    let listed = fs::read_dir(folder).map_err(IngestError::io(folder))?;
    let paths: Result<Vec<PathBuf>, _> = listed.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(IngestError::io(folder))?;
    paths.retain(|path| !is_hidden(path));
    paths.sort_by_cached_key(|path| (path.is_symlink(), path.clone()));
    Ok(paths)
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_none_or(|name| {
        let name = name.to_string_lossy();
        name.starts_with('.') || name.starts_with("~$")
    })
}
