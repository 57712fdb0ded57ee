//! Turns a command line into calls of the library and their results into tables, JSON or CSV: one file per verb.
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0 done or found, 1 nothing found,
//! 2 an error, or done with failures.

mod ask;
mod chain;
mod checklist;
mod compare;
mod diff;
mod doctor;
mod export;
mod gaps;
mod generate;
mod index;
mod inspect;
mod library;
mod programme;
mod report;
mod reuse;
mod search;
mod serve;
mod worker;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::export::Language;
use crate::extract::{Extractor, Tools};
use crate::knowledge::Knowledge;

/// What a verb has to tell the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Done, found: 0.
    Found,
    /// Done, nothing found: 1.
    Nothing,
    /// Done, but something failed and is named on standard error: 2.
    Failures,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        match outcome {
            Outcome::Found => ExitCode::SUCCESS,
            Outcome::Nothing => ExitCode::from(1),
            Outcome::Failures => ExitCode::from(2),
        }
    }
}

/// Đối Chiếu: tìm kiếm và đối chiếu kế hoạch của các tỉnh, thành phố và các sở, ban, ngành; câu trả lời nào cũng kèm
/// trích dẫn nguyên văn.
#[derive(Parser)]
#[command(name = "doichieu", version, arg_required_else_help = true, after_help = EXAMPLES)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    verb: Verb,
}

const EXAMPLES: &str = "Ví dụ:
  doichieu index thu-muc-ke-hoach
  doichieu ask \"Tỉnh nào giao biện pháp trí tuệ nhân tạo cho Sở KH&CN?\"
  doichieu search '\"trí tuệ nhân tạo\" tinh:\"Sơn La\"'
  doichieu export assignments > nhiem-vu.csv
  doichieu inspect ke-hoach.txt
  doichieu inspect --json *.txt > plans.jsonl";

/// What every verb understands.
#[derive(clap::Args)]
struct Common {
    /// Ngôn ngữ hiển thị (vi: tiếng Việt, en: English)
    #[arg(long, global = true, value_enum, default_value = "vi", hide_possible_values = true)]
    lang: Lang,
    /// Thư mục tri thức thay cho bản có sẵn trong chương trình (xem corpus/knowledge)
    #[arg(long, global = true, value_name = "DIR")]
    knowledge: Option<PathBuf>,
    /// Thư mục chứa chỉ mục
    #[arg(long, global = true, value_name = "DIR", default_value = "index")]
    index: PathBuf,
    /// Thư mục dữ liệu của người dùng (sources.toml)
    #[arg(long, global = true, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

impl Common {
    fn language(&self) -> Language {
        match self.lang {
            Lang::Vi => Language::Vietnamese,
            Lang::En => Language::English,
        }
    }

    /// Reads hostile files in processes of their own, started from this very program.
    fn extractor() -> anyhow::Result<Extractor> {
        Ok(Extractor::isolated(&std::env::current_exe()?, Tools::on_path()))
    }

    fn knowledge(&self) -> anyhow::Result<Knowledge> {
        match &self.knowledge {
            Some(folder) => Ok(Knowledge::load(folder)?),
            None => Ok(Knowledge::embedded()?),
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    Vi,
    En,
}

#[derive(Subcommand)]
enum Verb {
    /// Đọc các thư mục kế hoạch và lập chỉ mục
    Index(index::Arguments),
    /// Hỏi: tỉnh nào giao việc gì cho ai, ai chủ trì, bao giờ xong, kế hoạch nào thiếu
    Ask(ask::Arguments),
    /// Mở trang tra cứu trên máy này
    Serve(serve::Arguments),
    /// Tìm trong toàn văn: mục nào nói đến điều gì
    Search(search::Arguments),
    /// Đối chiếu các kế hoạch với danh mục nội dung: tỉnh nào có gì, ai chủ trì, bao giờ xong
    Compare(compare::Arguments),
    /// Liệt kê thiếu sót: chưa có kế hoạch, thiếu nội dung, không chủ trì, muộn hơn trung ương
    Gaps(gaps::Arguments),
    /// Báo cáo đối chiếu của một đợt, mở được bằng Word
    Report(report::Arguments),
    /// Mục nào được lấy lại từ văn bản khác, giữ nguyên, sửa hay tự đặt
    Reuse(reuse::Arguments),
    /// Các đợt triển khai đã biết
    Programme(programme::Arguments),
    /// In danh mục của một đợt, hoặc lập danh mục từ văn bản của trung ương
    Checklist(checklist::Arguments),
    /// So sánh hai văn bản, từng mục rồi từng từ
    Diff(diff::Arguments),
    /// Kế hoạch nào triển khai văn bản nào
    Chain(chain::Arguments),
    /// Xuất dữ liệu đã đọc ra CSV
    Export(export::Arguments),
    /// Sinh kế hoạch mẫu kèm đáp án, để thử và đo
    Generate(generate::Arguments),
    /// Cho xem chương trình đọc được gì từ một tệp, theo từng bước
    Inspect(inspect::Arguments),
    /// Cho biết có những chương trình hỗ trợ nào, còn thiếu gì và cài bằng gói nào
    Doctor(doctor::Arguments),
    #[command(name = crate::extract::WORKER_VERB, hide = true)]
    Worker(worker::Arguments),
    #[command(name = crate::extract::CAGE_VERB, hide = true)]
    Caged(worker::CageArguments),
}

/// Runs the program on the arguments of this process.
pub fn run() -> ExitCode {
    let Arguments { common, verb } = Arguments::parse();
    let done = match verb {
        Verb::Index(arguments) => index::run(&common, &arguments),
        Verb::Ask(arguments) => ask::run(&common, &arguments),
        Verb::Serve(arguments) => serve::run(&common, &arguments),
        Verb::Search(arguments) => search::run(&common, &arguments),
        Verb::Export(arguments) => export::run(&common, &arguments),
        Verb::Compare(arguments) => compare::run(&common, &arguments),
        Verb::Gaps(arguments) => gaps::run(&common, &arguments),
        Verb::Checklist(arguments) => checklist::run(&common, &arguments),
        Verb::Diff(arguments) => diff::run(&common, &arguments),
        Verb::Report(arguments) => report::run(&common, &arguments),
        Verb::Reuse(arguments) => reuse::run(&common, &arguments),
        Verb::Chain(arguments) => chain::run(&common, &arguments),
        Verb::Programme(arguments) => programme::run(&common, &arguments),
        Verb::Generate(arguments) => generate::run(&common, &arguments),
        Verb::Doctor(_) => doctor::run(&common),
        Verb::Worker(arguments) => worker::run(&arguments),
        Verb::Caged(arguments) => worker::run_caged(&arguments),
        Verb::Inspect(arguments) => inspect::run(&common, &arguments),
    };
    match done {
        Ok(outcome) => outcome.into(),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let word = common.language().pick("Lỗi", "Error");
            let _ = writeln!(io::stderr(), "{word}: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// `doichieu … | head` closes the pipe when it has enough; that is no error.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
