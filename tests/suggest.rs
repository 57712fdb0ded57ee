//! Terms, completions and mended slips over the sample plans.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails")]

mod common;
mod indexed;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use doichieu::knowledge::{Knowledge, Term};
use doichieu::normalize::{tone_key, with_tone};
use doichieu::search::{complete, meant, similar};
use doichieu::tokenizer::{Analyzer, Lexicon};
use indexed::Indexed;

fn found(knowledge: &Knowledge, text: &str) -> Vec<String> {
    let terms = Analyzer::new(knowledge).terms_of(text);
    Lexicon::new(knowledge).terms(&terms).into_iter().collect()
}

#[test]
fn the_longest_terms_are_found_and_only_whole_ones() {
    let knowledge = Knowledge::embedded().unwrap();
    let secrecy = found(&knowledge, "Công tác bảo vệ BMNN; hệ thống trí tuệ nhân tạo.");
    assert_eq!(secrecy, ["công tác bảo vệ bí mật nhà nước", "hệ thống trí tuệ nhân tạo"]);
    let bodies = found(&knowledge, "ỦY BAN NHÂN DÂN TỈNH Sơn La và Uỷ ban nhân dân quận");
    assert_eq!(bodies, ["ủy ban nhân dân", "ủy ban nhân dân tỉnh"]);
    assert!(found(&knowledge, "xyz qwzx 452/QĐ-TTg; trí. tuệ; môi trườngx").is_empty());
}

#[test]
fn an_operator_adds_terms() {
    let mut knowledge = Knowledge::embedded().unwrap();
    let text = "Tổ chức chợ phiên vùng cao mỗi tháng";
    assert!(!found(&knowledge, text).contains(&"chợ phiên vùng cao".to_owned()));
    knowledge.terms.push(Term { term: "chợ phiên vùng cao".into(), field: "riêng".into() });
    assert!(found(&knowledge, text).contains(&"chợ phiên vùng cao".to_owned()));
}

fn texts(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    files.filter_map(|path| fs::read_to_string(path).ok()).collect()
}

/// How many terms occur: in the sample plans, and, where they are there, in the texts from outside.
#[test]
fn terms_occur_in_plans_and_laws() {
    let knowledge = Knowledge::embedded().unwrap();
    let (lexicon, analyzer) = (Lexicon::new(&knowledge), Analyzer::new(&knowledge));
    let mut used: BTreeSet<String> = BTreeSet::new();
    for text in texts(&common::root().join("corpus/plans")) {
        used.extend(lexicon.terms(&analyzer.terms_of(&text)));
    }
    let sample = used.len();
    for part in ["plans", "documents", "benchmarks/alqac25"] {
        for text in common::shared(part).iter().flat_map(|folder| texts(folder)) {
            for line in text.lines() {
                used.extend(lexicon.terms(&analyzer.terms_of(line)));
            }
        }
    }
    println!(
        "{} terms: {sample} in the sample plans, {} with the texts from outside",
        knowledge.terms.len(),
        used.len()
    );
    assert!(knowledge.terms.len() >= 1500 && sample >= 300, "{sample} of {}", knowledge.terms.len());
}

#[test]
fn a_key_is_shown_as_people_write_it() {
    for word in
        ["hòa", "thủy", "quý", "giá", "ngoài", "nghiệp", "được", "trường", "huyện", "mía", "già", "tỉnh"]
    {
        assert_eq!(with_tone(&tone_key(word)), word);
        assert_eq!(tone_key(&with_tone(&tone_key(word))), tone_key(word));
    }
}

