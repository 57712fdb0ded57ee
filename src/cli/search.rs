use std::io::{self, BufWriter, Write};

use super::{Common, Outcome, library};
use crate::export::Language;
use crate::ingest::{Library, held};
use crate::knowledge::Knowledge;
use crate::search::{Found, Hit, Request, SearchError, ShownHit, found_json, search, shown_hit};
use crate::tokenizer::Analyzer;

#[derive(clap::Args)]
#[command(after_help = "Ví dụ:
  doichieu search tập huấn bảo vệ bí mật nhà nước
  doichieu search '\"trí tuệ nhân tạo\" tinh:\"Sơn La\" -báo'
  doichieu search so:452/QĐ-TTg --json

Cú pháp: từ, \"cụm từ\", OR, -loại trừ, ( ), tiền_tố*, tinh: cap: nam: so: muc:
Mã thoát: 0 có kết quả, 1 không có, 2 lỗi.")]
pub(super) struct Arguments {
    /// Từ khóa, có dấu hoặc không dấu
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    /// Số kết quả hiển thị
    #[arg(long, default_value_t = 10, value_name = "N")]
    limit: usize,
    /// Bỏ qua N kết quả đầu
    #[arg(long, default_value_t = 0, value_name = "N")]
    offset: usize,
    /// Một đối tượng JSON, cho máy đọc
    #[arg(long)]
    json: bool,
}

/// Searches provisions and prints those that match, best first.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let knowledge = common.knowledge()?;
    let library = library::open(common, &knowledge)?;
    let analyzer = Analyzer::new(&knowledge);
    let query = arguments.query.join(" ");
    let request = Request {
        query: &query,
        offset: arguments.offset,
        limit: arguments.limit.min(10_000),
        ..Request::default()
    };
    let found = search(&library.index, &analyzer, &knowledge, &request)
        .map_err(|error| anyhow::anyhow!(message(&error, common.language())))?;
    let hits =
        found.hits.iter().filter_map(|hit| shown(&library, &knowledge, &analyzer, &found, hit).transpose());
    let hits: Vec<ShownHit> = hits.collect::<Result<_, _>>()?;
    let mut out = BufWriter::new(io::stdout().lock());
    if arguments.json {
        serde_json::to_writer(&mut out, &found_json(&query, &found, hits, &knowledge))?;
        writeln!(out)?;
    } else {
        show(&mut out, &found, &hits, common.language())?;
    }
    out.flush()?;
    Ok(if found.total > 0 { Outcome::Found } else { Outcome::Nothing })
}

fn message(error: &SearchError, language: Language) -> String {
    language.pick(error.message_vi(), error.to_string())
}

fn shown(
    library: &Library,
    knowledge: &Knowledge,
    analyzer: &Analyzer,
    found: &Found,
    hit: &Hit,
) -> anyhow::Result<Option<ShownHit>> {
    let Some(entry) = library.store.by_key(&hit.key) else { return Ok(None) };
    let stored = library.store.load(entry)?;
    Ok(shown_hit(found, hit, &held(entry, &stored, knowledge), analyzer))
}

fn show(out: &mut impl Write, found: &Found, hits: &[ShownHit], language: Language) -> io::Result<()> {
    for word in &found.not_understood {
        let reason = language.pick(word.reason_vi, word.reason_en);
        writeln!(io::stderr(), "{} {}: {reason}", language.pick("Vị trí", "Position"), word.at + 1)?;
    }
    if found.relaxed && found.total > 0 {
        let notice = language.pick(
            "Không có mục nào chứa đủ các từ; dưới đây là các mục chứa một phần.",
            "No provision has all the words; these have some of them.",
        );
        writeln!(out, "{notice}")?;
    }
    writeln!(out, "{} {}", found.total, language.pick("mục khớp", "provisions match"))?;
    for hit in hits {
        let province = hit.province.as_deref().unwrap_or("—");
        writeln!(out, "\n{province} · {} · {}", hit.path, hit.file)?;
        if !hit.trail.is_empty() {
            writeln!(out, "  {}", hit.trail.join(" › "))?;
        }
        writeln!(out, "  {}", marked(&hit.snippet, &hit.marks))?;
    }
    Ok(())
}

/// The snippet with «marks» around what matched.
fn marked(snippet: &str, marks: &[[usize; 2]]) -> String {
    let mut shown = String::new();
    let mut at = 0;
    for &[start, end] in marks {
        shown += &snippet[at..start];
        shown += "«";
        shown += &snippet[start..end];
        shown += "»";
        at = end;
    }
    shown + &snippet[at..]
}
