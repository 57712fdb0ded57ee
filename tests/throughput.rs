//! Documents per second by format, beside programs that do less with the same files in the same run: Recoll's indexer,
//! and pandoc and pdftotext for the bare text. Run by `scripts/bench`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on fails")]

mod common;
mod printed;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use doichieu::normalize::composed;
use printed::{Style, converted, word};

/// Extension, what LibreOffice calls the format (none for what is made without it), and how many documents there are:
/// fewer of those that are read through LibreOffice.
const FORMATS: [(&str, Option<&str>, usize); 7] = [
    ("txt", None, 200),
    ("docx", None, 200),
    ("html", Some("html:HTML (StarWriter)"), 200),
    ("pdf", Some("pdf"), 200),
    ("odt", Some("odt"), 12),
    ("doc", Some("doc:MS Word 97"), 12),
    ("rtf", Some("rtf"), 12),
];

/// Plans that differ from one another, each in its text and as a Word file.
fn plans(count: usize) -> Vec<(String, String)> {
    let folder = common::root().join("corpus/plans");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with("-mau.txt"));
    files.sort();
    let text = |at: usize| {
        let text = composed(&fs::read_to_string(&files[at % files.len()]).unwrap());
        format!("{text}\nBản thứ {at}.\n")
    };
    (0..count).map(|at| (format!("ke-hoach-{at:03}"), text(at))).collect()
}

/// Seconds that a command takes.
fn seconds(command: &mut Command) -> f64 {
    let begun = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
    begun.elapsed().as_secs_f64()
}

fn ours() -> Command {
    Command::new(env!("CARGO_BIN_EXE_doichieu"))
}

fn indexed(folder: &Path) -> f64 {
    let work = tempfile::tempdir().unwrap();
    let (index, data) = (work.path().join("index"), work.path().join("data"));
    seconds(ours().arg("--index").arg(index).arg("--data").arg(data).arg("index").arg(folder))
}

/// Seconds of Recoll, and how many of the documents it has then.
fn recoll(folder: &Path) -> (f64, usize) {
    let work = tempfile::tempdir().unwrap();
    // Not to give way to others: both run as they are.
    let settings = format!("topdirs = {}\nskippedNames =\nidxniceprio = 0\n", folder.display());
    fs::write(work.path().join("recoll.conf"), settings).unwrap();
    let taken = seconds(Command::new("recollindex").arg("-c").arg(work.path()).args(["-z"]));
    let mut query = Command::new("recollq");
    query.arg("-c").arg(work.path()).args(["-n", "100000", "-b", "hoạch"]);
    let found = String::from_utf8(query.output().unwrap().stdout).unwrap();
    (taken, found.lines().filter(|line| line.contains("ke-hoach-")).count())
}

fn bare_text(files: &[PathBuf], extension: &str) -> Option<f64> {
    let each = |file: &PathBuf| match extension {
        "pdf" => seconds(Command::new("pdftotext").arg(file).arg("-")),
        _ => seconds(Command::new("pandoc").args(["-t", "plain", "--wrap=none"]).arg(file)),
    };
    ["docx", "html", "pdf", "odt", "rtf"].contains(&extension).then(|| files.iter().map(each).sum())
}

#[test]
#[ignore = "a measurement, run by scripts/bench"]
fn bench_documents_per_second_by_format() {
    let tools = ["soffice", "recollindex", "recollq", "pandoc", "pdftotext"];
    if tools.map(|name| common::tool(name).is_none()).contains(&true) {
        return;
    }
    println!(
        "| format | documents | a second | Recoll: a second (indexed) | ratio | bare text: a second | pandoc, pdftotext | ratio |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (extension, filter, count) in FORMATS {
        let plans = plans(count);
        let word = |(name, text): &(String, String)| (name.clone(), word(text, Style::Office));
        let bytes: Vec<Vec<u8>> = match filter {
            Some(filter) => converted(&plans.iter().map(word).collect::<Vec<_>>(), extension, filter),
            None if extension == "docx" => plans.iter().map(|plan| word(plan).1).collect(),
            None => plans.iter().map(|(_, text)| text.clone().into_bytes()).collect(),
        };
        measure(extension, &plans, &bytes);
    }
}

fn measure(extension: &str, plans: &[(String, String)], bytes: &[Vec<u8>]) {
    let folder = tempfile::tempdir().unwrap();
    let path = |(name, _): &(String, String)| folder.path().join(format!("{name}.{extension}"));
    let files: Vec<PathBuf> = plans.iter().map(path).collect();
    files.iter().zip(bytes).for_each(|(file, bytes)| fs::write(file, bytes).unwrap());
    let rate = |seconds: f64| plans.len() as f64 / seconds;
    let (own, (theirs, held)) = (indexed(folder.path()), recoll(folder.path()));
    print!(
        "| {extension} | {} | {:.1} | {:.1} ({held}) | {:.2} |",
        plans.len(),
        rate(own),
        rate(theirs),
        theirs / own
    );
    match bare_text(&files, extension) {
        Some(theirs) => {
            let text = seconds(ours().args(["inspect", "--stage", "text"]).args(&files));
            println!(" {:.1} | {:.1} | {:.2} |", rate(text), rate(theirs), theirs / text);
        }
        None => println!(" | | |"),
    }
}
