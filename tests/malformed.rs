//! Whatever a file holds, it costs one row of the report: a status, a reason, within its limits. Nothing else of the
//! machine changes, and the program that reads the folder stays as it is.
//!
//! With `DOICHIEU_MALFORMED` set, the figures are written to that folder; `scripts/test --slow` sets it.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on fails")]

mod common;
mod hostile;
mod printed;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use hostile::{Named, Packing, crafted, mutated, zip};
use printed::{Style, converted, numbered, pdf, picture, scan, word};
use serde_json::Value;

/// How many files our own readers get.
const FILES: usize = 2_000;
/// How many files each program that is not ours gets.
const FEW: usize = 20;

/// A folder to read, and the only others that the program is told of.
struct Bench {
    root: tempfile::TempDir,
}

/// What became of a folder.
struct Run {
    rows: Vec<Value>,
    /// The most memory that the program itself held, in KiB.
    peak: u64,
}

impl Bench {
    fn new(files: &[Named]) -> Bench {
        let root = tempfile::tempdir().unwrap();
        for folder in ["in", "out", "here", "home", "temporary"] {
            fs::create_dir(root.path().join(folder)).unwrap();
        }
        for (name, bytes) in files {
            fs::write(root.path().join("in").join(name), bytes).unwrap();
        }
        Bench { root }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// Reads the folder by the program itself, with the programs that `path` leads to.
    fn index(&self, path: &str) -> Run {
        let report = fs::File::create(self.path("report")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_doichieu"));
        command.arg("--index").arg(self.path("out/index")).arg("--data").arg(self.path("out/data"));
        command.args(["index", "--json"]).arg(self.path("in")).current_dir(self.path("here"));
        command.env_clear().env("PATH", path);
        command.env("HOME", self.path("home")).env("TMPDIR", self.path("temporary"));
        let mut child = command.stdout(report).stderr(Stdio::null()).spawn().unwrap();
        let mut peak = 0;
        let status = loop {
            peak = peak.max(held(child.id()));
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        // Done, or done with failures; never an end by a signal or a panic.
        assert!(matches!(status.code(), Some(0 | 2)), "the program ended with {status}");
        let report = fs::read_to_string(self.path("report")).unwrap();
        Run { rows: report.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), peak }
    }

    /// Nothing may be left outside the folder of the index, and what was read is as it was.
    fn assert_clean(&self, files: &[Named]) {
        for folder in ["here", "home", "temporary"] {
            let left: Vec<_> = fs::read_dir(self.path(folder)).unwrap().flatten().collect();
            assert!(left.is_empty(), "{folder}: {left:?}");
        }
        let mut beside: Vec<_> =
            fs::read_dir(self.path("out")).unwrap().flatten().map(|e| e.file_name()).collect();
        beside.sort();
        assert!(beside.iter().all(|name| name == "data" || name == "index"), "{beside:?}");
        for (name, bytes) in files {
            assert!(fs::read(self.path("in").join(name)).unwrap() == *bytes, "{name} is another file now");
        }
        assert!(!Path::new("/tmp/doichieu-lot").exists() && !Path::new("/etc/doichieu-lot").exists());
        let mine = self.root.path().to_string_lossy().into_owned();
        let running = Command::new("ps").args(["-eo", "args"]).output().unwrap().stdout;
        assert!(!String::from_utf8_lossy(&running).contains(&mine), "a process is left");
    }
}

/// The most memory that a process has held so far, in KiB.
fn held(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.trim().parse().ok()).unwrap_or(0)
}

/// Every file has its row, and every row that is no plan says why in both languages. Counts by status and code.
fn tally(bench: &Bench, files: &[Named], rows: &[Value]) -> BTreeMap<String, usize> {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let mut counts = BTreeMap::new();
    for row in rows {
        let status = text(row, "status");
        if status != "read" {
            let reasons = ["code", "reason_vi", "reason_en"].map(|key| text(row, key));
            assert!(reasons.iter().all(|reason| !reason.is_empty()), "no reason: {row}");
        }
        *counts.entry(format!("{status} {}", text(row, "code"))).or_default() += 1;
    }
    let named: std::collections::BTreeSet<String> = rows.iter().map(|row| text(row, "file")).collect();
    for (name, _) in files {
        let path = bench.path("in").join(name).to_string_lossy().into_owned();
        assert!(named.contains(&path), "no row for {name}");
    }
    counts
}

/// Sound files of every kind that our own readers read.
fn sound() -> Vec<Named> {
    let folder = common::root().join("corpus/plans");
    let text = fs::read_to_string(folder.join("phu-tho-mau.txt")).unwrap();
    let page = format!("<!DOCTYPE html><table><tr><td>{}</table>", text.replace('\n', "<p>"));
    let paragraphs = text
        .replace('\n', "</text:p><text:list><text:list-item><text:p/></text:list-item></text:list><text:p>");
    let content = format!(
        "<office:document-content><office:body><office:text><text:p>{paragraphs}</text:p></office:text></office:body></office:document-content>"
    );
    let odt = [
        ("mimetype".to_owned(), b"application/vnd.oasis.opendocument.text".to_vec()),
        ("content.xml".to_owned(), content.into_bytes()),
    ];
    let mut all = vec![
        ("a.txt".to_owned(), text.clone().into_bytes()),
        ("a.html".to_owned(), page.clone().into_bytes()),
        ("a.odt".to_owned(), zip(&odt, Packing::Packed)),
        ("a.docx".to_owned(), word(&text, Style::Office)),
        ("b.docx".to_owned(), numbered::word(&text, true)),
    ];
    let mail = format!(
        "From: a@b.vn\r\nTo: c@d.vn\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
         Content-Type: text/html; name=a.html\r\nContent-Disposition: attachment\r\n\r\n{page}\r\n--b--\r\n"
    );
    all.push(("a.eml".to_owned(), mail.into_bytes()));
    all.push(("a.zip".to_owned(), zip(&all, Packing::Packed)));
    let Some(folder) = common::shared("documents") else { return all };
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    files.sort();
    all.extend(
        files
            .iter()
            .map(|file| (file.file_name().unwrap().to_string_lossy().into_owned(), fs::read(file).unwrap())),
    );
    all
}

fn shown(counts: &BTreeMap<String, usize>) -> String {
    let mut table = String::from("| status, reason | files |\n|---|---|\n");
    for (what, count) in counts {
        writeln!(table, "| {} | {count} |", what.trim()).unwrap();
    }
    table
}

fn record(name: &str, head: &str, table: &str) {
    print!("{table}");
    if let Some(folder) = std::env::var_os("DOICHIEU_MALFORMED") {
        fs::write(Path::new(&folder).join(name), format!("{head}\n\n{table}")).unwrap();
    }
}

#[test]
#[ignore = "heavy: two thousand files, run by scripts/test"]
fn heavy_two_thousand_malformed_files_cost_a_row_each() {
    let sound = sound();
    let mut files = crafted();
    let seeds = u64::try_from(FILES - files.len()).unwrap();
    files.extend((0..seeds).map(|seed| mutated(&sound, seed)));
    assert_eq!(files.len(), FILES);
    let bench = Bench::new(&files);
    let run = bench.index("");
    let counts = tally(&bench, &files, &run.rows);
    bench.assert_clean(&files);
    record(
        "MALFORMED.md",
        "# Two thousand malformed files\n\nWhat became of each, read by our own readers; of an archive, of each file in it.",
        &shown(&counts),
    );
    // The program holds no more for all of them than for the first of them.
    let few = Bench::new(&files[..FILES / 4]);
    let first = few.index("");
    println!("peak memory: {} KiB for {FILES} files, {} KiB for a quarter of them", run.peak, first.peak);
    assert!(run.peak < first.peak * 3 / 2, "{} KiB, then {} KiB", first.peak, run.peak);
}

/// Files for LibreOffice: what it wrote itself, broken, and what is made to do harm.
fn for_office() -> Vec<Named> {
    let text = fs::read_to_string(common::root().join("corpus/plans/phu-tho-mau.txt")).unwrap();
    let source = [("a".to_owned(), numbered::word(&text, true))];
    let written = |extension: &str, filter: &str| {
        (format!("a.{extension}"), converted(&source, extension, filter).remove(0))
    };
    let sound = [written("doc", "doc:MS Word 97"), written("rtf", "rtf")];
    let harmful = ["deep.rtf", "fill01.doc", "fillff.doc"];
    few(crafted().into_iter().filter(|(name, _)| harmful.contains(&name.as_str())).collect(), &sound)
}

/// Files for Tesseract and Poppler: pictures and a scan, broken, and pictures that say they are vast.
fn for_recognition() -> Vec<Named> {
    let text = fs::read_to_string(common::root().join("corpus/plans/phu-tho-mau.txt")).unwrap();
    let printed = pdf(&[("a".to_owned(), word(&text, Style::Office))]).remove(0);
    let drawn = |kind: &str| (format!("a.{kind}"), picture(&printed, kind));
    let sound = [drawn("png"), drawn("jpg"), drawn("tif"), ("a.pdf".to_owned(), scan(&printed, 0.006))];
    let vast = |name: &str, bytes: &[u8], at: usize| {
        let mut bytes = bytes.to_vec();
        bytes[at..at + 8].copy_from_slice(&[0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0]);
        (name.to_owned(), bytes)
    };
    let harmful = vec![
        vast("vast.png", &sound[0].1, 16),
        ("head.jpg".to_owned(), sound[1].1[..20].to_vec()),
        ("itself.tif".to_owned(), b"II*\0\x08\0\0\0\x00\0\x08\0\0\0".to_vec()),
        ("empty.png".to_owned(), b"\x89PNG\r\n\x1a\n".to_vec()),
    ];
    few(harmful, &sound)
}

/// These files, and sound ones broken, as many as there are to be.
fn few(mut files: Vec<Named>, sound: &[Named]) -> Vec<Named> {
    let seeds = u64::try_from(FEW - files.len()).unwrap();
    files.extend((0..seeds).map(|seed| mutated(sound, seed)));
    files
}

#[test]
#[ignore = "slow: programs that are not ours at their limits, run by scripts/test --slow"]
fn slow_malformed_files_through_libreoffice_and_tesseract() {
    if !common::all([common::tool("soffice"), common::tool("pdftoppm"), common::tool("tesseract")]) {
        return;
    }
    let path = std::env::var("PATH").unwrap();
    for (name, files) in [("LibreOffice", for_office()), ("Tesseract", for_recognition())] {
        assert_eq!(files.len(), FEW);
        let bench = Bench::new(&files);
        let run = bench.index(&path);
        let counts = tally(&bench, &files, &run.rows);
        bench.assert_clean(&files);
        let head = format!("# Twenty malformed files through {name}\n\nWhat became of each.");
        record(&format!("MALFORMED-{name}.md"), &head, &shown(&counts));
    }
}

/// Pipes that never end, devices, and folders that lie in themselves.
#[test]
fn what_is_no_file_is_passed_over() {
    let files = [("a.txt".to_owned(), b"x".to_vec())];
    let bench = Bench::new(&files);
    let inside = bench.path("in");
    assert!(Command::new("mkfifo").arg(inside.join("pipe.pdf")).status().unwrap().success());
    symlink("/dev/zero", inside.join("zero.docx")).unwrap();
    symlink("/nowhere", inside.join("lost.docx")).unwrap();
    symlink(&inside, inside.join("b")).unwrap();
    fs::create_dir(inside.join("c")).unwrap();
    symlink("..", inside.join("c/up")).unwrap();
    let run = bench.index("");
    for name in ["pipe.pdf", "zero.docx", "lost.docx"] {
        let row = run.rows.iter().find(|row| row["file"].as_str().unwrap().ends_with(&format!("in/{name}")));
        assert_eq!(row.unwrap()["status"], "failed", "{name}");
    }
    let ours = run.rows.iter().filter(|row| row["file"].as_str().unwrap().ends_with("/a.txt")).count();
    assert_eq!(ours, 1, "{:?}", run.rows);
}
