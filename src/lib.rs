//! Đối Chiếu reads government plans (kế hoạch) and answers questions about them with the sentence that proves it.
//!
//! The modules read as the pipeline: `extract` turns bytes into a [`model::Document`], `parse` turns that into a
//! [`model::Plan`], `ingest` does so for folders, `store` and `index` keep the result, `ask` answers from it, and
//! `export` and `cli` show it. `ARCHITECTURE.md` is the map.

pub mod ask;
pub mod catalog;
pub mod cli;
pub mod compare;
pub mod export;
pub mod extract;
pub mod generate;
pub mod index;
pub mod ingest;
pub mod knowledge;
pub mod model;
pub mod normalize;
pub mod parse;
pub mod search;
pub mod serve;
pub mod store;
pub mod tokenizer;
