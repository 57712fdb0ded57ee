//! What was taken over from other plans, reports, and cells that would like to be run.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use doichieu::compare::{Pivot, Prepared, ReuseKind, gaps, listed, of_programme, pivot, report, reuse};
use doichieu::export::{Cell, Column, Dialect, Language, Sheet, Table, xlsx};
use doichieu::extract::extract;
use doichieu::generate::{Options, Wordings, write};
use doichieu::knowledge::Knowledge;
use doichieu::model::{HeldPlan, Plan};
use doichieu::parse::parse;

/// A plan as it was read: its name, province and text.
struct Read {
    name: String,
    province: Option<String>,
    text: String,
    plan: Plan,
}

fn read(name: &str, bytes: &[u8], knowledge: &Knowledge) -> Read {
    let document = extract(name, bytes).unwrap();
    let plan = parse(&document, knowledge);
    let province = plan.header.province.as_deref().and_then(|name| knowledge.province_named(name));
    let province = province.map(|province| province.name.clone());
    Read { name: name.to_owned(), province, text: document.text, plan }
}

fn folder(path: &Path, knowledge: &Knowledge) -> Vec<Read> {
    let mut files: Vec<_> = fs::read_dir(path).unwrap().flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "txt"));
    files.sort();
    let name = |file: &Path| file.file_name().unwrap().to_string_lossy().into_owned();
    files.iter().map(|file| read(&name(file), &fs::read(file).unwrap(), knowledge)).collect()
}

fn held(plans: &[Read]) -> Vec<HeldPlan<'_>> {
    plans.iter().map(one).collect()
}

fn one(read: &Read) -> HeldPlan<'_> {
    let (id, province) = (&read.name, read.province.as_deref());
    HeldPlan { id, file: id, province, text: &read.text, plan: &read.plan }
}

/// A copy of a plan with one provision changed, one dropped and one added, of a later date and under other numbers.
#[test]
fn what_was_taken_over_is_told_from_what_is_own() {
    let knowledge = Knowledge::embedded().unwrap();
    let text = fs::read_to_string("corpus/plans/phu-tho-mau.txt").unwrap();
    let copy = text
        .replace("Phú Thọ, ngày", "Sơn La, ngày")
        .replace("năm 2026\n", "năm 2027\n")
        .replace("- Công khai kết quả đánh giá trên Cổng thông tin điện tử tỉnh.\n", "")
        .replace(
            "2. Tập huấn, bồi dưỡng\n",
            "2. Tập huấn, bồi dưỡng\n\n- Trường Chính trị tỉnh mở lớp riêng về an toàn lao động cho thợ mỏ, thợ lặn và lái tàu ven biển.\n",
        );
    assert_ne!(copy, text);
    let plans = [read("a.txt", text.as_bytes(), &knowledge), read("b.txt", copy.as_bytes(), &knowledge)];
    let plans = held(&plans);
    let prepared = Prepared::new(&plans, &knowledge);
    let found = reuse(&plans, &prepared, Some(0));
    assert_eq!(found.len(), 1);
    let own = &found[0];
    let added: Vec<&str> = own
        .provisions
        .iter()
        .filter(|taken| taken.kind == ReuseKind::Added)
        .map(|taken| taken.path.as_str())
        .collect();
    assert_eq!(added, ["II.2/-1"], "{:?}", own.provisions);
    assert_eq!(own.dropped, ["II.4.a/-3"]);
    assert!(own.kept >= 30 && own.sources[0].0 == "a.txt", "{own:?}");
    let all = reuse(&plans, &prepared, None);
    assert_eq!(
        all.iter().map(|one| one.kept).collect::<Vec<_>>(),
        [0, own.kept],
        "the older one took nothing"
    );
    assert_eq!(listed::taken(&found).rows.len(), own.provisions.len() + 1);
}

#[test]
#[ignore = "takes a minute"]
fn heavy_reuse_grows_with_the_words_of_plans() {
    let knowledge = Knowledge::embedded().unwrap();
    let temporary = tempfile::tempdir().unwrap();
    let options =
        Options { plans: 3_700, seed: 3, wordings: Wordings::All, docx_percent: 0, without: Vec::new() };
    write(&options, temporary.path(), &knowledge, |_| {}).unwrap();
    let plans = folder(&temporary.path().join("plans"), &knowledge);
    let plans = held(&plans);
    let time = |plans: &[HeldPlan<'_>]| {
        let prepared = Prepared::new(plans, &knowledge);
        let begun = Instant::now();
        assert_eq!(reuse(plans, &prepared, None).len(), plans.len());
        begun.elapsed()
    };
    let (few, many) = (time(&plans[..370]), time(&plans));
    println!("reuse over 370 plans {few:?}, over 3,700 {many:?}");
    assert!(many < few * 20, "{few:?} for a tenth, {many:?} for all");
}

