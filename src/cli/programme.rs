use std::io::{self, Write};

use super::{Common, Outcome};

#[derive(clap::Args)]
#[command(after_help = "Ví dụ:
  doichieu programme

Mỗi đợt là một tệp TOML trong corpus/knowledge/programmes, có thể sửa hoặc thêm (dùng --knowledge DIR).")]
pub(super) struct Arguments {
    /// Một mảng JSON, cho máy đọc
    #[arg(long)]
    json: bool,
}

/// Lists the programmes known.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let (knowledge, language) = (common.knowledge()?, common.language());
    let mut out = io::stdout().lock();
    let known: Vec<_> = knowledge.checklists.iter().filter(|known| known.programme.is_some()).collect();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&known)?)?;
    } else {
        for checklist in &known {
            let provisional =
                if checklist.provisional { language.pick(", danh mục tạm", ", provisional") } else { "" };
            let instrument = checklist.programme.as_ref().map_or("", |programme| &programme.instrument);
            let items = language.pick("nội dung", "items");
            let (id, title, version) = (&checklist.id, &checklist.title, &checklist.version);
            writeln!(
                out,
                "{id}  {instrument}  {title} ({} {items}, {version}{provisional})",
                checklist.items.len()
            )?;
        }
    }
    Ok(if known.is_empty() { Outcome::Nothing } else { Outcome::Found })
}
