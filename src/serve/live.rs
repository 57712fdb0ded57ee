//! Turns changes (a new commit of the index, a word of a reviewer) into the service that the next request is answered
//! from. Requests under way keep the one they began with.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use axum::extract::FromRef;

use super::jobs::Jobs;
use super::state::Service;
use crate::catalog::{Catalog, CatalogError};
use crate::extract::Extractor;
use crate::ingest::{IngestError, Library};

/// Where the service works, and with what it reads files.
#[derive(Debug)]
pub struct Place {
    /// The index folder.
    pub index: PathBuf,
    /// The data folder: sources, files brought, what people said.
    pub data: PathBuf,
    /// Reads files.
    pub extractor: Extractor,
}

/// The service of this moment, and what changes it.
#[derive(Debug, Clone)]
pub struct Live(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    current: RwLock<Arc<Service>>,
    /// One change at a time, so that none works on a state that another has left.
    changing: Mutex<()>,
    place: Place,
    jobs: Jobs,
}

impl FromRef<Live> for Arc<Service> {
    fn from_ref(live: &Live) -> Arc<Service> {
        live.current()
    }
}

impl Live {
    /// Begins with this service. Files that were brought and never read, since the program died before, are read now.
    pub fn new(service: Arc<Service>, place: Place) -> Live {
        let (jobs, waiting) = Jobs::new();
        let inner = Inner { current: RwLock::new(service), changing: Mutex::new(()), place, jobs };
        let live = Live(Arc::new(inner));
        Jobs::work(live.clone(), waiting);
        super::uploads::resume(&live);
        live
    }

    /// What requests are answered from now.
    pub(super) fn current(&self) -> Arc<Service> {
        Arc::clone(&self.0.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn place(&self) -> &Place {
        &self.0.place
    }

    pub(super) fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    fn replace(&self, service: Service) {
        *self.0.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(service);
    }

    /// Keeps what a person says, and answers by it from now on. It is on disk when this returns.
    pub(super) fn say<T>(
        &self,
        keep: impl FnOnce(&mut Catalog) -> Result<T, CatalogError>,
    ) -> Result<T, IngestError> {
        let _one = self.0.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut catalog = Catalog::open(&self.0.place.data)?;
        let kept = keep(&mut catalog)?;
        self.replace(self.current().reviewed(&catalog)?);
        Ok(kept)
    }

    /// Answers from what the index holds now.
    pub(super) fn reopen(&self) -> Result<(), IngestError> {
        let Place { index, data, .. } = &self.0.place;
        let library = Library::open(index, &self.current().knowledge)?.with_catalog(data)?;
        // Takes long; what people say meanwhile is joined below.
        let service = self.current().over(library)?;
        let _one = self.0.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let service = match Catalog::open_if_there(data)? {
            Some(catalog) => service.reviewed(&catalog)?,
            None => service,
        };
        self.replace(service);
        Ok(())
    }
}
