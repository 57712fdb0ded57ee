//! Generated plans, whose truth is known: the same bytes for the same seed, the same reading of text and Word, and
//! floors on wordings that nobody looked at while rules were written.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails")]

mod evaluate;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use doichieu::export::plan_json;
use doichieu::extract::extract;
use doichieu::generate::{Options, Wordings, write};
use doichieu::knowledge::Knowledge;
use doichieu::parse::parse;
use evaluate::{Figures, STRICTNESS, score};
use serde_json::Value;

fn options(plans: usize, seed: u64, docx_percent: u8) -> Options {
    Options { plans, seed, wordings: Wordings::All, docx_percent, without: Vec::new() }
}

/// What was read of each generated file, by the stem of its name.
fn readings(folder: &Path, knowledge: &Knowledge) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder.join("plans")).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let document = extract(&name, &fs::read(entry.path()).unwrap()).unwrap();
        let plan = parse(&document, knowledge);
        let stem = name.split('.').next().unwrap().to_owned();
        found.insert(stem, serde_json::to_value(plan_json(&document, &plan)).unwrap());
    }
    found
}

fn generated(options: &Options, knowledge: &Knowledge) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(options, folder.path(), knowledge, |_| {}).unwrap();
    folder
}

#[test]
fn the_same_seed_gives_the_same_bytes_however_many_are_made() {
    let knowledge = Knowledge::embedded().unwrap();
    let (few, many) = (generated(&options(8, 5, 50), &knowledge), generated(&options(20, 5, 50), &knowledge));
    let mut compared = 0;
    for entry in fs::read_dir(few.path().join("plans")).unwrap().flatten() {
        let other = many.path().join("plans").join(entry.file_name());
        assert_eq!(fs::read(entry.path()).unwrap(), fs::read(other).unwrap());
        compared += 1;
    }
    assert_eq!(compared, 8);
}

/// Paths and assignments, without quotes and places in the text.
fn facts(reading: &Value) -> Vec<String> {
    let list = |key: &str| reading[key].as_array().unwrap().clone();
    let paths = list("outline").into_iter().map(|row| row["path"].to_string());
    let rows = list("assignments").into_iter().map(|row| {
        format!(
            "{} {} {} {} {}",
            row["task"], row["agency"], row["role"], row["deadline"]["kind"], row["deadline"]["due"]
        )
    });
    paths.chain(rows).collect()
}

#[test]
fn text_and_word_are_read_alike() {
    let knowledge = Knowledge::embedded().unwrap();
    // Plans with odd seeds print their numbers, those with even ones leave them to Word.
    let text = generated(&options(24, 9, 0), &knowledge);
    let word = generated(&options(24, 9, 100), &knowledge);
    let (text, word) = (readings(text.path(), &knowledge), readings(word.path(), &knowledge));
    assert_eq!(text.len(), 24);
    for (name, reading) in &text {
        for (text, word) in facts(reading).iter().zip(&facts(&word[name])) {
            assert_eq!(text, word, "{name}");
        }
        assert_eq!(facts(reading).len(), facts(&word[name]).len(), "{name}");
    }
}

#[test]
fn what_is_generated_is_read_as_it_was_meant() {
    let knowledge = Knowledge::embedded().unwrap();
    let folder = generated(&options(500, 20_261, 30), &knowledge);
    let readings = readings(folder.path(), &knowledge);
    let mut by_layout: BTreeMap<String, Figures> = BTreeMap::new();
    let mut all = Figures::default();
    for (name, reading) in &readings {
        let path = folder.path().join("truth").join(format!("{name}.json"));
        let truth: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let figures = score(&truth, reading);
        figures.notes.iter().take(2).for_each(|note| println!("{name}: {note}"));
        by_layout.entry(truth["layout"].to_string()).or_default().add(&figures);
        all.add(&figures);
    }
    let show = |figures: &Figures| {
        let [_, task, role] = figures.assignments.map(|score| score.f1());
        format!(
            "header {:.3}  outline {:.3}  task + body {task:.3}  + role {role:.3}  deadlines {:.3}",
            figures.header.rate(),
            figures.outline.f1(),
            figures.deadlines.rate()
        )
    };
    by_layout.iter().for_each(|(layout, figures)| println!("{layout}: {}", show(figures)));
    println!("all: {}", show(&all));
    assert!(all.header.rate() >= 0.97, "header {:.4}", all.header.rate());
    assert!(all.outline.f1() >= 0.97, "outline {:.4}", all.outline.f1());
    assert!(all.assignments[2].f1() >= 0.97, "{} {:.4}", STRICTNESS[2], all.assignments[2].f1());
    assert!(all.deadlines.rate() >= 0.95, "deadlines {:.4}", all.deadlines.rate());
}
