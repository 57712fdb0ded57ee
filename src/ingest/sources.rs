//! Turns `sources.toml` into the folders to index, and back.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::IngestError;

/// The folders (and single files) that an index is built from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// Absolute paths, in the order given.
    pub folders: Vec<PathBuf>,
}

const FILE: &str = "sources.toml";

impl Sources {
    /// These folders, made absolute.
    ///
    /// # Errors
    /// A folder that is not there.
    pub fn of(folders: &[PathBuf]) -> Result<Sources, IngestError> {
        let absolute =
            |folder: &PathBuf| folder.canonicalize().map_err(|_| IngestError::SourceMissing(folder.clone()));
        let mut folders = folders.iter().map(absolute).collect::<Result<Vec<_>, _>>()?;
        let mut seen = std::collections::BTreeSet::new();
        folders.retain(|folder| seen.insert(folder.clone()));
        Ok(Sources { folders })
    }

    /// What `sources.toml` in the data folder says; nothing where there is no such file.
    ///
    /// # Errors
    /// The file cannot be read or understood.
    pub fn read(data: &Path) -> Result<Sources, IngestError> {
        let path = data.join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text)
                .map_err(|error| IngestError::BadSources { path, reason: error.to_string() }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Sources::default()),
            Err(error) => Err(IngestError::io(&path)(error)),
        }
    }

    /// Writes `sources.toml` in the data folder, which is made if need be.
    ///
    /// # Errors
    /// What the file system says.
    pub fn write(&self, data: &Path) -> Result<(), IngestError> {
        let path = data.join(FILE);
        let text = toml::to_string(self)
            .map_err(|error| IngestError::BadSources { path: path.clone(), reason: error.to_string() })?;
        std::fs::create_dir_all(data)
            .and_then(|()| {
                std::fs::write(&path, format!("# The folders that `doichieu index` reads.\n{text}"))
            })
            .map_err(IngestError::io(&path))
    }
}
