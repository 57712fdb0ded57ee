use std::path::{Path, PathBuf};

use crate::catalog::CatalogError;
use crate::index::IndexError;
use crate::store::StoreError;

/// Why folders cannot be indexed or an index cannot be read. One bad file is no such error, but a row of the report.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The file system says no.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What it said.
        source: std::io::Error,
    },
    /// A folder of the sources is not there. Going on would take all its plans out of the index.
    #[error("{path} is not there; bring it back, or index without it: doichieu index PATH…", path = .0.display())]
    SourceMissing(PathBuf),
    /// There is nothing to index.
    #[error("no folder is given and {path} names none; say which: doichieu index PATH…", path = .0.display())]
    NoSources(PathBuf),
    /// `sources.toml` cannot be understood.
    #[error("{path}: {reason}", path = path.display())]
    BadSources {
        /// The file.
        path: PathBuf,
        /// The reader's own words, with line and column.
        reason: String,
    },
    /// Another process is writing this index.
    #[error("{path} is being written by another doichieu; wait until it is done", path = .0.display())]
    Busy(PathBuf),
    /// There is no index here.
    #[error("there is no index at {path}; build it: doichieu index PATH…", path = .0.display())]
    NoIndex(PathBuf),
    /// The index was built by another version or with other knowledge files.
    #[error("the index at {path} was built by another version or with other knowledge; build it again: doichieu index", path = .0.display())]
    OtherIndex(PathBuf),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What people said.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The tantivy index.
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl IngestError {
    pub(super) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> IngestError {
        let path = path.to_owned();
        move |source| IngestError::Io { path, source }
    }

    /// Would building the index again mend it?
    pub fn is_mended_by_rebuilding(&self) -> bool {
        matches!(
            self,
            IngestError::NoIndex(_)
                | IngestError::OtherIndex(_)
                | IngestError::Store(_)
                | IngestError::Index(_)
        )
    }
}
