//! Short papers of our own wording, each with the traps of one kind, read as the gold beside them says: in the shape of
//! `inspect --json`, a list in full, an object by the fields that are given. Then what must hold for every text: none of
//! it is lost, and ten times the text takes about ten times the time.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on fails, and times are shown"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use doichieu::export::plan_json;
use doichieu::extract::extract;
use doichieu::knowledge::Knowledge;
use doichieu::model::{Code, Document, Plan, Span};
use doichieu::parse::parse;
use serde_json::Value;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reading")
}

/// The files of a folder with this ending, in the order of their names.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    found.retain(|path| path.extension().is_some_and(|extension| extension == ending));
    found.sort();
    found
}

fn read(file: &str, bytes: &[u8], knowledge: &Knowledge) -> (Document, Plan) {
    let document = extract(file, bytes).unwrap();
    let plan = parse(&document, knowledge);
    (document, plan)
}

/// What is not as the gold says, a line each.
fn differences(gold: &Value, got: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (name, wanted) in gold.as_object().unwrap() {
        match wanted {
            Value::Array(rows) => compare_rows(name, rows, got[name].as_array().unwrap(), &mut found),
            _ if !agrees(wanted, &got[name]) => {
                found.push(format!("{name}: {wanted}\n     got {}", got[name]))
            }
            _ => {}
        }
    }
    found
}

/// Every wanted row is there once, and no other row is; lines of the outline in their order.
fn compare_rows(name: &str, wanted: &[Value], got: &[Value], found: &mut Vec<String>) {
    let mut left: Vec<&Value> = got.iter().collect();
    for row in wanted {
        match left.iter().position(|got| agrees(row, got)) {
            Some(at) => drop(left.remove(at)),
            None => found.push(format!("{name}: missing {row}")),
        }
    }
    found.extend(left.iter().map(|row| format!("{name}: not in the gold: {row}")));
    let paths = |rows: &[Value]| rows.iter().map(|row| row["path"].clone()).collect::<Vec<_>>();
    if name == "outline" && paths(wanted) != paths(got) {
        found.push(format!("{name}: another order"));
    }
}

/// Does `got` hold all that `wanted` says? A field the gold leaves out is free.
fn agrees(wanted: &Value, got: &Value) -> bool {
    match (wanted, got) {
        (Value::Object(fields), Value::Object(_)) => {
            fields.iter().all(|(name, field)| agrees(field, &got[name]))
        }
        _ => wanted == got,
    }
}

