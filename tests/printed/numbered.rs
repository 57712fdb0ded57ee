//! Turns a plan's text into a Word file whose numbers are typed, or left to Word.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const NAMESPACE: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
/// The five levels of the list that numbers a plan: format, text.
const LEVELS: [(&str, &str); 5] =
    [("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("bullet", "-"), ("bullet", "+")];

/// How many of the levels are numbered; the others are bullets, whose `w:num` this is.
const NUMBERED: usize = 3;
const BULLETS: u32 = 999;

/// Level and value of a typed number, and the words behind it; none where Word has no such number in this list.
pub(crate) fn numbered(line: &str) -> Option<(usize, u32, &str)> {
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

/// A Word list as it is being written: where its counters stand, and one more `w:num` wherever a number is set by hand,
/// which holds as long as its list: what comes above it goes on with the `w:num` before.
struct List {
    counters: [u32; 5],
    nums: String,
    /// The last `w:num`.
    last: u32,
    /// The levels at which a number was set, and the `w:num` of each.
    set: Vec<(usize, u32)>,
}

impl List {
    fn new() -> List {
        List { counters: [0; 5], nums: num(1, None), last: 1, set: Vec::new() }
    }

    fn properties(&mut self, level: usize, value: u32) -> String {
        // Bullets are a list of their own, as Word makes them: LibreOffice counts the levels over a first bullet.
        if let Some(level) = level.checked_sub(NUMBERED) {
            return properties(level, BULLETS);
        }
        self.counters[level + 1..].fill(0);
        self.counters[level] += 1;
        self.set.retain(|(set, _)| *set <= level);
        if self.counters[level] != value {
            self.counters[level] = value;
            self.last += 1;
            self.nums += &num(self.last, Some((level, value)));
            self.set.push((level, self.last));
        }
        let current = self.set.last().map_or(1, |(_, num)| *num);
        properties(level, current)
    }

    fn xml(&self) -> String {
        let level = |(at, (format, text)): (usize, &(&str, &str))| {
            format!(
                r#"<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/></w:lvl>"#
            )
        };
        let list = |(id, levels): (usize, &[(&str, &str)])| {
            let levels: String = levels.iter().enumerate().map(level).collect();
            format!(r#"<w:abstractNum w:abstractNumId="{id}">{levels}</w:abstractNum>"#)
        };
        let (numbers, bullets) = LEVELS.split_at(NUMBERED);
        let lists: String = [(7, numbers), (8, bullets)].map(list).concat();
        let nums = &self.nums;
        let bullets = format!(r#"<w:num w:numId="{BULLETS}"><w:abstractNumId w:val="8"/></w:num>"#);
        format!(r#"<w:numbering {NAMESPACE}>{lists}{nums}{bullets}</w:numbering>"#)
    }
}

fn properties(level: usize, num: u32) -> String {
    format!(r#"<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr></w:pPr>"#)
}

fn num(id: u32, set: Option<(usize, u32)>) -> String {
    let set = set.map_or_else(String::new, |(level, value)| {
        format!(r#"<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{value}"/></w:lvlOverride>"#)
    });
    format!(r#"<w:num w:numId="{id}"><w:abstractNumId w:val="7"/>{set}</w:num>"#)
}

/// The text as a Word file, one paragraph a line.
pub(crate) fn word(text: &str, automatic: bool) -> Vec<u8> {
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
    let part = |name: &str, kind: &str| {
        let base = "application/vnd.openxmlformats-officedocument.wordprocessingml";
        format!(r#"<Override PartName="/word/{name}.xml" ContentType="{base}.{kind}+xml"/>"#)
    };
    let types = format!(
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{}{}</Types>"#,
        part("document", "document.main"),
        part("numbering", "numbering")
    );
    let parts = [
        ("[Content_Types].xml", types),
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
