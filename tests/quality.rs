//! How well plans are read, against gold: the floors that only rise, and `tests/QUALITY.md`.
//!
//! `scripts/evaluate reading [GOLD_DIR]` runs this and prints every miss and every invention.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod evaluate;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use doichieu::export::plan_json;
use doichieu::extract::extract;
use doichieu::knowledge::Knowledge;
use doichieu::parse::parse;
use evaluate::{Figures, STRICTNESS, score};
use serde_json::Value;

/// One document with its gold.
struct Judged {
    name: String,
    figures: Figures,
}

/// The file a gold speaks of lies beside it, or in one of the folders beside the gold's folder.
fn document(gold: &Path, file: &str) -> Option<PathBuf> {
    let beside = gold.parent()?;
    let folders = fs::read_dir(beside).into_iter().flatten().flatten().map(|entry| entry.path());
    std::iter::once(gold.to_owned())
        .chain(folders)
        .map(|folder| folder.join(file))
        .find(|path| path.is_file())
}

fn judge(folder: &Path) -> Vec<Judged> {
    let knowledge = Knowledge::embedded().unwrap();
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    let judged = files.iter().map(|path| {
        let gold: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let file = gold["document"]["file"].as_str().unwrap().to_owned();
        let bytes =
            fs::read(document(folder, &file).unwrap_or_else(|| panic!("{file} is not there"))).unwrap();
        let figures = match extract(&file, &bytes) {
            Ok(document) => {
                let plan = parse(&document, &knowledge);
                score(&gold, &serde_json::to_value(plan_json(&document, &plan)).unwrap())
            }
            Err(refusal) => unread(&gold, &refusal.to_string()),
        };
        Judged { name: path.file_stem().unwrap().to_string_lossy().into_owned(), figures }
    });
    judged.collect()
}

/// A document that was not read has nothing right.
fn unread(gold: &Value, reason: &str) -> Figures {
    let mut figures = score(gold, &Value::Null);
    figures.header.right = 0;
    figures.notes = vec![format!("not read: {reason}")];
    figures
}

fn total<'a>(judged: impl IntoIterator<Item = &'a Judged>) -> Figures {
    let mut all = Figures::default();
    judged.into_iter().for_each(|document| all.add(&document.figures));
    all
}

fn row(name: &str, figures: &Figures) -> String {
    let mut cells =
        vec![figures.header.rate(), figures.citations.f1(), figures.relations.f1(), figures.outline.f1()];
    cells.extend(figures.assignments.iter().map(|score| score.f1()));
    let shares = [figures.deadlines, figures.dated, figures.group, figures.evidence];
    cells.extend(shares.iter().map(|share| share.rate()));
    let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:.3}")).collect();
    format!("| {name} | {} |\n", cells.join(" | "))
}

fn table(judged: &[Judged]) -> String {
    let mut table = format!(
        "| document | header | citations | relations | outline | {} | deadlines | dated | group | evidence |\n|{}\n",
        STRICTNESS.join(" | "),
        "---|".repeat(12)
    );
    judged.iter().for_each(|document| table += &row(&document.name, &document.figures));
    table += &row("**all**", &total(judged));
    table
}

fn gold_folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("DOICHIEU_GOLD") {
        return Some(folder.into());
    }
    let shared =
        std::env::var_os("DOICHIEU_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    Some(shared.join("gold")).filter(|folder| folder.is_dir())
}

/// Prints the table and every miss; with `DOICHIEU_QUALITY` writes the table to that file.
fn report(judged: &[Judged]) {
    let mut text = table(judged);
    print!("{text}");
    for document in judged {
        document.figures.notes.iter().for_each(|note| println!("{}: {note}", document.name));
    }
    if let Some(path) = std::env::var_os("DOICHIEU_QUALITY") {
        text.insert_str(0, "# Reading quality\n\nF1, or the share that is right; written by `scripts/evaluate reading`. What each column counts is told in `tests/evaluate/reading.rs`.\n\n");
        writeln!(text, "\n## Every miss and every invention\n").unwrap();
        for document in judged {
            document
                .figures
                .notes
                .iter()
                .for_each(|note| writeln!(text, "- {}: {note}", document.name).unwrap());
        }
        fs::write(path, text).unwrap();
    }
}

#[test]
fn reading_keeps_its_floors() {
    let Some(folder) = gold_folder() else {
        println!("skipped: no gold at ../shared/gold (set DOICHIEU_GOLD)");
        return;
    };
    let judged = judge(&folder);
    report(&judged);
    if std::env::var_os("DOICHIEU_GOLD").is_some() {
        return;
    }
    let (texts, words): (Vec<_>, Vec<_>) =
        judged.iter().partition(|document| is_text(&folder, &document.name));
    hold("the plain texts", &total(texts), [0.99, 0.98, 0.99, 0.99, 0.98, 0.98, 0.99]);
    hold("the Word files", &total(words), [0.99, 0.97, 0.98, 0.97, 0.97, 0.97, 0.98]);
}

/// The floors: header, citations, outline, task + body, with role, deadlines, group.
fn hold(which: &str, figures: &Figures, floors: [f64; 7]) {
    let found = [
        ("header", figures.header.rate()),
        ("citations", figures.citations.f1()),
        ("outline", figures.outline.f1()),
        (STRICTNESS[1], figures.assignments[1].f1()),
        (STRICTNESS[2], figures.assignments[2].f1()),
        ("deadlines", figures.deadlines.rate()),
        ("group", figures.group.rate()),
    ];
    for ((what, figure), floor) in found.into_iter().zip(floors) {
        assert!(figure >= floor, "{what} of {which} is {figure:.4}, the floor is {floor}");
    }
}

fn is_text(folder: &Path, name: &str) -> bool {
    folder.join("../plans").join(format!("{name}.txt")).is_file()
}
