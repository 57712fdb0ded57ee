//! The real plans as Word files, their numbers typed or left to Word, are read as their texts are.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails")]

mod common;
mod printed;

use std::fs;

use doichieu::export::{DocxItem, docx, plan_json};
use doichieu::extract::extract;
use doichieu::knowledge::Knowledge;
use doichieu::parse::parse;
use printed::numbered::{numbered, word};
use serde_json::Value;

fn read(name: &str, bytes: &[u8], knowledge: &Knowledge) -> Value {
    let document = extract(name, bytes).unwrap();
    serde_json::to_value(plan_json(&document, &parse(&document, knowledge))).unwrap()
}

/// Paths with their first words, and assignments with their deadlines, one line each.
fn facts(reading: &Value) -> Vec<String> {
    let list = |key: &str| reading[key].as_array().unwrap().iter();
    let outline = list("outline").map(|row| format!("{} {}", row["path"], row["start"]));
    let assignments = list("assignments").map(|row| {
        let [task, body, role] = ["task", "agency", "role"].map(|key| &row[key]);
        format!("{task} {body} {role} {} {}", row["path"], row["deadline"])
    });
    outline.chain(assignments).collect()
}

#[test]
fn the_real_plans_as_word_files_are_read_as_their_texts() {
    let Some(folder) = common::shared("plans") else { return };
    let knowledge = Knowledge::embedded().unwrap();
    let mut automatic_numbers = 0;
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|kind| kind == "txt")) {
        let name = file.file_stem().unwrap().to_string_lossy();
        let text = fs::read_to_string(file).unwrap();
        let expected = facts(&read(&format!("{name}.txt"), text.as_bytes(), &knowledge));
        for automatic in [false, true] {
            let found = facts(&read(&format!("{name}.docx"), &word(&text, automatic), &knowledge));
            for (expected, found) in expected.iter().zip(&found) {
                assert_eq!(expected, found, "{name}, automatic numbers: {automatic}");
            }
            assert_eq!(expected.len(), found.len(), "{name}, automatic numbers: {automatic}");
        }
        automatic_numbers += text.lines().filter(|line| numbered(line.trim()).is_some()).count();
        println!("{name}: {} facts, twice the same", expected.len());
    }
    assert!(automatic_numbers > 150, "only {automatic_numbers} numbers could be left to Word");
}

/// A cell names bodies as items; what it says in other words names nobody, and a collective has all its words.
#[test]
fn the_cells_of_a_task_table_name_bodies_as_items() {
    let rows = [
        ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian"],
        [
            "1",
            "Rà soát hồ sơ",
            "Theo phân công tại Quyết định số 12/QĐ-UBND ngày 05/01/2026 của UBND tỉnh",
            "Sở Nội vụ",
            "Quý II/2026",
        ],
        [
            "2",
            "Tiết kiệm điện",
            "Các cơ quan, đơn vị trực tiếp sử dụng ngân sách nhà nước",
            "Cơ quan quản lý cấp trên của đơn vị sự nghiệp công lập",
            "Thường xuyên",
        ],
    ];
    let text = |words: &str| DocxItem::Paragraph { text: words.to_owned(), level: None };
    let table = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    let items = [
        text("ỦY BAN NHÂN DÂN\u{a0}TỈNH AN GIANG"),
        text("Số: 31/KH-UBND"),
        text("KẾ HOẠCH"),
        text("Tiết kiệm năm 2026"),
        text("I. NHIỆM VỤ"),
        DocxItem::Table(table),
    ];
    let knowledge = Knowledge::embedded().unwrap();
    let reading = read("bang.docx", &docx(&items).unwrap(), &knowledge);
    let named: Vec<String> = reading["assignments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            format!("{} {} {} {}", row["task"], row["agency"], row["group"], row["role"]).replace('"', "")
        })
        .collect();
    let expected = [
        "I#1 Sở Nội vụ false coordinate",
        "I#2 các cơ quan, đơn vị trực tiếp sử dụng ngân sách nhà nước true lead",
        "I#2 Cơ quan quản lý cấp trên của đơn vị sự nghiệp công lập true coordinate",
    ];
    assert_eq!(named, expected);
}
