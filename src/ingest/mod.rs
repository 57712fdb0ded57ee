//! Turns folders of files into an index: in parallel, one row of report per file, nothing read twice.
//!
//! Store and tantivy index of one build live in a folder of their own, `index/<generation>/`, and change together: the
//! commit of tantivy carries the number of the store's list, so that whoever dies at any moment leaves the commit
//! before or the commit after. `index/CURRENT` names the generation that is read; another format or other knowledge
//! starts a new one, which becomes the current one when it is whole.

mod error;
mod generation;
mod library;
mod near;
mod read;
mod report;
mod said;
mod settle;
mod sources;
mod update;
mod walk;

pub use error::IngestError;
pub use library::{Library, ReviewedPlan, held};
pub use report::{FileRow, FileStatus, Report};
pub use sources::Sources;
pub use update::{Progress, update};
