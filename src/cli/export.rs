use std::io::{self, BufWriter, Write};

use clap::{Subcommand, ValueEnum};

use super::{Common, Outcome, library};
use crate::export::{
    Cell, Column, CsvWriter, Dialect, MACHINE_READ, Sheet, Table, assignment_columns, assignment_row,
    exported_assignment, xlsx,
};
use crate::ingest::Library;
use crate::knowledge::Knowledge;

#[derive(clap::Args)]
#[command(after_help = "Ví dụ:
  doichieu export assignments > nhiem-vu.csv                 mở được ngay bằng Excel
  doichieu export assignments --format xlsx > nhiem-vu.xlsx
  doichieu export assignments --dialect rfc > assignments.csv  cho chương trình khác")]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Mọi lượt giao việc: cơ quan, vai trò, nhiệm vụ, thời hạn, trích dẫn
    Assignments(Format),
}

#[derive(clap::Args)]
struct Format {
    /// excel: UTF-8 có BOM, dấu chấm phẩy; rfc: RFC 4180, cho máy đọc
    #[arg(long, value_enum, default_value = "excel")]
    dialect: DialectName,
    /// Mỗi lượt giao việc một dòng JSON
    #[arg(long, conflicts_with = "dialect")]
    json: bool,
    /// csv, xlsx hoặc json
    #[arg(long, value_enum, default_value = "csv", conflicts_with = "json")]
    format: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Csv,
    Xlsx,
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum DialectName {
    Excel,
    Rfc,
}

/// Writes all assignments of all plans, plan by plan, so that memory holds one plan at a time.
pub(super) fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let What::Assignments(format) = &arguments.what;
    let knowledge = common.knowledge()?;
    let library = library::open(common, &knowledge)?;
    let out = BufWriter::new(io::stdout().lock());
    let rows = match format.dialect {
        _ if format.json || format.format == Kind::Json => json(out, &library, &knowledge)?,
        _ if format.format == Kind::Xlsx => workbook(out, common, &library, &knowledge)?,
        DialectName::Excel => csv(out, Dialect::Excel, common, &library, &knowledge)?,
        DialectName::Rfc => csv(out, Dialect::Rfc, common, &library, &knowledge)?,
    };
    Ok(if rows > 0 { Outcome::Found } else { Outcome::Nothing })
}

fn csv(
    out: impl Write,
    dialect: Dialect,
    common: &Common,
    library: &Library,
    knowledge: &Knowledge,
) -> anyhow::Result<usize> {
    let mut rows = 0;
    let mut csv = CsvWriter::begin(out, dialect, common.language(), assignment_columns())?;
    library.each_plan::<anyhow::Error>(knowledge, |held| {
        rows += held.plan.assignments.len();
        held.plan.assignments.iter().try_for_each(|given| Ok(csv.row(&assignment_row(&held, given))?))
    })?;
    csv.finish()?;
    Ok(rows)
}

/// A workbook is written whole: all rows are in memory.
fn workbook(
    mut out: impl Write,
    common: &Common,
    library: &Library,
    knowledge: &Knowledge,
) -> anyhow::Result<usize> {
    let language = common.language();
    let mut table = Table::new(assignment_columns());
    library.each_plan::<anyhow::Error>(knowledge, |held| {
        table.rows.extend(held.plan.assignments.iter().map(|given| assignment_row(&held, given)));
        Ok(())
    })?;
    let plans = Cell::Number(library.store.plans().len());
    let mut source = Table::new(SOURCE);
    for (vi, en, value) in [
        ("Yêu cầu", "Query", "export assignments".into()),
        ("Số kế hoạch", "Plans", plans),
        ("Số dòng", "Rows", Cell::Number(table.rows.len())),
        ("Dấu vân tay kho văn bản", "Fingerprint of the plans", library.store.fingerprint().as_str().into()),
        ("Tình trạng", "Status", MACHINE_READ.into()),
    ] {
        source.rows.push(vec![language.pick(vi, en).into(), value]);
    }
    let sheets = [
        Sheet { name: "Giao việc", table: &table, frozen: 0 },
        Sheet { name: "Nguồn", table: &source, frozen: 0 },
    ];
    out.write_all(&xlsx(&sheets, language)?)?;
    out.flush()?;
    Ok(table.rows.len())
}

const SOURCE: &[Column] = &[Column::new("what", "Mục", "What"), Column::new("value", "Giá trị", "Value")];

fn json(mut out: impl Write, library: &Library, knowledge: &Knowledge) -> anyhow::Result<usize> {
    let mut rows = 0;
    library.each_plan::<anyhow::Error>(knowledge, |held| {
        rows += held.plan.assignments.len();
        held.plan.assignments.iter().try_for_each(|given| {
            serde_json::to_writer(&mut out, &exported_assignment(&held, given))?;
            Ok(writeln!(out)?)
        })
    })?;
    out.flush()?;
    Ok(rows)
}
