use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::{Common, Outcome, library};
use crate::export::{Cell, Column, CsvWriter, Dialect, Language};
use crate::ingest::{Library, ReviewedPlan, held};
use crate::knowledge::Knowledge;
use crate::search::{
    Facet, Found, HIT_COLUMNS, Hit, Reason, Request, SearchError, ShownHit, Sort, facet_rows, found_json,
    hit_row, meant, search, shown_groups, shown_hit, similar,
};
use crate::tokenizer::Analyzer;

#[derive(clap::Args)]
#[command(after_help = "Ví dụ:
  doichieu search tập huấn bảo vệ bí mật nhà nước
  doichieu search '\"trí tuệ nhân tạo\" tinh:\"Sơn La\" -báo'
  doichieu search 'chude:ai coquan:\"Sở KH&CN\" vaitro:chutri han:<=2026-12-31'
  doichieu search '\"giao nhiệm vụ\"~3 OR =mạ' --group --explain
  doichieu search --similar MÃ_KẾ_HOẠCH II.4
  doichieu search so:452/QĐ-TTg --format csv --dialect rfc > ket-qua.csv

Cú pháp: từ, \"cụm từ\", \"gần nhau\"~3, =đúng_dấu, tiền_tố*, OR, -loại_trừ, ( )
Trường: tinh: cap: coquan: vaitro: chude: han: ngay: nam: loai: so: muc: phan: doc:
Khoảng ngày: han:<=2026-12-31  ngay:2026-01..2026-06  han:\"quý III/2026\"
Mã thoát: 0 có kết quả, 1 không có, 2 lỗi.")]
pub(super) struct Arguments {
    /// Từ khóa, có dấu hoặc không dấu
    #[arg(required_unless_present_any = ["batch", "similar"], value_name = "QUERY")]
    query: Vec<String>,
    /// Tệp CSV, mỗi dòng một truy vấn ở cột đầu; kết quả là một CSV, dòng lỗi có ghi lý do
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    batch: Option<PathBuf>,
    /// Mục của các kế hoạch khác nói gần giống một mục: mã kế hoạch và vị trí (II.3)
    #[arg(long, num_args = 2, value_names = ["PLAN", "PATH"], conflicts_with_all = ["query", "batch", "group", "facets"])]
    similar: Option<Vec<String>>,
    /// Số kết quả hiển thị (số kế hoạch, nếu có --group); csv không giới hạn
    #[arg(long, default_value_t = 10, value_name = "N")]
    limit: usize,
    /// Bỏ qua N kết quả đầu
    #[arg(long, default_value_t = 0, value_name = "N")]
    offset: usize,
    /// Thứ tự: relevance (liên quan), province (tỉnh), date (ngày ban hành), deadline (thời hạn)
    #[arg(long, default_value = "relevance", value_name = "ORDER")]
    sort: String,
    /// Gom theo tỉnh và kế hoạch, mỗi kế hoạch tối đa 3 mục
    #[arg(long)]
    group: bool,
    /// Đếm kết quả theo tỉnh, cấp, cơ quan, vai trò, chủ đề…
    #[arg(long)]
    facets: bool,
    /// Cho biết vì sao mỗi mục khớp: từ nào, ở đâu, bao nhiêu điểm
    #[arg(long)]
    explain: bool,
    /// Bảng để đọc, JSON cho máy, CSV mọi dòng
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Như --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// CSV cho Excel (excel) hay cho máy (rfc)
    #[arg(long, value_enum, default_value = "excel")]
    dialect: CsvDialect,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

#[derive(Clone, Copy, ValueEnum)]
enum CsvDialect {
    Excel,
    Rfc,
}

impl CsvDialect {
    fn dialect(self) -> Dialect {
        match self {
            CsvDialect::Excel => Dialect::Excel,
            CsvDialect::Rfc => Dialect::Rfc,
        }
    }
}

/// What stands before the columns of hits where many queries are searched.
const BATCH_COLUMNS: &[Column] = &[
    Column::new("line", "Dòng", "Line"),
    Column::new("query", "Truy vấn", "Query"),
    Column::new("error", "Lỗi", "Error"),
];

/// Hits of each plan where they are grouped.
const PER_PLAN: usize = 3;

/// What a search needs beside its request.
struct Engine {
    knowledge: Knowledge,
    library: Library,
    analyzer: Analyzer,
    language: Language,
}

/// Searches provisions and prints those that match, best first.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let knowledge = common.knowledge()?;
    let library = library::open(common, &knowledge)?;
    let analyzer = Analyzer::new(&knowledge);
    let engine = Engine { knowledge, library, analyzer, language: common.language() };
    if let Some(file) = &arguments.batch {
        return engine.batch(arguments, file);
    }
    let query = arguments.query.join(" ");
    let format = if arguments.json { Format::Json } else { arguments.format };
    let found = match arguments.similar.as_deref() {
        Some([plan, path]) => engine.similar(plan, path, arguments.limit)?,
        _ => engine.search(&engine.request(arguments, &query, format)?)?,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        Format::Csv => engine.csv(&mut out, arguments, &found)?,
        Format::Json => {
            let hits = engine.shown(&found)?;
            let answer = found_json(&query, &found, hits, &engine.knowledge, engine.language);
            serde_json::to_writer(&mut out, &answer)?;
            writeln!(out)?;
        }
        Format::Table => engine.show(&mut out, &query, &found)?,
    }
    out.flush()?;
    Ok(if found.total > 0 { Outcome::Found } else { Outcome::Nothing })
}

