use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::ValueEnum;

use super::library::{self, Loaded};
use super::{Common, Outcome};
use crate::compare::{
    self, Cell, Column, Gap, Matrix, Pivot, Prepared, Standing, State, pivot, tables, words,
};
use crate::export::{Dialect, Language, Sheet, Table, xlsx};
use crate::knowledge::{Checklist, Knowledge, keep};

#[derive(clap::Args)]
#[command(after_help = "Ví dụ:
  doichieu compare --programme 452-qd-ttg
  doichieu compare --programme 452-qd-ttg --format xlsx > doi-chieu.xlsx
  doichieu compare --checklist danh-muc.toml --all-plans --format csv --long
  doichieu compare --programme 9001-qd-vbm --pivot body-province --format csv

Các đợt triển khai có sẵn: xem `doichieu programme`.")]
pub(super) struct Arguments {
    #[command(flatten)]
    what: What,
    #[command(flatten)]
    format: Format,
    /// CSV: mỗi ô của bảng một dòng, kèm trích dẫn
    #[arg(long, conflicts_with = "pivot")]
    long: bool,
    /// Bảng tổng hợp theo chiều khác (csv, xlsx): item-province, body-province, province-deadline
    #[arg(long, value_name = "WAY", value_parser = way)]
    pivot: Option<Pivot>,
    /// Xếp nội dung có nhiều điểm khác nhau lên trước
    #[arg(long)]
    by_disagreement: bool,
}

/// Which checklist, over which plans.
#[derive(clap::Args)]
pub(super) struct What {
    /// Đợt triển khai
    #[arg(long, value_name = "ID", required_unless_present = "checklist")]
    programme: Option<String>,
    /// Danh mục trong một tệp (TOML)
    #[arg(long, value_name = "FILE", conflicts_with = "programme")]
    checklist: Option<PathBuf>,
    /// Đối chiếu mọi kế hoạch đang có, thuộc đợt nào cũng được
    #[arg(long)]
    all_plans: bool,
}

/// How results are written.
#[derive(clap::Args)]
pub(super) struct Format {
    /// table, csv, xlsx hoặc json
    #[arg(long, value_enum, default_value = "table")]
    format: Kind,
    /// Như --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// CSV theo RFC 4180, cho máy đọc
    #[arg(long)]
    rfc: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    Table,
    Csv,
    Xlsx,
    Json,
}

impl Format {
    pub(super) fn kind(&self) -> Kind {
        if self.json { Kind::Json } else { self.format }
    }

    pub(super) fn dialect(&self) -> Dialect {
        if self.rfc { Dialect::Rfc } else { Dialect::Excel }
    }
}

/// A checklist, the plans held, and the matrix of the two.
pub(super) struct Laid {
    pub(super) knowledge: Knowledge,
    pub(super) checklist: Checklist,
    pub(super) loaded: Loaded,
    pub(super) matrix: Matrix,
}

impl Laid {
    pub(super) fn gaps(&self) -> Vec<Gap> {
        compare::gaps(&self.matrix, &self.checklist, &self.loaded.held(&self.knowledge), &self.knowledge)
    }
}

impl What {
    /// Lays the plans held beside the checklist asked for.
    pub(super) fn laid(&self, common: &Common) -> anyhow::Result<Laid> {
        let knowledge = common.knowledge()?;
        let checklist = self.checklist(common, &knowledge)?;
        let loaded = Loaded::all(&library::open(common, &knowledge)?, &knowledge)?;
        let matrix = self.matrix(&checklist, &loaded, &knowledge);
        Ok(Laid { knowledge, checklist, loaded, matrix })
    }

    /// The checklist asked for; one from a file is kept as it is now.
    fn checklist(&self, common: &Common, knowledge: &Knowledge) -> anyhow::Result<Checklist> {
        if let Some(path) = &self.checklist {
            let text = std::fs::read_to_string(path)
                .map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
            return Ok(keep(&common.data, Checklist::read(&path.display().to_string(), &text)?)?);
        }
        let id = self.programme.as_deref().unwrap_or_default();
        knowledge.programme(id).cloned().ok_or_else(|| {
            let known =
                knowledge.checklists.iter().map(|known| known.id.as_str()).collect::<Vec<_>>().join(", ");
            anyhow::anyhow!(common.language().pick(
                format!("không có đợt triển khai “{id}”; đang có: {known}"),
                format!("there is no programme “{id}”; known: {known}"),
            ))
        })
    }

    /// Its matrix over the plans held.
    fn matrix(&self, checklist: &Checklist, loaded: &Loaded, knowledge: &Knowledge) -> Matrix {
        let plans = loaded.held(knowledge);
        let prepared = Prepared::new(&plans, knowledge);
        match self.all_plans {
            true => compare::of_plans(checklist, &plans, &prepared, knowledge),
            false => compare::of_programme(checklist, &plans, &prepared, knowledge),
        }
    }

    /// What was asked, for the sheet that says where a table comes from.
    pub(super) fn query(&self, verb: &str, checklist: &Checklist) -> String {
        let all = if self.all_plans { " --all-plans" } else { "" };
        let source = if self.checklist.is_some() { "checklist" } else { "programme" };
        format!("{verb} --{source} {}{all}", checklist.id)
    }
}

