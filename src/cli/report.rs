use std::io::{self, Write};

use super::compare::What;
use super::{Common, Outcome};
use crate::compare::report;

#[derive(clap::Args)]
#[command(after_help = "Ví dụ:
  doichieu report --programme 9001-qd-vbm > bao-cao.html

Mở được bằng Word, LibreOffice hoặc trình duyệt.")]
pub(super) struct Arguments {
    #[command(flatten)]
    what: What,
}

/// Writes the report on a programme: a table, findings with citations, quotes.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let laid = arguments.what.laid(common)?;
    let page = report(&laid.matrix, &laid.gaps(), &laid.loaded.fingerprint, common.language());
    write!(io::stdout().lock(), "{page}")?;
    Ok(Outcome::Found)
}
