use std::ffi::OsString;
use std::path::PathBuf;

use super::Outcome;
use crate::extract::Limits;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The bytes are sheets to be laid out.
    #[arg(long)]
    sheets: bool,
    file: String,
}

/// The reading process of one file: bytes in, document out (see `extract::Extractor`).
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    crate::extract::serve(&arguments.file, arguments.sheets)?;
    Ok(Outcome::Found)
}

#[derive(clap::Args)]
pub(super) struct CageArguments {
    #[arg(long)]
    memory: u64,
    #[arg(long)]
    processor: u64,
    tool: PathBuf,
    folder: PathBuf,
    #[arg(allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// The process that becomes a program that is not ours.
pub(super) fn run_caged(arguments: &CageArguments) -> anyhow::Result<Outcome> {
    let CageArguments { memory, processor, tool, folder, arguments } = arguments;
    let limits = Limits { memory: *memory, processor: *processor, wall: *processor };
    Err(crate::extract::become_program(tool, folder, limits, arguments).into())
}
