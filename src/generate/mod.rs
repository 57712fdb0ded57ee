//! Turns a number and a seed into plans of an invented programme, and the truth about each.
//!
//! An independent witness of how officials write: it knows the names of bodies and provinces, which are facts, and none
//! of the phrases by which the parser reads. A third of its wordings lies in a file of its own that is not opened while
//! parse rules are written. Every document says on its face that it is a sample.

mod draft;
mod noise;
mod truth;
mod wordings;
mod write;

pub use wordings::Wordings;
pub use write::{Options, Summary, write};
