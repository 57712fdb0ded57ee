use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::library::{self, Loaded, read_plan};
use super::{Common, Outcome};
use crate::compare::{Prepared, consensus, derive};
use crate::knowledge::{Checklist, KeptVersion, kept};
use crate::model::HeldPlan;
use crate::parse::plan_id;

#[derive(clap::Args)]
#[command(after_help = "Ví dụ:
  doichieu checklist show 452-qd-ttg > danh-muc.toml
  doichieu checklist derive quyet-dinh-trung-uong.docx > danh-muc.toml
  doichieu checklist derive --consensus --share 50 > danh-muc-tam.toml
  doichieu compare --checklist danh-muc.toml --all-plans
  doichieu checklist versions

Mỗi lần đối chiếu theo một tệp, danh mục được giữ lại đúng như lúc dùng; kết quả ghi phiên bản nào.")]
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
    /// Liệt kê các phiên bản đã dùng để đối chiếu, được giữ trong thư mục dữ liệu
    Versions {
        /// Mã danh mục; bỏ trống là tất cả
        id: Option<String>,
    },
    /// Lập danh mục từ một văn bản của trung ương (nhiệm vụ, cơ quan chủ trì, thời hạn), hoặc từ các kế hoạch đang có
    Derive {
        /// Tệp văn bản
        #[arg(required_unless_present = "consensus")]
        file: Option<PathBuf>,
        /// Lập danh mục tạm từ những nội dung mà nhiều kế hoạch trong kho cùng có
        #[arg(long, conflicts_with = "file")]
        consensus: bool,
        /// Nội dung phải có trong ít nhất bấy nhiêu phần trăm số kế hoạch
        #[arg(long, default_value = "50", value_parser = clap::value_parser!(u8).range(1..=100), requires = "consensus")]
        share: u8,
    },
}

/// Prints a checklist as TOML.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let checklist = match &arguments.what {
        What::Versions { id } => return versions(common, id.as_deref()),
        What::Show { id } => {
            let unknown = common.language().pick("không có danh mục", "there is no checklist");
            let knowledge = common.knowledge()?;
            let known = knowledge.checklists.iter().find(|known| known.id == *id);
            known.cloned().ok_or_else(|| anyhow::anyhow!("{unknown} “{id}”"))?
        }
        What::Derive { file: Some(file), .. } => derived(common, file)?,
        What::Derive { share, .. } => shared(common, usize::from(*share))?,
    };
    let mut out = io::stdout().lock();
    if let What::Derive { file, .. } = &arguments.what {
        let notice = common.language().pick("Lập tự động, cần người soát lại", "Derived; look through it");
        let source =
            file.as_ref().map_or_else(|| checklist.source.clone(), |file| file.display().to_string());
        writeln!(out, "# {notice}: {source}\n")?;
    }
    write!(out, "{}", checklist.written()?)?;
    Ok(if checklist.items.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

/// Lists the versions that are kept; each is a file that `compare --checklist` takes.
fn versions(common: &Common, id: Option<&str>) -> anyhow::Result<Outcome> {
    let kept = kept(&common.data, id)?;
    let (mut out, items) = (io::stdout().lock(), common.language().pick("nội dung", "items"));
    for KeptVersion { file, checklist } in &kept {
        let Checklist { id, version, title, .. } = checklist;
        writeln!(out, "{id}  {version}  {title} ({} {items})  {}", checklist.items.len(), file.display())?;
    }
    Ok(if kept.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

/// What so many percent of the plans held have in common.
fn shared(common: &Common, percent: usize) -> anyhow::Result<Checklist> {
    let knowledge = common.knowledge()?;
    let loaded = Loaded::all(&library::open(common, &knowledge)?, &knowledge)?;
    let plans = loaded.held(&knowledge);
    Ok(consensus(&plans, &Prepared::new(&plans, &knowledge), (plans.len() * percent).div_ceil(100)))
}

fn derived(common: &Common, file: &Path) -> anyhow::Result<Checklist> {
    let knowledge = common.knowledge()?;
    let (document, plan) = read_plan(common, &knowledge, file)?;
    let id = plan_id(&plan.header, &document.file, &knowledge);
    let held = HeldPlan { id: &id, file: &document.file, province: None, text: &document.text, plan: &plan };
    Ok(derive(&held, &knowledge))
}