/// Holds the plans against a checklist.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let language = common.language();
    let Laid { checklist, loaded, mut matrix, .. } = arguments.what.laid(common)?;
    if arguments.by_disagreement {
        matrix.sort_by_disagreement();
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let long = || tables::long(&matrix, language);
    let wide = || match arguments.pivot {
        Some(which) => pivot(&matrix, which, language),
        None => tables::wide(&matrix, language),
    };
    match arguments.format.kind() {
        Kind::Json => writeln!(out, "{}", serde_json::to_string(&matrix)?)?,
        Kind::Csv => {
            let table = if arguments.long { long() } else { wide() };
            table.csv(&mut out, arguments.format.dialect(), language)?;
        }
        Kind::Xlsx => {
            let wide = wide();
            let query = arguments.what.query("compare", &checklist);
            let source = tables::source(&matrix, &query, wide.rows.len(), &loaded.fingerprint, language);
            let (plans, extra) = (tables::plans(&matrix), tables::extra(&matrix));
            let sheets = [
                ("Đối chiếu", &wide, 2),
                ("Nguồn", &source, 0),
                (tables::DETAILS, &long(), 0),
                ("Kế hoạch", &plans, 2),
                ("Ngoài danh mục", &extra, 0),
            ];
            out.write_all(&workbook(&sheets, language)?)?;
        }
        Kind::Table => {
            loaded.tell_samples(&mut out, language)?;
            show(&mut out, &matrix, language)?;
        }
    }
    out.flush()?;
    Ok(if matrix.columns.iter().any(|column| column.present > 0) { Outcome::Found } else { Outcome::Nothing })
}

fn way(name: &str) -> Result<Pivot, String> {
    let known = || Pivot::NAMES.map(|(name, _)| name).join(", ");
    Pivot::named(name).ok_or_else(|| format!("chỉ có: {}", known()))
}

pub(super) fn workbook(sheets: &[(&str, &Table, u16)], language: Language) -> io::Result<Vec<u8>> {
    let sheets: Vec<Sheet<'_>> =
        sheets.iter().map(|&(name, table, frozen)| Sheet { name, table, frozen }).collect();
    xlsx(&sheets, language)
}

fn show(out: &mut impl Write, matrix: &Matrix, language: Language) -> io::Result<()> {
    writeln!(out, "{}: {} ({})", language.pick("Danh mục", "Checklist"), matrix.title, matrix.version)?;
    if matrix.provisional {
        let notice = language.pick(
            "Danh mục tạm: không nội dung nào bị coi là thiếu. Nguồn: ",
            "A provisional checklist: nothing is said to be missing. Source: ",
        );
        writeln!(out, "{notice}{}", matrix.source)?;
    }
    let (answered, expected) = (matrix.answered, matrix.expected);
    match matrix
        .instrument
        .as_ref()
        .filter(|_| matrix.columns.iter().all(|column| column.standing != Standing::Held))
    {
        Some(instrument) => writeln!(
            out,
            "{instrument}: {answered}/{expected} {}",
            language.pick("tỉnh, thành phố có kế hoạch", "provinces have a plan")
        )?,
        None => writeln!(out, "{expected} {}", language.pick("kế hoạch", "plans"))?,
    }
    for (item, cells) in matrix.items.iter().zip(&matrix.cells) {
        writeln!(out, "\n{} {} — {}/{}", item.id, item.title, item.present, item.of)?;
        if let Some((lead, count)) = &item.common_lead {
            writeln!(out, "  {}: {lead} ({count})", language.pick("chủ trì phổ biến", "common lead"))?;
        }
        for (column, cell) in matrix.columns.iter().zip(cells).filter(|(_, cell)| cell.state != State::NoPlan)
        {
            show_cell(out, column, cell, language)?;
        }
    }
    show_others(out, matrix, language)
}

fn show_cell(out: &mut impl Write, column: &Column, cell: &Cell, language: Language) -> io::Result<()> {
    let path = cell.places.first().map_or_else(String::new, |place| format!(" · {}", place.path));
    writeln!(out, "  {}{path}: {}", tables::title(column), tables::cell_text(cell, language))?;
    for outlier in &cell.outliers {
        writeln!(out, "    ! {}", words::outlier(*outlier).shown(language))?;
    }
    let shown = cell.places.first().map(|place| format!("“{}”", place.quote));
    let near = cell
        .near
        .iter()
        .map(|place| format!("{} {}", words::why(place.why).shown(language), tables::passage(place)));
    shown.into_iter().chain(near).try_for_each(|line| writeln!(out, "    {line}"))
}

/// Members that no plan of the programme answers for.
fn show_others(out: &mut impl Write, matrix: &Matrix, language: Language) -> io::Result<()> {
    for standing in [Standing::OnlyLower, Standing::OtherProgramme, Standing::Nothing] {
        let of = |column: &&Column| column.standing == standing;
        let name = |column: &Column| match (&column.plan, &column.stub) {
            (Some(plan), Some(stub)) => format!("{} ({}; {stub})", tables::title(column), plan.file),
            (Some(plan), None) => format!("{} ({})", tables::title(column), plan.file),
            _ => tables::title(column),
        };
        let names: Vec<String> = matrix.columns.iter().filter(of).map(name).collect();
        if !names.is_empty() {
            writeln!(
                out,
                "\n{} ({}): {}",
                words::standing(standing).shown(language),
                names.len(),
                names.join(", ")
            )?;
        }
    }
    Ok(())
}
