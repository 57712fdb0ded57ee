use std::io::{self, BufWriter, Write};

use super::library::{self, Loaded};
use super::{Common, Outcome};
use crate::compare::{Link, chain};
use crate::export::{Language, relation};

#[derive(clap::Args)]
#[command(after_help = "Ví dụ:
  doichieu chain
  doichieu chain --json")]
pub(super) struct Arguments {
    /// Một mảng JSON, cho máy đọc
    #[arg(long)]
    json: bool,
}

/// Shows what each plan carries out and rests on.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let (knowledge, language) = (common.knowledge()?, common.language());
    let loaded = Loaded::all(&library::open(common, &knowledge)?, &knowledge)?;
    let links = chain(&loaded.held(&knowledge), &knowledge);
    let mut out = BufWriter::new(io::stdout().lock());
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&links)?)?;
    } else {
        loaded.tell_samples(&mut out, language)?;
        show(&mut out, &links, language)?;
    }
    out.flush()?;
    Ok(if links.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

fn show(out: &mut impl Write, links: &[Link], language: Language) -> io::Result<()> {
    let mut plan = "";
    for link in links {
        if plan != link.plan.id {
            plan = &link.plan.id;
            writeln!(out, "\n{} · {}", link.province.as_deref().unwrap_or("—"), link.plan.file)?;
        }
        let parent = match &link.parent {
            Some(parent) => parent.file.clone(),
            None => language.pick("chưa có trong kho", "not held").to_owned(),
        };
        writeln!(out, "  {} {} ({parent})", relation(link.relation).shown(language), link.number)?;
        if let Some(by) = &link.replaced_by {
            writeln!(out, "    {} {by}", language.pick("đã được thay thế bằng", "replaced by"))?;
        }
        if !link.inherited.is_empty() {
            let word = language.pick("căn cứ kế thừa", "inherited bases");
            writeln!(out, "    {word}: {}", link.inherited.join(", "))?;
        }
        writeln!(out, "    {}: “{}”", link.path, link.quote)?;
    }
    Ok(())
}
