//! Turns the files of `corpus/knowledge` into registries: bodies, places, cue phrases, concepts, instruments.

mod phrases;

pub use phrases::{Found, Keyed, Phrases, Spelling};