#[test]
fn papers_are_read_as_their_gold_says() {
    let knowledge = Knowledge::embedded().unwrap();
    let mut wrong = String::new();
    let golds = files(&fixtures(), "json");
    assert!(golds.len() >= 18, "only {} golds", golds.len());
    for path in golds {
        let gold: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let text = path.with_extension("txt");
        let file = text.file_name().unwrap().to_string_lossy().into_owned();
        let (document, plan) = read(&file, &fs::read(&text).unwrap(), &knowledge);
        let got = serde_json::to_value(plan_json(&document, &plan)).unwrap();
        for line in differences(&gold, &got) {
            wrong.push_str(&format!("{file}: {line}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Header, preambles, provisions, closings and residue.
fn spans(plan: &Plan) -> Vec<Span> {
    let parts = plan.parts.iter().flat_map(|part| part.spans.iter().copied());
    let provisions = plan.outline.provisions.iter().flat_map(|provision| provision.spans.iter().copied());
    let residue = plan.diagnostics.iter().filter(|told| told.code == Code::Residue);
    parts.chain(provisions).chain(residue.filter_map(|told| told.span)).collect()
}

/// The first character that no part of the plan or two of them hold.
fn astray(document: &Document, plan: &Plan) -> Option<(char, usize)> {
    let mut held = vec![0_usize; document.text.len()];
    for span in spans(plan) {
        held[span.start..span.end].iter_mut().for_each(|count| *count += 1);
    }
    let mut characters = document.text.char_indices().filter(|(_, c)| !c.is_whitespace());
    characters.find(|&(at, _)| held[at] != 1).map(|(at, c)| (c, at))
}

#[test]
fn every_character_stands_in_one_part() {
    let knowledge = Knowledge::embedded().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![fixtures(), root.join("tests/fixtures"), root.join("corpus/plans")];
    folders.extend(common::shared("plans"));
    let texts: Vec<PathBuf> = folders.iter().flat_map(|folder| files(folder, "txt")).collect();
    assert!(texts.len() >= 18, "only {} texts", texts.len());
    for path in texts.into_iter().chain(documents()) {
        let name = path.file_name().unwrap().to_string_lossy();
        // What no tool here can read has no text to lose.
        let Ok(document) = extract(&name, &fs::read(&path).unwrap()) else { continue };
        let plan = parse(&document, &knowledge);
        assert_eq!(astray(&document, &plan), None, "{}", path.display());
    }
}

/// The Word, PDF and web files of others.
fn documents() -> Vec<PathBuf> {
    let folder = common::shared("documents");
    folder
        .iter()
        .flat_map(|folder| ["docx", "doc", "pdf", "html"].map(|kind| files(folder, kind)))
        .flatten()
        .collect()
}

/// A text of a hostile kind, about `size` pieces long.
type Hostile = (&'static str, fn(usize) -> String);

const HOSTILE: [Hostile; 10] = [
    ("dashes", |size| "- \n".repeat(size)),
    ("one line of dashes", |size| "-".repeat(size)),
    ("one long line", |size| "Sở Nội vụ chủ trì tham mưu. ".repeat(size / 4)),
    ("one long sentence", |size| "phối hợp với các đơn vị và ".repeat(size / 4)),
    ("bodies in one sentence", |size| format!("1. {}", "Sở Tư pháp, ".repeat(size))),
    ("unlisted bodies", |size| {
        (0..size / 4).map(|at| format!("1. Phòng Nghiệp vụ {at}: Chủ trì việc {at}.\n")).collect()
    }),
    ("nested numbers", |size| {
        (0..size).map(|at| ["I. A\n", "1. a\n", "a) b\n", "- c\n", "+ d\n"][at % 5]).collect()
    }),
    ("brackets", |size| format!("1. Giao Sở Y tế {}", "(trước ngày ".repeat(size))),
    ("labels", |size| format!("1. {}", "Cơ quan chủ trì: Sở Y tế; Thời gian: Quý II; ".repeat(size / 4))),
    ("annex titles", |size| "PHỤ LỤC\nKẾ HOẠCH\n".repeat(size / 2)),
];

/// The least of three runs: what else the machine does only adds.
fn time(text: &str, knowledge: &Knowledge) -> Duration {
    let document = extract("a.txt", text.as_bytes()).unwrap();
    let run = |_| {
        let start = Instant::now();
        std::hint::black_box(parse(&document, knowledge));
        start.elapsed()
    };
    (0..3).map(run).min().unwrap()
}

/// Ten times the text may take this many times as long. A linear rule takes ten, a quadratic one a hundred; between them
/// lies what caches and a busy machine do. The finer figure is printed, and measured by `scripts/bench`.
const RATIO: f64 = 40.0;
/// Shorter times say nothing of growth.
const NOISE: Duration = Duration::from_millis(10);

#[test]
fn hostile_texts_take_linear_time() {
    let knowledge = Knowledge::embedded().unwrap();
    let mut slow = String::new();
    for (name, text) in HOSTILE {
        let measure = |_| {
            let (small, large) = (time(&text(1_000), &knowledge), time(&text(10_000), &knowledge));
            let ratio = large.as_secs_f64() / small.as_secs_f64();
            println!("{name}: {small:?}, ten times the text {large:?}, {ratio:.1} times");
            large > NOISE && ratio > RATIO
        };
        // A busy machine can spoil one measurement; a quadratic rule spoils all.
        if (0..3).all(measure) {
            slow.push_str(&format!("{name}: more than {RATIO} times\n"));
        }
    }
    assert!(slow.is_empty(), "\n{slow}");
}
