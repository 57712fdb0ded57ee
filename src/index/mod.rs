//! Turns plans into a tantivy index: one document per provision, its own words and its headings apart.
//!
//! Nothing of a text is stored: a hit is a plan's key and a provision's number, and the store has the words.

mod error;
mod labels;
mod schema;
mod writer;

use std::path::Path;

use tantivy::{IndexReader, ReloadPolicy};

pub use error::IndexError;
pub use labels::{day_number, duty};
pub use schema::{FORMAT, Fields, TextFields};
pub use writer::{IndexWriter, IndexedPlan};

/// An open index, as its last commit left it.
pub struct Index {
    reader: IndexReader,
    fields: Fields,
    payload: Option<String>,
}

impl Index {
    /// Opens the index in `folder`.
    ///
    /// # Errors
    /// There is none, or it is damaged.
    pub fn open(folder: &Path) -> Result<Index, IndexError> {
        let index = tantivy::Index::open_in_dir(folder)?;
        let payload = index.load_metas()?.payload;
        let fields = Fields::of(&index.schema())?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Index { reader, fields, payload })
    }

    /// What the last commit carried.
    pub fn payload(&self) -> Option<String> {
        self.payload.clone()
    }

    /// What is searched.
    pub fn searcher(&self) -> tantivy::Searcher {
        self.reader.searcher()
    }

    /// The fields of its documents.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("payload", &self.payload).finish_non_exhaustive()
    }
}
