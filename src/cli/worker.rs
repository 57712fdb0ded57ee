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
