//! The papers that offices really sent, each read with what is installed: status, legibility, what was found; and the
//! rows of their annex tables, column by column.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use doichieu::extract::{Extractor, Tools, extract};
use doichieu::knowledge::Knowledge;
use doichieu::model::{BlockKind, Code, Document, Plan, Role};
use doichieu::normalize::{WordKind, is_syllable, words};
use doichieu::parse::parse;

/// So many of a hundred words are Vietnamese syllables in the least legible of them: figures and symbols are none.
const LEGIBLE: usize = 90;

/// How many of a hundred words of letters are syllables.
fn legible(text: &str) -> usize {
    let letters: Vec<&str> =
        words(text).iter().filter(|word| word.kind == WordKind::Letters).map(|word| word.of(text)).collect();
    letters.iter().filter(|word| is_syllable(word)).count() * 100 / letters.len().max(1)
}

fn table_rows(document: &Document) -> Vec<Vec<&str>> {
    let cells = |kind: &BlockKind| match kind {
        BlockKind::Row { cells, .. } => Some(cells.iter().map(|cell| cell.of(&document.text)).collect()),
        BlockKind::Paragraph => None,
    };
    document.blocks.iter().filter_map(|block| cells(&block.kind)).collect()
}

#[test]
#[ignore = "heavy: recognizes scans, run by scripts/test"]
fn heavy_every_document_is_read() {
    if !common::all([common::tool("soffice"), common::tool("pdftoppm"), common::tool("tesseract")]) {
        return;
    }
    let Some(folder) = common::shared("documents") else { return };
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|kind| kind != "md"));
    files.sort();
    let knowledge = Knowledge::embedded().unwrap();
    let extractor = Extractor::isolated(Path::new(env!("CARGO_BIN_EXE_doichieu")), Tools::on_path());
    println!("| file | status | seconds | valid syllables | pages | provisions | assignments | table rows |");
    println!("|---|---|---|---|---|---|---|---|");
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let begun = Instant::now();
        let document = extractor.extract(&name, &fs::read(&file).unwrap());
        let document = document.unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        let plan = parse(&document, &knowledge);
        let told = |code| plan.diagnostics.iter().any(|told| told.code == code);
        let status = if told(Code::OcrUncertain) { "read, recognized" } else { "read" };
        let valid = legible(&document.text);
        println!(
            "| {name} | {status} | {:.1} | {valid} % | {} | {} | {} | {} |",
            begun.elapsed().as_secs_f32(),
            document.pages.len(),
            plan.outline.provisions.len(),
            plan.assignments.len(),
            table_rows(&document).len()
        );
        assert!(valid >= LEGIBLE && !told(Code::ReadInPart), "{name}: {valid} %");
    }
}

fn read(file: &Path) -> (Document, Plan) {
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let document = extract(&name, &fs::read(file).unwrap()).unwrap();
    let plan = parse(&document, &Knowledge::embedded().unwrap());
    (document, plan)
}

/// Every row whose first cell is a number is a task, its words those of the task column, and whoever leads it stands in
/// the column of the lead. `columns` says which they are, `more` how many rows go on under the number of another, and
/// `unnamed` how many say in other words who leads.
fn assert_rows(file: &str, columns: [usize; 2], [tasks, more, mut unnamed]: [usize; 3]) {
    let Some(file) = common::shared(file) else { return };
    let (document, plan) = read(&file);
    let [task, lead] = columns;
    let all = table_rows(&document);
    let numbered =
        |row: &&Vec<&str>| row[0].trim_end_matches('.').parse::<u32>().is_ok() && !row[lead].is_empty();
    let numbered: Vec<&Vec<&str>> = all.iter().filter(numbered).collect();
    assert_eq!(numbered.len(), tasks, "rows with a number");
    let units: Vec<_> = plan.outline.ids().filter(|&id| plan.outline.get(id).path.contains('#')).collect();
    assert_eq!(units.len(), tasks + more, "rows that are units");
    for row in numbered {
        let own = |id: &&doichieu::model::ProvisionId| {
            let heading = plan.outline.get(**id).heading;
            heading.is_some_and(|span| span.of(&document.text) == row[task])
        };
        let unit = units.iter().find(own).unwrap_or_else(|| panic!("no unit for {row:?}"));
        let leads: Vec<&str> = plan
            .assignments
            .iter()
            .filter(|given| given.task == Some(*unit) && given.role == Role::Lead)
            .map(|given| given.quote.of(&document.text))
            .collect();
        assert!(leads.iter().all(|quote| row[lead].contains(quote)), "{leads:?} in {row:?}");
        unnamed =
            unnamed.checked_sub(usize::from(leads.is_empty())).unwrap_or_else(|| panic!("no lead: {row:?}"));
    }
    assert_eq!(unnamed, 0, "rows without a body that leads");
}

/// Seven groups of tasks, 32 rows, some of them broken by a page.
#[test]
fn the_annex_of_a_resolution_keeps_its_rows_and_columns() {
    assert_rows("documents/tw-nq-100-phi-cp-nuoc-ngoai.pdf", [1, 2], [32, 0, 0]);
    let Some(file) = common::shared("documents/tw-nq-100-phi-cp-nuoc-ngoai.pdf") else { return };
    let (document, _) = read(&file);
    let wide = table_rows(&document).iter().all(|row| row.len() == 6);
    assert!(wide, "six columns: number, task, lead, with whom, what, when");
}

/// Rows of the annex in Word: number, task, product, time, lead, with whom.
#[test]
fn the_annex_of_a_plan_keeps_its_rows_and_columns() {
    assert_rows("documents/ld-kh-cchc-2026.docx", [1, 4], [49, 3, 3]);
}
