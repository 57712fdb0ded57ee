use std::io::{self, Write};

use super::compare::What;
use super::library::{self, Loaded};
use super::{Common, Outcome};
use crate::compare::{gaps, report};

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
    let (knowledge, language) = (common.knowledge()?, common.language());
    let checklist = arguments.what.checklist(&knowledge, language)?;
    let loaded = Loaded::all(&library::open(common, &knowledge)?)?;
    let matrix = arguments.what.matrix(&checklist, &loaded, &knowledge);
    let found = gaps(&matrix, &checklist, &loaded.held(&knowledge), &knowledge);
    write!(io::stdout().lock(), "{}", report(&matrix, &found, &loaded.fingerprint, language))?;
    Ok(Outcome::Found)
}
