use std::path::{Path, PathBuf};

/// Why a store cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file system says no.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What it said.
        source: std::io::Error,
    },
    /// The bytes are not what was written.
    #[error("{file} is damaged at byte {at}; build the index again (doichieu index)")]
    Damaged {
        /// Which file.
        file: String,
        /// Where, in bytes.
        at: u64,
    },
}

impl StoreError {
    pub(super) fn io(path: &Path, source: std::io::Error) -> StoreError {
        StoreError::Io { path: path.to_owned(), source }
    }
}
