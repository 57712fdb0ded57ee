//! The real plans as Word files, their numbers typed or left to Word, are read as their texts are.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails")]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};

use doichieu::export::{DocxItem, docx, plan_json};
use doichieu::extract::extract;
use doichieu::knowledge::Knowledge;
use doichieu::parse::parse;
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const NAMESPACE: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
/// The five levels of the list that numbers a plan: format, text.
const LEVELS: [(&str, &str); 5] =
    [("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("bullet", "-"), ("bullet", "+")];

/// Level and value of a typed number, and the words behind it; none where Word has no such number in this list.
fn numbered(line: &str) -> Option<(usize, u32, &str)> {
    let (number, words) = line.split_once(' ')?;
    if let Some(level) = ["-", "+"].iter().position(|sign| *sign == number) {
        return Some((3 + level, 1, words));
    }
    if let Some(letter) = number.strip_suffix(')').filter(|letter| letter.len() == 1) {
        let letter = letter.bytes().next().filter(u8::is_ascii_lowercase)?;
        return Some((2, u32::from(letter - b'a') + 1, words));
    }
    let digits = number.strip_suffix('.')?;
    match digits.parse() {
        Ok(value) => Some((1, value, words)),
        Err(_) => Some((0, roman(digits)?, words)),
    }
}

fn roman(text: &str) -> Option<u32> {
    let numbers = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"];
    Some(u32::try_from(numbers.iter().position(|number| *number == text)?).unwrap() + 1)
}

/// A Word list as it is being written: where its counters stand, and one more `w:num` wherever a number is set by hand.
struct List {
    counters: [u32; 5],
    nums: String,
    current: u32,
}

impl List {
    fn new() -> List {
        List { counters: [0; 5], nums: num(1, None), current: 1 }
    }

    fn properties(&mut self, level: usize, value: u32) -> String {
        self.counters[level + 1..].fill(0);
        self.counters[level] += 1;
        if level < 3 && self.counters[level] != value {
            self.counters[level] = value;
            self.current += 1;
            self.nums += &num(self.current, Some((level, value)));
        }
        format!(
            r#"<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{}"/></w:numPr></w:pPr>"#,
            self.current
        )
    }

    fn xml(&self) -> String {
        let level = |(at, (format, text)): (usize, &(&str, &str))| {
            format!(
                r#"<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/></w:lvl>"#
            )
        };
        let levels: String = LEVELS.iter().enumerate().map(level).collect();
        let nums = &self.nums;
        format!(
            r#"<w:numbering {NAMESPACE}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>{nums}</w:numbering>"#
        )
    }
}

fn num(id: u32, set: Option<(usize, u32)>) -> String {
    let set = set.map_or_else(String::new, |(level, value)| {
        format!(r#"<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{value}"/></w:lvlOverride>"#)
    });
    format!(r#"<w:num w:numId="{id}"><w:abstractNumId w:val="7"/>{set}</w:num>"#)
}

/// The text as a Word file, one paragraph a line.
fn word(text: &str, automatic: bool) -> Vec<u8> {
    let (mut body, mut list) = (String::new(), List::new());
    for line in text.trim_start_matches('\u{feff}').lines() {
        let (properties, words) = match numbered(line.trim()).filter(|_| automatic) {
            Some((level, value, words)) => (list.properties(level, value), words),
            None => (String::new(), line),
        };
        let words = words.replace('&', "&amp;").replace('<', "&lt;");
        let run = format!(r#"<w:r><w:t xml:space="preserve">{words}</w:t></w:r>"#);
        write!(body, "<w:p>{properties}{run}</w:p>").unwrap();
    }
    let relation = |id: &str, kind: &str, target: &str| {
        let base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="{id}" Type="{base}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let parts = [
        ("_rels/.rels", relation("r1", "officeDocument", "word/document.xml")),
        ("word/_rels/document.xml.rels", relation("r1", "numbering", "numbering.xml")),
        ("word/numbering.xml", list.xml()),
        ("word/document.xml", format!("<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>")),
    ];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

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
