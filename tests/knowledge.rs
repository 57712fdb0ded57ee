//! A knowledge folder that contradicts itself is refused, and the refusal names file and line.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::fs;
use std::path::Path;

use doichieu::knowledge::{Knowledge, KnowledgeError, Problem};

/// A copy of the knowledge files, one of them changed; what loading it says.
fn load_changed(file: &str, change: impl Fn(&str) -> String) -> Result<Knowledge, KnowledgeError> {
    let folder = tempfile::tempdir().unwrap();
    copy(folder.path());
    let path = folder.path().join(file);
    let before = fs::read_to_string(&path).unwrap();
    let after = change(&before);
    assert_ne!(before, after, "the change to {file} changes nothing");
    fs::write(&path, after).unwrap();
    Knowledge::load(folder.path())
}

fn copy(folder: &Path) {
    let knowledge = common::root().join("corpus/knowledge");
    fs::create_dir(folder.join("programmes")).unwrap();
    for part in ["", "programmes"] {
        let files = fs::read_dir(knowledge.join(part)).unwrap().map(|entry| entry.unwrap().path());
        for path in files.filter(|path| path.is_file()) {
            fs::copy(&path, folder.join(part).join(path.file_name().unwrap())).unwrap();
        }
    }
}

/// A checklist says nothing about how a plan is read: whoever corrects one need not index again.
#[test]
fn a_corrected_checklist_leaves_the_fingerprint() {
    let embedded = Knowledge::embedded().unwrap();
    let corrected = |text: &str| text.replace("version = \"1\"", "version = \"2\"");
    let changed = load_changed("programmes/9001-qd-vbm.toml", corrected).unwrap();
    assert_eq!(changed.programme("9001-qd-vbm").unwrap().version, "2");
    assert_eq!(changed.fingerprint(), embedded.fingerprint());
}

#[test]
fn a_checklist_that_contradicts_itself_is_refused() {
    let file = "programmes/452-qd-ttg.toml";
    for (from, to) in
        [("id = \"T2\"", "id = \"T1\""), ("issues = true", "isues = true"), ("2026-03-17", "17/3/2026")]
    {
        let error = load_changed(file, |text| text.replace(from, to)).err();
        assert!(error.is_some_and(|error| error.file == "452-qd-ttg.toml"), "{to} is accepted");
    }
}

/// What is written is what was read.
#[test]
fn a_checklist_survives_its_file() {
    for checklist in &Knowledge::embedded().unwrap().checklists {
        let written = checklist.written().unwrap();
        assert_eq!(*checklist, doichieu::knowledge::Checklist::read("x", &written).unwrap());
    }
}

fn refused(file: &str, change: impl Fn(&str) -> String) -> KnowledgeError {
    let error = load_changed(file, change).err().unwrap_or_else(|| panic!("the changed {file} is accepted"));
    assert_eq!(error.file, file);
    assert!(error.to_string().starts_with(&format!("{file}, line {}: ", error.line)), "{error}");
    error
}

/// The number of lines, which is the number of the last.
fn last_line(text: &str) -> usize {
    text.lines().count()
}

fn lines_of(file: &str) -> usize {
    last_line(&fs::read_to_string(common::root().join("corpus/knowledge").join(file)).unwrap())
}

/// The text and its first row once more.
fn with_first_row_twice(text: &str) -> String {
    format!("{}\n{}\n", text.trim_end(), text.lines().nth(1).unwrap())
}

#[test]
fn a_copy_of_the_files_is_the_knowledge_built_in() {
    let folder = tempfile::tempdir().unwrap();
    copy(folder.path());
    let (loaded, embedded) = (Knowledge::load(folder.path()).unwrap(), Knowledge::embedded().unwrap());
    assert_eq!(loaded.fingerprint(), embedded.fingerprint());
    assert_eq!(loaded.provinces.len(), 34);
    let added = load_changed("abbreviations.csv", |text| format!("{text}XYZ,xa y zét\n")).unwrap();
    assert_ne!(added.fingerprint(), embedded.fingerprint(), "other knowledge, another index");
}

#[test]
fn a_row_that_comes_twice_is_refused() {
    for file in [
        "abbreviations.csv",
        "bodies.csv",
        "groups.csv",
        "instruments.csv",
        "kinds.csv",
        "provinces-before-2025.csv",
        "provinces.csv",
    ] {
        let error = refused(file, with_first_row_twice);
        assert!(matches!(error.problem, Problem::Duplicate(_)), "{error}");
        assert_eq!(error.line, lines_of(file) + 1, "{error}");
    }
}