#[test]
fn completions_and_mended_slips() {
    let sample = Indexed::of(&common::root().join("corpus/plans"));
    let (index, knowledge) = (&sample.library.index, &sample.knowledge);
    let begins = |typed: &str, kind: &str| -> Vec<String> {
        let found = complete(index, knowledge, typed, 50).unwrap();
        found.into_iter().filter(|one| one.kind == kind).map(|one| one.text).collect()
    };
    assert!(begins("so khoa", "body").contains(&"Sở Khoa học và Công nghệ".to_owned()));
    assert!(begins("phú", "province").contains(&"Phú Thọ".to_owned()));
    assert!(begins("tri tue", "topic").contains(&"trí tuệ nhân tạo".to_owned()));
    assert!(begins("dao tao", "term").contains(&"đào tạo".to_owned()));
    assert!(!begins("9001", "number").is_empty());
    assert!(complete(index, knowledge, "", 50).unwrap().is_empty());
    let mended = |query: &str| meant(index, &sample.analyzer, query).unwrap();
    assert_eq!(mended("tri tue nhan toa"), Some("tri tue nhan tao".to_owned()));
    assert_eq!(mended("trí tuệ nhânn tạo"), Some("trí tuệ nhân tạo".to_owned()));
    assert_eq!(mended("trí tuệ nhân tạo"), None);
    assert_eq!(mended("tinh:\"Sơn Laa\""), None);
}

/// Many queries in one file: one table, and a line that cannot be asked says why.
#[test]
fn a_batch_of_queries_is_one_table() {
    let root = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let program =
            Command::new(env!("CARGO_BIN_EXE_doichieu")).current_dir(root.path()).args(arguments).output();
        program.unwrap()
    };
    assert!(run(&["index", common::root().join("corpus/plans").to_str().unwrap()]).status.code() != Some(2));
    fs::write(root.path().join("q.csv"), "tập huấn\n((((((((((a\n\"\"\"trí tuệ nhân tạo\"\"\"\nqqqq\n")
        .unwrap();
    let output = run(&["search", "--batch", "q.csv", "--dialect", "rfc", "--limit", "2"]);
    let table = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(2), "{table}");
    assert!(table.starts_with("line,query,error,plan,file"), "{table:.200}");
    assert_eq!(table.lines().filter(|line| line.starts_with("1,tập huấn,,")).count(), 2, "{table}");
    assert!(table.lines().any(|line| line.starts_with("2,((((((((((a,\"Truy vấn có ")), "{table}");
    assert!(table.contains("\"\"\"trí tuệ nhân tạo\"\"\""), "{table}");
}

/// What one plan says is found where others say it; what all plans say the same is not looked for.
#[test]
fn similar_provisions_of_other_plans() {
    let sample = Indexed::of(&common::root().join("corpus/plans"));
    let store = &sample.library.store;
    let near = |file: &str, path: &str| -> Vec<(String, String, f32)> {
        let of = store.files().iter().find(|one| one.plan().is_some_and(|plan| plan.file == file)).unwrap();
        let stored = store.load(of.plan().unwrap()).unwrap();
        let ordinal = stored.plan.outline.find(path).unwrap().0;
        let source = (of.stamp.sha256.as_str(), &stored.plan, stored.text.as_str());
        let found = similar(&sample.library.index, &sample.analyzer, source, ordinal, 10).unwrap();
        assert_eq!(found.total, found.hits.len());
        let place = |hit: &doichieu::search::Hit| {
            let entry = store.by_key(&hit.key).unwrap();
            let plan = store.load(entry).unwrap().plan;
            let path = plan.outline.provisions.get(hit.ordinal).map_or("", |one| one.path.as_str());
            (entry.file.clone(), path.to_owned(), hit.score)
        };
        found.hits.iter().map(place).collect()
    };
    let risk = near("phu-tho-mau.txt", "II.4");
    let first: Vec<&str> = risk.iter().map(|(_, path, _)| path.as_str()).take(1).collect();
    assert!(risk[0].0 == "trung-uong-mau.txt" && first == ["II.9"] && risk[0].2 > 0.6, "{risk:?}");
    assert!(risk.iter().all(|(file, ..)| file != "phu-tho-mau.txt"), "only other plans: {risk:?}");
    let files: BTreeSet<&String> = risk.iter().map(|(file, ..)| file).collect();
    assert_eq!(files.len(), risk.len(), "one of each plan: {risk:?}");
    let nothing = near("hue-mau.txt", "II.3.b");
    assert!(nothing.iter().all(|(.., score)| *score < 0.9), "no other plan says this: {nothing:?}");
    let guests = near("mau-00000.txt", "II.9.a");
    assert!(guests.len() == 10 && guests.iter().all(|(.., score)| *score > 0.7), "{guests:?}");
}
