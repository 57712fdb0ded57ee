//! Turns options into files: plans under `plans/`, the truth about each under `truth/`.

use std::fs;
use std::io;
use std::path::Path;

use super::draft::{Draft, Layout, draft, items, text};
use super::wordings::{Book, Wordings};
use crate::export::docx;
use crate::knowledge::Knowledge;

/// What is generated.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many plans.
    pub plans: usize,
    /// Same seed, same bytes.
    pub seed: u64,
    /// Which wordings.
    pub wordings: Wordings,
    /// How many of a hundred plans are Word files; those with tables always are.
    pub docx_percent: u8,
    /// Provinces to leave out, by code.
    pub without: Vec<String>,
}

/// What was generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// How many plans.
    pub plans: usize,
    /// How many of them are Word files.
    pub docx: usize,
    /// How many assignments they hold.
    pub assignments: usize,
}

/// The layouts in turn; a plan keeps its layout whatever else is generated.
const LAYOUTS: [Layout; 6] = [
    Layout::Fields,
    Layout::Sentences,
    Layout::Agencies,
    Layout::Table,
    Layout::Decision,
    Layout::Department,
];

/// Writes the plans and the truth about them; `watch` is told how many are done.
///
/// # Errors
/// A folder cannot be written.
pub fn write(
    options: &Options,
    out: &Path,
    knowledge: &Knowledge,
    mut watch: impl FnMut(usize),
) -> io::Result<Summary> {
    let book = Book::read(options.wordings).map_err(io::Error::other)?;
    let (plans, truths) = (out.join("plans"), out.join("truth"));
    fs::create_dir_all(&plans)?;
    fs::create_dir_all(&truths)?;
    let provinces: Vec<_> =
        knowledge.provinces.iter().filter(|province| !options.without.contains(&province.code)).collect();
    let mut summary = Summary::default();
    for nth in 0..options.plans {
        let Some(province) = provinces.get(nth % provinces.len().max(1)) else { break };
        let layout = LAYOUTS[(nth / provinces.len() + nth) % LAYOUTS.len()];
        let seed = options.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(nth as u64);
        let made = draft(&book, knowledge, province, layout, seed);
        let word = layout == Layout::Table || seed % 100 < u64::from(options.docx_percent);
        summary.assignments += made.truth.assignments.len();
        summary.docx += usize::from(word);
        put(&plans, &truths, &format!("mau-{nth:05}"), made, word, seed)?;
        summary.plans += 1;
        watch(summary.plans);
    }
    Ok(summary)
}

fn put(plans: &Path, truths: &Path, name: &str, mut made: Draft, word: bool, seed: u64) -> io::Result<()> {
    let file = format!("{name}.{}", if word { "docx" } else { "txt" });
    let bytes = match word {
        true => docx(&items(&made.lines, seed.is_multiple_of(2)))?,
        false => text(&made.lines, &made.noise).into_bytes(),
    };
    fs::write(plans.join(&file), bytes)?;
    made.truth.document.file = file;
    let truth = serde_json::to_vec(&made.truth).map_err(io::Error::other)?;
    fs::write(truths.join(format!("{name}.json")), truth)
}
