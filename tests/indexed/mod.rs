//! Turns a folder of plans into a library in a folder of its own, for tests that search it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test takes its own part; one that cannot go on fails"
)]

use std::path::Path;

use doichieu::extract::Extractor;
use doichieu::ingest::{Library, Sources, update};
use doichieu::knowledge::Knowledge;
use doichieu::search::{Found, Request, SearchError, search};
use doichieu::tokenizer::Analyzer;

/// An open library; its folder goes with it.
pub(crate) struct Indexed {
    pub(crate) knowledge: Knowledge,
    pub(crate) library: Library,
    pub(crate) analyzer: Analyzer,
    _folder: tempfile::TempDir,
}

impl Indexed {
    /// The plans of this folder.
    pub(crate) fn of(plans: &Path) -> Indexed {
        let knowledge = Knowledge::embedded().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let sources = Sources::of(&[plans.to_owned()]).unwrap();
        update(folder.path(), &sources, &knowledge, &Extractor::in_process(), |_| {}).unwrap();
        let library = Library::open(folder.path(), &knowledge).unwrap();
        let analyzer = Analyzer::new(&knowledge);
        Indexed { knowledge, library, analyzer, _folder: folder }
    }

    /// What is found; at most 1,000 hits, unless the request says otherwise.
    pub(crate) fn search(&self, request: &Request<'_>) -> Result<Found, SearchError> {
        let limit = if request.limit == 0 { 1000 } else { request.limit };
        search(&self.library.index, &self.analyzer, &self.knowledge, &Request { limit, ..request.clone() })
    }

    /// What is found by a query alone.
    pub(crate) fn found(&self, query: &str) -> Found {
        self.search(&Request { query, ..Request::default() }).unwrap()
    }

    /// The files of the plans with a hit, sorted.
    pub(crate) fn files(&self, found: &Found) -> Vec<String> {
        let file = |key: &str| self.library.store.by_key(key).unwrap().file.clone();
        let mut files: Vec<String> = found.hits.iter().map(|hit| file(&hit.key)).collect();
        files.sort();
        files.dedup();
        files
    }
}
