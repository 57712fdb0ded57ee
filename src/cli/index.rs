use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Common, Outcome, library};
use crate::export::Language;
use crate::ingest::{self, FileRow, FileStatus, Report};

#[derive(clap::Args)]
#[command(after_help = "Ví dụ:
  doichieu index ke-hoach/            lập chỉ mục từ một thư mục
  doichieu index                      cập nhật từ các thư mục đã ghi trong data/sources.toml
  doichieu index --add cong-van/      thêm một thư mục")]
pub(super) struct Arguments {
    /// Các thư mục (hoặc tệp) cần lập chỉ mục; không ghi thì lấy từ sources.toml
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Thêm vào các thư mục đã có thay vì thay thế
    #[arg(long)]
    add: bool,
    /// Mỗi tệp một dòng JSON, cho máy đọc
    #[arg(long)]
    json: bool,
}

/// Brings the index up to date and prints one row for each file.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let knowledge = common.knowledge()?;
    let sources = library::sources(common, &arguments.paths, arguments.add)?;
    let bar = progress();
    let report =
        ingest::update(&common.index, &sources, &knowledge, &Common::extractor()?, |step| bar.show(step))?;
    bar.clear();
    let mut out = BufWriter::new(io::stdout().lock());
    for row in &report.rows {
        if arguments.json {
            serde_json::to_writer(&mut out, row)?;
            writeln!(out)?;
        } else {
            writeln!(out, "{}", line(row, common.language()))?;
        }
    }
    out.flush()?;
    writeln!(io::stderr(), "{}", summary(&report, common.language()))?;
    let failed = report.count(FileStatus::Failed) > 0;
    Ok(if failed { Outcome::Failures } else { Outcome::Found })
}

/// One row of the report for people: what became of the file, what was read, why not.
fn line(row: &FileRow, language: Language) -> String {
    let (vi, en) = row.status.words();
    let status = language.pick(vi, en);
    let mut line = format!("{status}\t{}", row.file);
    if row.plan.is_some() {
        let (provisions, assignments, remarks) = (row.provisions, row.assignments, row.diagnostics);
        line += &language.pick(
            format!("\t{provisions} mục, {assignments} lượt giao việc, {remarks} lưu ý"),
            format!("\t{provisions} provisions, {assignments} assignments, {remarks} remarks"),
        );
    }
    for copy in &row.copies {
        let current = if copy.is_current { language.pick(" (bản hiện hành)", " (current)") } else { "" };
        let near = language.pick("gần trùng với", "nearly the same as");
        line += &format!("\t{near} {} {} %{current}", copy.plan, copy.percent);
    }
    if let Some(reason) = language.pick(&row.reason_vi, &row.reason_en) {
        line = format!("{line}\t{reason}");
    }
    line
}

fn summary(report: &Report, language: Language) -> String {
    let count = |status| report.count(status);
    let (read, degraded) = (count(FileStatus::Read), count(FileStatus::Degraded));
    let (duplicate, refused, failed) =
        (count(FileStatus::Duplicate), count(FileStatus::Refused), count(FileStatus::Failed));
    let Report { rows, read_now, unchanged, removed, rebuilt } = report;
    let total = rows.len();
    let counts = language.pick(
        format!(
            "{total} tệp: {read} đã đọc, {degraded} đọc một phần, {duplicate} trùng, {refused} không đưa vào, {failed} lỗi \
             (lần này đọc {read_now}, không đổi {unchanged}, đã gỡ {removed})."
        ),
        format!(
            "{total} files: {read} read, {degraded} read in part, {duplicate} duplicates, {refused} not indexed, {failed} failed \
             (this time {read_now} read, {unchanged} unchanged, {removed} removed)."
        ),
    );
    match rebuilt {
        Some(reason) => format!("{counts}\n{}: {reason}", language.pick("Đã lập lại từ đầu", "Built anew")),
        None => counts,
    }
}

/// A bar on a terminal, nothing elsewhere.
pub(super) struct Bar(ProgressBar);

pub(super) fn progress() -> Bar {
    let shown = io::stderr().is_terminal();
    let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    Bar(ProgressBar::with_draw_target(Some(0), target).with_style(style))
}

impl Bar {
    pub(super) fn show(&self, step: ingest::Progress) {
        self.0.set_length(step.total as u64);
        self.0.set_position(step.done as u64);
    }

    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}
