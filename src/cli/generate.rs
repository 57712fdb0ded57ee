use std::io::{self, Write};
use std::path::PathBuf;

use clap::ValueEnum;

use super::{Common, Outcome};
use crate::generate::{Options, Wordings, write};

#[derive(clap::Args)]
#[command(after_help = "Ví dụ:
  doichieu generate --plans 300 --seed 7 --out /tmp/mau")]
pub(super) struct Arguments {
    /// Số kế hoạch
    #[arg(long, value_name = "N")]
    plans: usize,
    /// Hạt giống: cùng hạt giống thì cùng kết quả
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Thư mục ghi ra (plans/ và truth/)
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Dùng cách diễn đạt nào: open, closed hay all
    #[arg(long, value_enum, default_value = "all")]
    wordings: Words,
    /// Bao nhiêu phần trăm là tệp Word
    #[arg(long, value_name = "PERCENT", default_value_t = 25)]
    docx: u8,
    /// Mã tỉnh không sinh kế hoạch, cách nhau bằng dấu phẩy
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    without: Vec<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Words {
    Open,
    Closed,
    All,
}

/// Writes sample plans and the truth about them.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let knowledge = common.knowledge()?;
    let wordings = match arguments.wordings {
        Words::Open => Wordings::Open,
        Words::Closed => Wordings::Closed,
        Words::All => Wordings::All,
    };
    let options = Options {
        plans: arguments.plans,
        seed: arguments.seed,
        wordings,
        docx_percent: arguments.docx,
        without: arguments.without.clone(),
    };
    let summary = write(&options, &arguments.out, &knowledge, |_| {})?;
    let line = common.language().pick(
        format!(
            "Đã sinh {} kế hoạch ({} tệp Word), {} lượt giao việc.",
            summary.plans, summary.docx, summary.assignments
        ),
        format!(
            "{} plans written ({} Word files), {} assignments.",
            summary.plans, summary.docx, summary.assignments
        ),
    );
    writeln!(io::stderr(), "{line}")?;
    Ok(Outcome::Found)
}
