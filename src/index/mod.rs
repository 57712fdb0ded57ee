//! stub
#![allow(missing_docs)]
use crate::knowledge::Knowledge;
use crate::model::{Level, Plan};
use std::path::Path;
pub const FORMAT: u32 = 0;
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct IndexError;
pub struct IndexWriter;
pub struct IndexedPlan<'a> {
    pub key: &'a str,
    pub province: Option<&'a str>,
    pub level: Level,
    pub year: Option<u16>,
    pub text: &'a str,
    pub plan: &'a Plan,
}
impl IndexWriter {
    pub fn open(_: &Path) -> Result<IndexWriter, IndexError> {
        Ok(IndexWriter)
    }
    pub fn put(&mut self, _: &IndexedPlan, _: &Knowledge) -> Result<(), IndexError> {
        Ok(())
    }
    pub fn delete(&mut self, _: &str) {}
    pub fn commit(&mut self, _: &str) -> Result<(), IndexError> {
        Ok(())
    }
}
#[derive(Debug)]
pub struct Index;
impl Index {
    pub fn open(_: &Path) -> Result<Index, IndexError> {
        Ok(Index)
    }
    pub fn payload(&self) -> Option<String> {
        None
    }
}
