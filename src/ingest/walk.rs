//! Turns folders into the sorted list of their files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{IngestError, Sources};

/// How deep folders are followed. Deeper ones are a loop of links or nobody's filing.
const DEPTH: usize = 32;

/// All files of the sources, each once, sorted. Hidden files and Word's lock files (`~$…`) are no documents.
pub(super) fn files(sources: &Sources) -> Result<Vec<PathBuf>, IngestError> {
    let mut found = BTreeSet::new();
    for source in &sources.folders {
        let kind = fs::metadata(source).map_err(|_| IngestError::SourceMissing(source.clone()))?;
        if kind.is_dir() {
            folder(source, DEPTH, &mut found)?;
        } else {
            found.insert(source.clone());
        }
    }
    Ok(found.into_iter().collect())
}

fn folder(path: &Path, depth: usize, found: &mut BTreeSet<PathBuf>) -> Result<(), IngestError> {
    for entry in fs::read_dir(path).map_err(IngestError::io(path))? {
        let path = entry.map_err(IngestError::io(path))?.path();
        if is_hidden(&path) {
            continue;
        }
        match fs::metadata(&path) {
            Ok(kind) if kind.is_dir() && depth > 0 => folder(&path, depth - 1, found)?,
            Ok(kind) if kind.is_dir() => {}
            // A link to nowhere is a file that cannot be read: its row says so.
            _ => {
                found.insert(path);
            }
        }
    }
    Ok(())
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_none_or(|name| {
        let name = name.to_string_lossy();
        name.starts_with('.') || name.starts_with("~$")
    })
}