#[test]
fn the_report_is_the_same_each_time_and_cites_its_quotes() {
    let knowledge = Knowledge::embedded().unwrap();
    let plans = folder(Path::new("corpus/plans"), &knowledge);
    let plans = held(&plans);
    let checklist = knowledge.programme("9001-qd-vbm").unwrap();
    let matrix = of_programme(checklist, &plans, &Prepared::new(&plans, &knowledge), &knowledge);
    let found = gaps(&matrix, checklist, &plans, &knowledge);
    let page = report(&matrix, &found, "0123", Language::Vietnamese);
    assert_eq!(page, report(&matrix, &found, "0123", Language::Vietnamese));
    let cited = found.iter().filter(|gap| gap.quote.is_some() && gap.path.is_some()).count();
    assert_eq!(page.matches("<a href=\"#q").count(), cited);
    assert_eq!(page.matches("<a id=\"q").count(), cited);
    assert!(found.iter().all(|gap| !gap.sentence(Language::Vietnamese).is_empty()) && cited > 10);
    assert!(page.starts_with("<!DOCTYPE html>") && !page.contains("<script") && !page.contains("src="));
    if common::tool("soffice").is_none() {
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    fs::write(temporary.path().join("a.html"), &page).unwrap();
    office(temporary.path(), "a.html", "docx:Office Open XML Text");
    assert!(fs::read(temporary.path().join("a.docx")).unwrap().starts_with(b"PK"));
}

#[test]
fn pivots_count_what_the_matrix_holds() {
    let knowledge = Knowledge::embedded().unwrap();
    let plans = folder(Path::new("corpus/plans"), &knowledge);
    let plans = held(&plans);
    let checklist = knowledge.programme("9001-qd-vbm").unwrap();
    let mut matrix = of_programme(checklist, &plans, &Prepared::new(&plans, &knowledge), &knowledge);
    let table = |which| pivot(&matrix, which, Language::Vietnamese);
    let (items, bodies) = (table(Pivot::ItemProvince), table(Pivot::BodyProvince));
    assert_eq!((items.rows.len(), items.columns.len()), (checklist.items.len(), 2 + 34));
    let total = |row: &[Cell]| row[1].code().parse::<usize>().unwrap();
    let lead = |row: &Vec<Cell>| {
        let counts = row[2..].iter().filter_map(|cell| cell.code().parse::<usize>().ok());
        assert_eq!(total(row), counts.sum::<usize>());
        total(row)
    };
    assert!(bodies.rows.iter().map(lead).sum::<usize>() > 20);
    let deadlines = table(Pivot::ProvinceDeadline);
    let members =
        matrix.columns.iter().filter(|column| column.standing != doichieu::compare::Standing::Lower);
    let present: usize = members.map(|column| column.present).sum();
    assert_eq!(deadlines.rows.iter().map(|row| total(row)).sum::<usize>(), present);
    matrix.sort_by_disagreement();
    assert!(matrix.items.windows(2).all(|two| two[0].disagreement >= two[1].disagreement));
    assert_eq!(matrix.cells.len(), matrix.items.len());
}

fn office(folder: &Path, file: &str, to: &str) {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let mut soffice = Command::new("soffice");
    let output = soffice
        .args(["--headless", &profile, "--convert-to", to, "--outdir"])
        .args([folder, &folder.join(file)])
        .output()
        .unwrap();
    assert!(output.status.success());
}

/// Cells that a spreadsheet, a shell or a page might run, that break lines or sheets, or that are very long.
fn hostile() -> Vec<String> {
    let mut cells: Vec<String> = [
        "=1+1",
        "=SUM(A1:A9)",
        "=HYPERLINK(\"http://127.0.0.1\",\"x\")",
        "=cmd|' /C calc'!A0",
        "+1",
        "+84 24 3943",
        "-1",
        "- Giao Sở Nội vụ",
        "-2+3",
        "@SUM(A1)",
        "@x",
        " =1",
        "\u{a0}=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "'=1",
        "''",
        "{=1}",
        "=\"a\"&\"b\"",
        "%0A=1",
        "1e5",
        "00123",
        "1/2",
        "2026-01-01",
        "31/12/2026",
        "TRUE",
        "#N/A",
        "#REF!",
        "a;b,c",
        "nói \"rõ\"",
        "dòng một\ndòng hai",
        "https://127.0.0.1/x",
        "<script>alert(1)</script>",
        "&amp;<b>",
        "{{7*7}}",
        "$(reboot)",
    ]
    .map(str::to_owned)
    .to_vec();
    cells.push("dài ".repeat(8_000).trim_end().to_owned());
    cells.push("Đắk Lắk · ằẵặ · 𝒳".to_owned());
    cells
}

/// Forty hostile cells as LibreOffice reads our workbook are the texts they were, and nothing was run.
#[test]
fn hostile_cells_stay_text() {
    let mut table = Table::new(vec![Column::new("nth", "Số", "No."), Column::new("text", "Chữ", "Text")]);
    let cells = hostile();
    assert_eq!(cells.len(), 40);
    table.rows.extend((0..).zip(&cells).map(|(nth, text)| vec![Cell::Number(nth), Cell::Text(text.clone())]));
    let bytes = xlsx(&[Sheet { name: "a", table: &table, frozen: 0 }], Language::Vietnamese).unwrap();
    if common::tool("soffice").is_none() {
        return;
    }
    let temporary = tempfile::tempdir().unwrap();
    fs::write(temporary.path().join("a.xlsx"), bytes).unwrap();
    office(temporary.path(), "a.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true");
    let mut ours = Vec::new();
    table.csv(&mut ours, Dialect::Rfc, Language::Vietnamese).unwrap();
    let rows = |bytes: &[u8]| -> Vec<Vec<String>> {
        let rows = csv::Reader::from_reader(bytes).into_records();
        rows.map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    };
    let (read, ours) = (rows(&fs::read(temporary.path().join("a.csv")).unwrap()), rows(&ours));
    assert_eq!(read.len(), 40);
    for (read, own) in read.iter().zip(&ours) {
        assert_eq!(read, own);
    }
}
