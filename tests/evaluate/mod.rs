//! Compares what was read with gold in the shape of the contract (`inspect --json`).

mod fold;
mod gold;
mod reading;

pub(crate) use reading::{Figures, STRICTNESS, score};
