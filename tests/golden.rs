//! What is read of our short papers, laid out so that somebody who reads Vietnamese and no Rust can approve a change;
//! and an outline that is written out and read again is the same outline.
//!
//! Golden is not gold: the snapshots record what the program does; `tests/reading.rs` holds what is true. After a look
//! at the difference, `INSTA_UPDATE=always cargo test --release --test golden` accepts it.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails")]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use doichieu::export::plan_json;
use doichieu::extract::extract;
use doichieu::knowledge::Knowledge;
use doichieu::parse::parse;
use serde_json::Value;

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    found.retain(|path| path.extension().is_some_and(|found| found == ending));
    found.sort();
    found
}

fn read(name: &str, text: &[u8], knowledge: &Knowledge) -> Value {
    let document = extract(name, text).unwrap();
    serde_json::to_value(plan_json(&document, &parse(&document, knowledge))).unwrap()
}

fn list<'v>(reading: &'v Value, key: &str) -> &'v [Value] {
    reading[key].as_array().unwrap()
}

fn words(value: &Value) -> &str {
    value.as_str().unwrap_or("—")
}

/// The sheet that an official looks at.
fn sheet(reading: &Value) -> String {
    let header = &reading["header"];
    let mut out = String::new();
    for (label, value) in [
        ("Loại", &header["kind"]),
        ("Cơ quan", &header["issuing_body"]),
        ("Tỉnh", &header["province"]),
        ("Số", &header["number"]),
        ("Ký hiệu", &header["symbol"]),
        ("Ngày", &header["date"]["raw"]),
        ("Trích yếu", &header["subject"]),
        ("Người ký", &header["signatory"]["name"]),
        ("Chức vụ", &header["signatory"]["position"]),
    ] {
        writeln!(out, "{label}: {}", words(value)).unwrap();
    }
    out += "\nBỐ CỤC\n";
    for row in list(reading, "outline") {
        let path = words(&row["path"]);
        let depth = path.matches(['.', '/', '#']).count();
        let start: String = words(&row["start"]).chars().take(50).collect();
        writeln!(out, "{:indent$}{} {start}  [{path}]", "", words(&row["num"]), indent = depth * 2).unwrap();
    }
    out += "\nGIAO VIỆC\n";
    for row in list(reading, "assignments") {
        let deadline = &row["deadline"];
        let date = match (deadline["start"].as_str(), deadline["due"].as_str()) {
            (Some(start), Some(due)) => format!(" ({start} đến {due})"),
            (None, Some(due)) => format!(" (đến {due})"),
            (Some(start), None) => format!(" (từ {start})"),
            (None, None) => String::new(),
        };
        let group = if row["group"] == true { " [nhóm]" } else { "" };
        let [task, body, role, path, raw] =
            [&row["task"], &row["agency"], &row["role"], &row["path"], &deadline["raw"]].map(words);
        writeln!(out, "{task} | {body}{group} | {role} | {raw}{date} | {path}").unwrap();
    }
    out += "\nDẪN CHIẾU\n";
    for row in list(reading, "citations") {
        let [raw, relation, path] = [&row["raw"], &row["relation"], &row["path"]].map(words);
        writeln!(out, "{raw} | {relation} | {path}").unwrap();
    }
    out += "\nLƯU Ý\n";
    for row in list(reading, "diagnostics") {
        writeln!(out, "{} | {}", words(&row["code"]), words(&row["message"])).unwrap();
    }
    out
}

#[test]
fn what_is_read_is_what_was_approved() {
    let knowledge = Knowledge::embedded().unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for file in files(&common::root().join("tests/fixtures/reading"), "txt") {
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            let sheet = sheet(&read(&format!("{name}.txt"), &fs::read(&file).unwrap(), &knowledge));
            assert!(sheet.lines().count() <= 150, "{name}: too long to be read");
            insta::assert_snapshot!(name, sheet);
        }
    });
}

/// The paper written out from what was read: kind and subject, then every unit with its own words.
fn written(reading: &Value) -> String {
    let mut text = format!("KẾ HOẠCH\n{}\n\n", words(&reading["header"]["subject"]));
    for row in list(reading, "outline") {
        writeln!(text, "{}", words(&row["text"])).unwrap();
    }
    text
}

/// One instrument, and no table: what plain text can say.
fn is_plain(reading: &Value) -> bool {
    let paths = list(reading, "outline").iter().map(|row| words(&row["path"]));
    let articles = paths.clone().filter(|path| path.starts_with("Điều")).count();
    articles == 0 && !paths.clone().any(|path| path.contains(['#', '~']) || path.starts_with("PL"))
}

#[test]
fn an_outline_that_is_written_out_is_read_again() {
    let knowledge = Knowledge::embedded().unwrap();
    let root = common::root();
    let mut all = files(&root.join("tests/fixtures/reading"), "txt");
    all.extend(files(&root.join("corpus/plans"), "txt"));
    if let Some(shared) = common::shared("plans") {
        all.extend(files(&shared, "txt"));
    }
    let paths = |reading: &Value| -> Vec<String> {
        list(reading, "outline").iter().map(|row| words(&row["path"]).to_owned()).collect()
    };
    let mut compared = 0;
    for file in all {
        let first = read("a.txt", &fs::read(&file).unwrap(), &knowledge);
        if !is_plain(&first) {
            continue;
        }
        let again = read("a.txt", written(&first).as_bytes(), &knowledge);
        assert_eq!(paths(&first), paths(&again), "{}", file.display());
        compared += 1;
    }
    println!("{compared} papers written out and read again");
    assert!(compared >= 40, "only {compared} papers could be compared");
}
