use std::path::PathBuf;

use super::Outcome;

#[derive(clap::Args)]
pub(super) struct Arguments {
    file: String,
}

/// The reading process of one file: bytes in, document out (see `extract::Extractor`).
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    crate::extract::serve(&arguments.file)?;
    Ok(Outcome::Found)
}

#[derive(clap::Args)]
pub(super) struct OfficeArguments {
    office: PathBuf,
    folder: PathBuf,
    source: String,
}

/// The process that becomes LibreOffice.
pub(super) fn run_office(arguments: &OfficeArguments) -> anyhow::Result<Outcome> {
    let OfficeArguments { office, folder, source } = arguments;
    Err(crate::extract::become_office(office, folder, source).into())
}
