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

/// How many documents of each format.
const DOCUMENTS: usize = 60;

/// Extension, and what LibreOffice calls the format; none for what is made without it.
const FORMATS: [(&str, Option<&str>); 7] = [
    ("txt", None),
    ("docx", None),
    ("html", Some("html:HTML (StarWriter)")),
    ("pdf", Some("pdf")),
    ("odt", Some("odt")),
    ("doc", Some("doc:MS Word 97")),
    ("rtf", Some("rtf")),
];

/// Plans that differ from one another, each in its text and as a Word file.
fn plans() -> Vec<(String, String)> {
    let folder = common::root().join("corpus/plans");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with("-mau.txt"));
    files.sort();
    let text = |at: usize| {
        let text = composed(&fs::read_to_string(&files[at % files.len()]).unwrap());
        format!("{text}\nBản thứ {at}.\n")
    };
    (0..DOCUMENTS).map(|at| (format!("ke-hoach-{at:03}"), text(at))).collect()
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
    let settings = format!("topdirs = {}\nskippedNames =\n", folder.display());
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
    let plans = plans();
    let words: Vec<_> = plans.iter().map(|(name, text)| (name.clone(), word(text, Style::Office))).collect();
    println!(
        "| format | documents/s | Recoll: documents/s (of them indexed) | ratio | bare text: documents/s | pandoc, pdftotext | ratio |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (extension, filter) in FORMATS {
        let bytes: Vec<Vec<u8>> = match filter {
            Some(filter) => converted(&words, extension, filter),
            None if extension == "docx" => words.iter().map(|(_, bytes)| bytes.clone()).collect(),
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
    let rate = |seconds: f64| DOCUMENTS as f64 / seconds;
    let (own, (theirs, held)) = (indexed(folder.path()), recoll(folder.path()));
    print!("| {extension} | {:.1} | {:.1} ({held}) | {:.2} |", rate(own), rate(theirs), theirs / own);
    let text = seconds(ours().args(["inspect", "--stage", "text"]).args(&files));
    match bare_text(&files, extension) {
        Some(theirs) => println!(" {:.1} | {:.1} | {:.2} |", rate(text), rate(theirs), theirs / text),
        None => println!(" {:.1} | | |", rate(text)),
    }
}