fn message(error: &SearchError, language: Language) -> String {
    language.pick(error.message_vi(), error.to_string())
}

impl Engine {
    /// The provisions of other plans that say what this one says.
    fn similar(&self, plan: &str, path: &str, limit: usize) -> anyhow::Result<Found> {
        let unknown = || {
            let message =
                self.language.pick("không có kế hoạch hoặc mục này", "there is no such plan or provision");
            anyhow::anyhow!("{message}: {plan} {path}")
        };
        let mut files = self.library.store.files().iter().filter_map(|file| Some((file, file.plan()?)));
        let (file, entry) = files.find(|(_, entry)| entry.id == plan).ok_or_else(unknown)?;
        let stored = self.library.load(entry, &self.knowledge)?.stored;
        let ordinal = stored.plan.outline.find(path).ok_or_else(unknown)?.0;
        let source = (file.stamp.sha256.as_str(), &stored.plan, stored.text.as_str());
        Ok(similar(&self.library.index, &self.analyzer, source, ordinal, limit)?)
    }

    fn request<'a>(&self, asked: &Arguments, query: &'a str, format: Format) -> anyhow::Result<Request<'a>> {
        let sort = Sort::named(&asked.sort).ok_or_else(|| {
            anyhow::anyhow!(self.language.pick(
                "--sort là một trong: relevance, province, date, deadline",
                "--sort is one of: relevance, province, date, deadline",
            ))
        })?;
        let counted = asked.facets || format == Format::Json;
        Ok(Request {
            query,
            offset: asked.offset,
            limit: if format == Format::Csv { usize::MAX } else { asked.limit },
            facets: if counted { Facet::all().collect() } else { Vec::new() },
            sort,
            per_plan: (asked.group && format != Format::Csv).then_some(PER_PLAN),
            explain: asked.explain,
            ..Request::default()
        })
    }

    fn search(&self, request: &Request<'_>) -> anyhow::Result<Found> {
        let found = search(&self.library.index, &self.analyzer, &self.knowledge, request);
        found.map_err(|error| anyhow::anyhow!(message(&error, self.language)))
    }

    fn shown(&self, found: &Found) -> anyhow::Result<Vec<ShownHit>> {
        found.hits.iter().filter_map(|hit| self.shown_hit(found, hit).transpose()).collect()
    }

    fn shown_hit(&self, found: &Found, hit: &Hit) -> anyhow::Result<Option<ShownHit>> {
        let Some(entry) = self.library.store.by_key(&hit.key) else { return Ok(None) };
        let ReviewedPlan { entry, stored, .. } = self.library.load(entry, &self.knowledge)?;
        Ok(shown_hit(found, hit, &held(&entry, &stored, &self.knowledge), &self.analyzer))
    }

    fn csv(&self, out: &mut impl Write, asked: &Arguments, found: &Found) -> anyhow::Result<()> {
        let mut csv = CsvWriter::begin(out, asked.dialect.dialect(), self.language, HIT_COLUMNS)?;
        for hit in &found.hits {
            if let Some(hit) = self.shown_hit(found, hit)? {
                csv.row(&hit_row(&hit))?;
            }
        }
        Ok(csv.finish()?)
    }

    /// The hits of many queries as one table; a query without an answer has one row that says why.
    fn batch(&self, asked: &Arguments, file: &Path) -> anyhow::Result<Outcome> {
        let columns: Vec<Column> = BATCH_COLUMNS.iter().chain(HIT_COLUMNS).cloned().collect();
        let mut out = BufWriter::new(io::stdout().lock());
        let mut csv = CsvWriter::begin(&mut out, asked.dialect.dialect(), self.language, &columns)?;
        let (mut failed, mut rows) = (false, 0);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(file)?;
        for (line, record) in (1..).zip(reader.byte_records()) {
            let query = String::from_utf8_lossy(record?.get(0).unwrap_or_default()).into_owned();
            let request = self.request(asked, &query, Format::Csv)?;
            let head = |error: String| vec![Cell::Number(line), query.as_str().into(), Cell::Text(error)];
            match search(&self.library.index, &self.analyzer, &self.knowledge, &request) {
                Err(error) => {
                    failed = true;
                    let blank = HIT_COLUMNS.iter().map(|_| "".into());
                    csv.row(
                        &head(message(&error, self.language)).into_iter().chain(blank).collect::<Vec<_>>(),
                    )?;
                }
                Ok(found) => {
                    for hit in found.hits.iter().take(asked.limit) {
                        let Some(shown) = self.shown_hit(&found, hit)? else { continue };
                        rows += 1;
                        csv.row(&head(String::new()).into_iter().chain(hit_row(&shown)).collect::<Vec<_>>())?;
                    }
                }
            }
        }
        csv.finish()?;
        out.flush()?;
        Ok(match (failed, rows) {
            (true, _) => Outcome::Failures,
            (false, 0) => Outcome::Nothing,
            _ => Outcome::Found,
        })
    }

    fn show(&self, out: &mut impl Write, query: &str, found: &Found) -> anyhow::Result<()> {
        let language = self.language;
        for word in &found.not_understood {
            let (position, reason) =
                (language.pick("Vị trí", "Position"), language.pick(word.reason_vi, word.reason_en));
            writeln!(io::stderr(), "{position} {}: “{}”: {reason}", word.at + 1, word.text)?;
        }
        if found.relaxed && found.total > 0 {
            let notice = language.pick(
                "Không có mục nào chứa đủ các từ; dưới đây là các mục chứa một phần.",
                "No provision has all the words; these have some of them.",
            );
            writeln!(out, "{notice}")?;
        }
        if found.total == 0 || found.relaxed {
            let meant = meant(&self.library.index, &self.analyzer, query);
            if let Ok(Some(meant)) = meant {
                writeln!(out, "{} {meant}?", language.pick("Ý bạn là:", "Did you mean:"))?;
            }
        }
        write!(out, "{} {}", found.total, language.pick("mục khớp", "provisions match"))?;
        if let Some(plans) = found.plans {
            write!(out, ", {plans} {}", language.pick("kế hoạch", "plans"))?;
        }
        writeln!(out)?;
        self.counts(out, found)?;
        let hits = self.shown(found)?;
        if found.plans.is_none() {
            hits.iter().try_for_each(|hit| show_hit(out, hit, true, language))?;
        }
        for group in shown_groups(found, hits) {
            let province = group.province.as_deref().unwrap_or("—");
            let matches = language.pick("mục khớp", "match");
            writeln!(out, "\n== {province} · {} · {} {matches}", group.file, group.total)?;
            group.hits.iter().try_for_each(|hit| show_hit(out, hit, false, language))?;
        }
        Ok(())
    }

    fn counts(&self, out: &mut impl Write, found: &Found) -> io::Result<()> {
        for (facet, counts) in &found.facets {
            let (vi, en) = facet.titles();
            let rows = facet_rows(*facet, counts, &self.knowledge, self.language);
            let rows: Vec<String> = rows.iter().map(|row| format!("{} {}", row.label, row.count)).collect();
            writeln!(out, "{}: {}", self.language.pick(vi, en), rows.join("; "))?;
        }
        Ok(())
    }
}

fn show_hit(out: &mut impl Write, hit: &ShownHit, is_alone: bool, language: Language) -> io::Result<()> {
    match is_alone {
        true => writeln!(out, "\n{} · {} · {}", hit.province.as_deref().unwrap_or("—"), hit.path, hit.file)?,
        false => writeln!(out, "{}", hit.path)?,
    }
    if !hit.trail.is_empty() {
        writeln!(out, "  {}", hit.trail.join(" › "))?;
    }
    writeln!(out, "  {}", marked(&hit.snippet, &hit.marks))?;
    hit.reasons.iter().try_for_each(|reason| show_reason(out, reason, language))
}

fn show_reason(out: &mut impl Write, reason: &Reason, language: Language) -> io::Result<()> {
    let ((form_vi, form_en), (place_vi, place_en)) = (reason.form.words(), reason.place.words());
    let (form, place) = (language.pick(form_vi, form_en), language.pick(place_vi, place_en));
    writeln!(out, "    {:7.3}  {form} “{}” ({place})", reason.weight, reason.words)
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
