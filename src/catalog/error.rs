use std::path::{Path, PathBuf};

/// Why what people said cannot be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// The folder cannot be made.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// Which folder.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// The database says no: it is damaged, locked or full.
    #[error("{path}: {source}; bring back a copy, or move the file away to begin without corrections", path = path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: rusqlite::Error,
    },
    /// A later version of the program wrote it.
    #[error("{path} was written by a later version of doichieu (layout {found}); use that one", path = path.display())]
    Later {
        /// The file.
        path: PathBuf,
        /// Its layout.
        found: i64,
    },
}

impl CatalogError {
    pub(super) fn database(path: &Path) -> impl Fn(rusqlite::Error) -> CatalogError {
        move |source| CatalogError::Database { path: path.to_owned(), source }
    }
}
