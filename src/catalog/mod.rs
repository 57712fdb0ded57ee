//! Turns what people said of facts into rows of a database that outlive every reading, and joins them to plans again.
//!
//! `catalog.db` lies in the data folder beside the files that people brought: it is no cache, and no index can bring it
//! back. Nothing is deleted in it: what is taken back is marked so. A judgment is about the words it was passed on, not
//! about a row of the index, so that it is found again when the file was read anew, moved or came in another copy.

mod apply;
mod database;
mod error;
mod judgment;

pub use apply::{apply, stretch};
pub use database::{Catalog, FILE};
pub use error::CatalogError;
pub use judgment::{Correction, Dated, Head, Judgment, Subject, Verdict};
