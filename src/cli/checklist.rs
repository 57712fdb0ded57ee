use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::library::read_plan;
use super::{Common, Outcome};
use crate::compare::derive;
use crate::knowledge::Checklist;
use crate::model::HeldPlan;
use crate::parse::plan_id;

#[derive(clap::Args)]
#[command(after_help = "Ví dụ:
  doichieu checklist show 452-qd-ttg > danh-muc.toml
  doichieu checklist derive quyet-dinh-trung-uong.docx > danh-muc.toml
  doichieu compare --checklist danh-muc.toml --all-plans")]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// In danh mục của một đợt triển khai, để sửa
    Show {
        /// Mã đợt (xem `doichieu programme`)
        id: String,
    },
    /// Lập danh mục từ một văn bản của trung ương: nhiệm vụ, cơ quan chủ trì, thời hạn
    Derive {
        /// Tệp văn bản
        file: PathBuf,
    },
}

/// Prints a checklist as TOML.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let checklist = match &arguments.what {
        What::Show { id } => {
            let unknown = common.language().pick("không có danh mục", "there is no checklist");
            let knowledge = common.knowledge()?;
            let known = knowledge.checklists.iter().find(|known| known.id == *id);
            known.cloned().ok_or_else(|| anyhow::anyhow!("{unknown} “{id}”"))?
        }
        What::Derive { file } => derived(common, file)?,
    };
    let mut out = io::stdout().lock();
    if let What::Derive { file } = &arguments.what {
        let notice = common
            .language()
            .pick("Lập tự động từ tệp, cần người soát lại", "Derived from a file; look through it");
        writeln!(out, "# {notice}: {}\n", file.display())?;
    }
    write!(out, "{}", checklist.written()?)?;
    Ok(if checklist.items.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

fn derived(common: &Common, file: &Path) -> anyhow::Result<Checklist> {
    let knowledge = common.knowledge()?;
    let (document, plan) = read_plan(common, &knowledge, file)?;
    let id = plan_id(&plan.header, &document.file, &knowledge);
    let held = HeldPlan { id: &id, file: &document.file, province: None, text: &document.text, plan: &plan };
    Ok(derive(&held, &knowledge))
}
