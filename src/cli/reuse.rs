use std::io::{self, BufWriter, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::compare::{Format, Kind, workbook};
use super::index::progress;
use super::library::{self, Loaded};
use super::{Common, Outcome};
use crate::compare::{Prepared, Reuse, listed, reuse_watched, words};
use crate::export::Language;
use crate::ingest::Progress;
use crate::model::HeldPlan;

#[derive(clap::Args)]
#[command(after_help = "Ví dụ:
  doichieu reuse
  doichieu reuse --from trung-uong-mau.txt --format xlsx > lay-lai.xlsx
  doichieu reuse --plan phu-tho-mau.txt

Một mục được tính là lấy lại khi các cụm năm từ của nó đã có trong một mục của văn bản ban hành trước.")]
pub(super) struct Arguments {
    /// Chỉ xét những gì lấy từ văn bản này (mã hoặc tên tệp), và những gì đã bỏ
    #[arg(long, value_name = "PLAN")]
    from: Option<String>,
    /// Chỉ cho xem kế hoạch này, từng mục
    #[arg(long, value_name = "PLAN")]
    plan: Option<String>,
    #[command(flatten)]
    format: Format,
}

/// Shows which provisions were taken over, and from whom.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let (knowledge, language) = (common.knowledge()?, common.language());
    let loaded = Loaded::all(&library::open(common, &knowledge)?, &knowledge)?;
    let plans = loaded.held(&knowledge);
    let place = |name: &Option<String>| name.as_ref().map(|name| place(&plans, name, language)).transpose();
    let (source, plan) = (place(&arguments.from)?, place(&arguments.plan)?);
    let bar = progress();
    let (total, done) = (plans.len(), AtomicUsize::new(0));
    let step = || bar.show(Progress { done: done.fetch_add(1, Ordering::Relaxed) + 1, total });
    let mut found = reuse_watched(&plans, &Prepared::new(&plans, &knowledge), source, &step);
    bar.clear();
    if let Some(plan) = plan {
        found.retain(|one| one.plan.id == plans[plan].id);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let table = || if plan.is_some() { listed::taken(&found) } else { listed::reuse(&found) };
    match arguments.format.kind() {
        Kind::Json => writeln!(out, "{}", serde_json::to_string(&found)?)?,
        Kind::Csv => table().csv(&mut out, arguments.format.dialect(), language)?,
        Kind::Xlsx => {
            let (plans, provisions) = (listed::reuse(&found), listed::taken(&found));
            out.write_all(&workbook(&[("Kế hoạch", &plans, 3), ("Từng mục", &provisions, 2)], language)?)?;
        }
        Kind::Table => show(&mut out, &found, plan.is_some(), language)?,
    }
    out.flush()?;
    let taken = found.iter().any(|one| one.kept + one.changed > 0);
    Ok(if taken { Outcome::Found } else { Outcome::Nothing })
}

/// The plan of this id or file.
fn place(plans: &[HeldPlan<'_>], name: &str, language: Language) -> anyhow::Result<usize> {
    let unknown = language.pick("không có kế hoạch", "there is no plan");
    let found = plans.iter().position(|held| held.id == name || held.file == name);
    found.ok_or_else(|| anyhow::anyhow!("{unknown} “{name}”"))
}

fn show(out: &mut impl Write, found: &[Reuse], whole: bool, language: Language) -> io::Result<()> {
    for one in found {
        let (kept, changed, added) = (one.kept, one.changed, one.added);
        let counts = language.pick(
            format!(
                "{kept} mục giữ nguyên, {changed} mục sửa, {added} mục tự đặt, {} mục bỏ",
                one.dropped.len()
            ),
            format!("{kept} kept, {changed} changed, {added} added, {} dropped", one.dropped.len()),
        );
        writeln!(out, "{} · {}: {counts}", one.province.as_deref().unwrap_or("—"), one.plan.file)?;
        for (plan, count) in one.sources.iter().take(3) {
            writeln!(out, "  {count} {} {plan}", language.pick("mục lấy từ", "taken from"))?;
        }
        for taken in one.provisions.iter().filter(|_| whole) {
            let source = taken.source.as_ref().map(|(plan, path)| format!(" ← {plan} {path}"));
            let kind = words::reuse(taken.kind).shown(language);
            writeln!(out, "  {} {kind} {}%{}", taken.path, taken.share, source.unwrap_or_default())?;
        }
    }
    Ok(())
}