#[test]
fn a_concept_that_comes_twice_is_refused() {
    let error = refused("concepts.toml", |text| {
        format!(
            "{text}\n[[concept]]\nid = \"tri-tue-nhan-tao\"\nvi = \"x\"\nen = \"x\"\nsynonyms = []\nsynonyms_en = []\n"
        )
    });
    assert_eq!(error.problem, Problem::Duplicate("tri-tue-nhan-tao".to_owned()));
    assert_eq!(error.line, lines_of("concepts.toml") + 3, "{error}");
}

#[test]
fn a_phrase_that_comes_twice_in_a_list_is_refused() {
    let error = refused("cues.toml", |text| {
        let list = text.find("labels = [").unwrap() + "labels = [".len();
        let quoted = text[list..].split('"').nth(1).unwrap();
        format!("{}\"{quoted}\", {}", &text[..list], &text[list..])
    });
    assert!(matches!(error.problem, Problem::Duplicate(_)), "{error}");
    assert!(error.line > 0, "{error}");
}

#[test]
fn an_id_that_no_row_defines_is_refused() {
    let unknown = |file: &str, row: &str, id: &str| {
        let error = refused(file, |text| format!("{}\n{row}\n", text.trim_end()));
        assert_eq!(error.problem, Problem::UnknownId(id.to_owned()), "{error}");
        assert_eq!(error.line, lines_of(file) + 1, "{error}");
    };
    unknown("groups.csv", "moi,nhóm mới,,province,,,co-quan-khong-co,", "co-quan-khong-co");
    unknown("groups.csv", "moi,nhóm mới,,province,,,sở@mặt trăng,", "sở@mặt trăng");
    unknown("instruments.csv", "1/2026/QH16,Luật,Luật Mới,,,,2/2026/QH16,", "2/2026/QH16");
    unknown("provinces-before-2025.csv", "Tỉnh Không Có,tỉnh,00,2025-06-30,,", "00");
}

#[test]
fn text_that_is_not_composed_is_refused() {
    for file in ["abbreviations.csv", "cues.toml", "questions.toml"] {
        let comment =
            if file.ends_with(".csv") { "KH,ke\u{302}\u{301} hoạch" } else { "# ke\u{302}\u{301} hoạch" };
        let error = refused(file, |text| format!("{}\n{comment}\n", text.trim_end()));
        assert_eq!((error.problem.clone(), error.line), (Problem::NotNfc, lines_of(file) + 1), "{error}");
    }
}

#[test]
fn toml_that_cannot_be_read_is_refused() {
    for file in ["concepts.toml", "cues.toml", "questions.toml"] {
        let error = refused(file, |text| format!("{}\nlist = [\"a\" \"b\"]\n", text.trim_end()));
        assert!(matches!(error.problem, Problem::Malformed(_)), "{error}");
        assert_eq!(error.line, lines_of(file) + 1, "{error}");
        let unknown = refused(file, |text| format!("khoa_la = 1\n{text}"));
        assert!(matches!(unknown.problem, Problem::Malformed(_)), "{unknown}");
        assert_eq!(unknown.line, 1, "{unknown}");
    }
}

#[test]
fn rows_that_do_not_fit_are_refused() {
    let short = refused("kinds.csv", |text| format!("{}\nThông báo\n", text.trim_end()));
    assert!(matches!(short.problem, Problem::Malformed(_)), "{short}");
    assert_eq!(short.line, lines_of("kinds.csv") + 1, "{short}");
    let header = refused("bodies.csv", |text| text.replacen("id,name", "id,ten", 1));
    assert!(matches!(header.problem, Problem::Malformed(_)), "{header}");
    let day = refused("instruments.csv", |text| {
        format!("{}\n3/2026/QH16,Luật,Luật,,31/12/2026,,,\n", text.trim_end())
    });
    assert_eq!(day.problem, Problem::BadValue { field: "date", value: "31/12/2026".to_owned() });
}

#[test]
fn a_file_that_is_missing_is_named() {
    let folder = tempfile::tempdir().unwrap();
    copy(folder.path());
    fs::remove_file(folder.path().join("groups.csv")).unwrap();
    let error = Knowledge::load(folder.path()).unwrap_err();
    assert_eq!((error.file.as_str(), error.line), ("groups.csv", 0));
    assert!(matches!(error.problem, Problem::Unreadable(_)), "{error}");
}
