use std::io::{self, BufWriter, Write};

use super::compare::{Format, Kind, What, workbook};
use super::{Common, Outcome};
use crate::compare::{Gap, Told, tables, words};
use crate::export::Language;

#[derive(clap::Args)]
#[command(after_help = "Ví dụ:
  doichieu gaps --programme 9001-qd-vbm
  doichieu gaps --programme 452-qd-ttg --format xlsx > thieu-sot.xlsx")]
pub(super) struct Arguments {
    #[command(flatten)]
    what: What,
    #[command(flatten)]
    format: Format,
}

/// Lists what a ministry would ask about, each with its evidence.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let language = common.language();
    let laid = arguments.what.laid(common)?;
    let found = laid.gaps();
    let mut out = BufWriter::new(io::stdout().lock());
    match arguments.format.kind() {
        Kind::Json => {
            let told: Vec<Told> = found.iter().map(|gap| gap.told(language)).collect();
            writeln!(out, "{}", serde_json::to_string(&told)?)?;
        }
        Kind::Csv => {
            tables::gap_table(&found, language).csv(&mut out, arguments.format.dialect(), language)?
        }
        Kind::Xlsx => {
            let table = tables::gap_table(&found, language);
            let query = arguments.what.query("gaps", &laid.checklist);
            let source =
                tables::source(&laid.matrix, &query, table.rows.len(), &laid.loaded.fingerprint, language);
            out.write_all(&workbook(&[("Thiếu sót", &table, 2), ("Nguồn", &source, 0)], language)?)?;
        }
        Kind::Table => {
            laid.loaded.tell_samples(&mut out, language)?;
            show(&mut out, &found, language)?;
        }
    }
    out.flush()?;
    Ok(if found.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

fn show(out: &mut impl Write, found: &[Gap], language: Language) -> io::Result<()> {
    let mut kind = None;
    for gap in found {
        if kind != Some(gap.kind) {
            let count = found.iter().filter(|other| other.kind == gap.kind).count();
            writeln!(out, "\n{} ({count})", words::gap_kind(gap.kind).shown(language))?;
            kind = Some(gap.kind);
        }
        writeln!(out, "  {}", gap.sentence(language))?;
        if let (Some(path), Some(quote)) = (&gap.path, &gap.quote) {
            writeln!(out, "    {path}: “{quote}”")?;
        }
    }
    Ok(())
}
