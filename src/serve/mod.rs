//! Turns an open library into pages and an API over HTTP, for browsers on the same machine.
//!
//! Only loopback addresses are listened on. Requests for other hosts, from other sites, with half a head or too large a
//! body go no further than `guard` and `listen`. Every route stands in `router`; work that takes time runs on threads
//! of its own (`state::Service::run`).

mod api;
mod assets;
#[cfg(feature = "swagger")]
mod docs;
mod error;
mod guard;
mod jobs;
mod listen;
mod live;
mod messages;
mod openapi;
mod pages;
mod params;
mod queue;
mod router;
mod state;
mod stream;
mod tables;
mod uploads;

pub use error::ApiError;
pub use listen::{ListenError, bind, serve};
pub use live::{Live, Place};
pub use router::router;
pub use state::Service;
