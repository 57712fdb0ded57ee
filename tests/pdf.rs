//! PDF made by LibreOffice out of plans is read as the plans are; a table keeps its rows over page breaks.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails")]

mod common;
mod printed;

use std::fs;
use std::path::PathBuf;

use doichieu::export::plan_json;
use doichieu::extract::extract;
use doichieu::knowledge::Knowledge;
use doichieu::model::{BlockKind, Document};
use doichieu::normalize::composed;
use doichieu::parse::parse;
use printed::{Style, f1, pdf, word, word_table};

/// The sample plans that are converted in every run; all of them take too long.
const SAMPLES: usize = 6;

/// Paths with their first words, and assignments with their deadlines, one line each.
fn facts(document: &Document, knowledge: &Knowledge) -> [Vec<String>; 2] {
    let reading = serde_json::to_value(plan_json(document, &parse(document, knowledge))).unwrap();
    let list = |key: &str| reading[key].as_array().unwrap().iter();
    let outline = list("outline").map(|row| format!("{} {}", row["path"], row["start"]));
    let assignments = list("assignments").map(|row| {
        let [task, body, role] = ["task", "agency", "role"].map(|key| &row[key]);
        format!("{task} {body} {role} {} {}", row["path"], row["deadline"])
    });
    [outline.collect(), assignments.collect()]
}

/// The plans of others where they are held, and sample plans of ours.
fn plans(samples: usize) -> Vec<PathBuf> {
    let texts = |folder: PathBuf| {
        let files = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
        let mut texts: Vec<_> =
            files.filter(|file| file.extension().is_some_and(|kind| kind == "txt")).collect();
        texts.sort();
        texts
    };
    let mut found = common::shared("plans").map(texts).unwrap_or_default();
    found.extend(texts(common::root().join("corpus/plans")).into_iter().take(samples));
    found
}

/// What was read of a file as text, and the name and bytes of the same as Word file.
fn as_text(file: &PathBuf, style: Style, knowledge: &Knowledge) -> ([Vec<String>; 2], (String, Vec<u8>)) {
    // A PDF has each letter with its tone as one character.
    let text = composed(&fs::read_to_string(file).unwrap());
    let name = file.file_stem().unwrap().to_string_lossy().into_owned();
    let document = extract("a.docx", &word(&text, style)).unwrap();
    (facts(&document, knowledge), (name, word(&text, style)))
}

fn compare(samples: usize) {
    if common::tool("soffice").is_none() {
        return;
    }
    let knowledge = Knowledge::embedded().unwrap();
    for style in [Style::Plain, Style::Office] {
        let read: Vec<_> = plans(samples).iter().map(|file| as_text(file, style, &knowledge)).collect();
        let files: Vec<(String, Vec<u8>)> = read.iter().map(|(_, file)| file.clone()).collect();
        for ((expected, (name, _)), bytes) in read.iter().zip(pdf(&files)) {
            let document = extract("a.pdf", &bytes).unwrap();
            let found = facts(&document, &knowledge);
            let [outline, assignments] = [0, 1].map(|at| f1(&expected[at], &found[at]));
            println!("{name} {style:?}: outline {outline:.3}, assignments {assignments:.3}");
            if std::env::var_os("SHOW").is_some() {
                show(expected, &found);
            }
            if std::env::var_os("SHOW").is_some() {
                continue;
            }
            assert!(outline >= 0.99, "{name} {style:?}: outline {outline}");
            assert!(assignments >= 0.97, "{name} {style:?}: assignments {assignments}");
        }
    }
}

fn show(expected: &[Vec<String>; 2], found: &[Vec<String>; 2]) {
    for at in 0..2 {
        expected[at].iter().filter(|fact| !found[at].contains(fact)).for_each(|fact| println!("  - {fact}"));
        found[at].iter().filter(|fact| !expected[at].contains(fact)).for_each(|fact| println!("  + {fact}"));
    }
}

#[test]
fn plans_as_pdf_are_read_as_their_texts() {
    compare(SAMPLES);
}

#[test]
#[ignore = "heavy: converts every sample plan, run by scripts/test"]
fn heavy_every_sample_plan_as_pdf_is_read_as_its_text() {
    compare(usize::MAX);
}

/// Thirty-four rows over several pages; some cells are several lines long, some empty.
#[test]
fn a_table_keeps_its_rows_over_pages() {
    if common::tool("soffice").is_none() {
        return;
    }
    let heading = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian"].map(str::to_owned);
    let row = |number: usize| {
        let task = "Rà soát, số hóa hồ sơ, tài liệu lưu trữ của các cơ quan, đơn vị trên địa bàn tỉnh; ";
        let with = if number.is_multiple_of(3) { "" } else { "Sở Tài chính; UBND các xã, phường" };
        [
            number.to_string(),
            format!("{}đợt {number}", task.repeat(number % 4 + 1)),
            "Sở Nội vụ".to_owned(),
            with.to_owned(),
            format!("Quý {}/2026", ["I", "II", "III", "IV"][number % 4]),
        ]
    };
    let rows: Vec<Vec<String>> =
        std::iter::once(heading.to_vec()).chain((1..=34).map(|number| row(number).to_vec())).collect();
    let bytes = pdf(&[("bang".to_owned(), word_table(&rows))]).remove(0);
    let document = extract("bang.pdf", &bytes).unwrap();
    let cells = |kind: &BlockKind| match kind {
        BlockKind::Row { cells, .. } => {
            Some(cells.iter().map(|cell| cell.of(&document.text).to_owned()).collect())
        }
        BlockKind::Paragraph => None,
    };
    let found: Vec<Vec<String>> = document.blocks.iter().filter_map(|block| cells(&block.kind)).collect();
    for (row, found) in rows.iter().zip(&found) {
        assert_eq!(row, found);
    }
    assert_eq!(rows.len(), found.len());
}
