//! Turns `sources.toml` into the folders to index, and back.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::IngestError;
use super::generation::write_whole;

/// The folders (and single files) that an index is built from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// Absolute paths, in the order given.
    pub folders: Vec<PathBuf>,
}

const FILE: &str = "sources.toml";
/// The folder in the data folder that the pages put files into.
const UPLOADS: &str = "uploads";

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

    /// The folder that the pages put files into.
    pub fn uploads(data: &Path) -> PathBuf {
        data.join(UPLOADS)
    }

    /// These, and the folder that the pages put files into, where there is one: whoever names other folders does not
    /// mean to lose what was brought there.
    ///
    /// # Errors
    /// The folder went away meanwhile.
    pub fn and_uploads(mut self, data: &Path) -> Result<Sources, IngestError> {
        let uploads = Sources::uploads(data);
        if uploads.is_dir() {
            let uploads = uploads.canonicalize().map_err(IngestError::io(&uploads))?;
            if !self.folders.iter().any(|folder| uploads.starts_with(folder)) {
                self.folders.push(uploads);
            }
        }
        Ok(self)
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
        std::fs::create_dir_all(data).map_err(IngestError::io(data))?;
        write_whole(data, FILE, &format!("# The folders that `doichieu index` reads.\n{text}"))
    }
}
