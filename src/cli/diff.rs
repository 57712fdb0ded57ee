use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use super::compare::{Format, Kind, workbook};
use super::library::read_plan;
use super::{Common, Outcome};
use crate::compare::{Change, Difference, PieceKind, difference, listed, words};
use crate::export::Language;
use crate::model::{Document, HeldPlan, Plan};

#[derive(clap::Args)]
#[command(after_help = "Ví dụ:
  doichieu diff du-thao.docx da-ky.docx

Mã thoát: 0 có khác nhau, 1 không khác, 2 lỗi.")]
pub(super) struct Arguments {
    /// Tệp trước
    before: PathBuf,
    /// Tệp sau
    after: PathBuf,
    #[command(flatten)]
    format: Format,
}

/// Shows what changed from one plan to another; layout and numbers are no change.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let (knowledge, language) = (common.knowledge()?, common.language());
    let before = read_plan(common, &knowledge, &arguments.before)?;
    let after = read_plan(common, &knowledge, &arguments.after)?;
    let found = difference(&held(&before), &held(&after));
    let mut out = BufWriter::new(io::stdout().lock());
    let table = || listed::difference(&found);
    match arguments.format.kind() {
        Kind::Json => writeln!(out, "{}", serde_json::to_string(&found)?)?,
        Kind::Table => show(&mut out, &found, language)?,
        Kind::Csv => table().csv(&mut out, arguments.format.dialect(), language)?,
        Kind::Xlsx => out.write_all(&workbook(&[("So sánh", &table(), 0)], language)?)?,
    }
    out.flush()?;
    Ok(if found.changes.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

fn held((document, plan): &(Document, Plan)) -> HeldPlan<'_> {
    HeldPlan { id: &document.sha256, file: &document.file, province: None, text: &document.text, plan }
}

fn show(out: &mut impl Write, found: &Difference, language: Language) -> io::Result<()> {
    let (same, other) =
        (language.pick("mục giữ nguyên", "provisions kept"), language.pick("mục khác", "that differ"));
    writeln!(out, "{} {same}, {} {other}", found.kept, found.changes.len())?;
    found.changes.iter().try_for_each(|change| show_change(out, change, language))
}

fn show_change(out: &mut impl Write, change: &Change, language: Language) -> io::Result<()> {
    let word = words::change(change.kind).shown(language);
    let path = match (&change.before, &change.after) {
        (Some(before), Some(after)) if before != after => format!("{before} → {after}"),
        (before, after) => after.as_ref().or(before.as_ref()).cloned().unwrap_or_default(),
    };
    write!(out, "\n{word} {path}:")?;
    for piece in &change.pieces {
        match piece.kind {
            PieceKind::Kept => write!(out, " {}", piece.text)?,
            PieceKind::Before => write!(out, " [-{}-]", piece.text)?,
            PieceKind::After => write!(out, " {{+{}+}}", piece.text)?,
        }
    }
    writeln!(out)
}
