//! Turns a hostile file into a document in a process of its own: a crash, an endless loop or a flood of memory there
//! costs one row of the report here.
//!
//! The parent starts the same program with [`VERB`], writes the file's bytes to its standard input and reads the
//! result, in postcard, from its standard output. What LibreOffice has to convert first it converts in a process
//! beside, since the reading process may start none.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::confine::{OWN_READER, confine};
use super::magic::{Kind, kind};
use super::sheet::Sheet;
use super::tools::{OFFICE, Tools};
use super::{
    MAX_BYTES, Member, PICTURE, Reading, Refusal, SCAN, archive, extract, office, process, scan, sha256,
};
use crate::model::{Document, Format};

/// The hidden verb of the program that [`serve`]s.
pub const VERB: &str = "extract-worker";

/// Where files are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extractor {
    /// The program to start for each hostile file; `None` reads in this process.
    program: Option<PathBuf>,
    tools: Tools,
}

impl Extractor {
    /// Reads in this process, without other programs: for trusted files and for tests.
    pub fn in_process() -> Extractor {
        Extractor { program: None, tools: Tools::default() }
    }

    /// Reads each file of a structured format in a process of its own, with the help of the programs in `tools`. Plain
    /// text, which is only decoded, stays here.
    pub fn isolated(program: &Path, tools: Tools) -> Extractor {
        Extractor { program: Some(program.to_owned()), tools }
    }

    /// Reads one file; see [`extract()`].
    ///
    /// # Errors
    /// Those of [`extract()`], and that a process died or was stopped.
    pub fn extract(&self, file: &str, bytes: &[u8]) -> Result<Document, Refusal> {
        let kind = kind(bytes).filter(|_| bytes.len() <= MAX_BYTES);
        let (Some(program), Some(kind)) = (&self.program, kind) else { return extract(file, bytes) };
        let read = match (by_office(kind), self.tools.program(OFFICE)) {
            (Some((format, extension)), Some(office)) => {
                let read = office::to_word(program, office, bytes, extension)
                    .and_then(|word| self.read(program, file, &word))
                    .map(|document| Document { format, ..document });
                // What LibreOffice cannot make anything of, our own reader may; else its reason stands.
                read.or_else(|reason| self.read(program, file, bytes).map_err(|_| reason))
            }
            _ if kind == Kind::Archive => return Err(Refusal::archive()),
            _ if kind == Kind::Picture => self.picture(program, bytes),
            _ => self.read(program, file, bytes),
        };
        read.map(|document| Document { file: file.to_owned(), sha256: sha256(bytes), ..document })
    }

    /// Are these bytes an archive, whose [`members`](Self::members) are the files to read?
    pub fn is_archive(bytes: &[u8]) -> bool {
        kind(bytes) == Some(Kind::Archive)
    }

    /// The files in an archive.
    ///
    /// # Errors
    /// It is damaged, or holds more than is read.
    pub fn members(&self, bytes: &[u8]) -> Result<Vec<Member>, Refusal> {
        let Some(program) = &self.program else { return archive::members(bytes) };
        run(program, &["--", "archive"], bytes).map(|reading| match reading {
            Reading::Archive(members) => members,
            Reading::Whole(_) | Reading::Scanned(..) => Vec::new(),
        })
    }

    fn read(&self, program: &Path, file: &str, bytes: &[u8]) -> Result<Document, Refusal> {
        let (mut sheets, pages) = match run(program, &["--", file], bytes)? {
            Reading::Whole(document) => return Ok(*document),
            Reading::Archive(_) => return Err(Refusal::archive()),
            Reading::Scanned(sheets, pages) => (sheets, pages),
        };
        let reader = scan::Reader::new(program, &self.tools);
        let reader = reader.map_err(|missing| Refusal::needs_tool(SCAN, missing))?;
        reader.pdf(bytes, &mut sheets, &pages)?;
        printed(program, Format::Pdf, &sheets)
    }

    fn picture(&self, program: &Path, bytes: &[u8]) -> Result<Document, Refusal> {
        let reader = scan::Reader::new(program, &self.tools);
        let reader = reader.map_err(|missing| Refusal::needs_tool(PICTURE, missing))?;
        printed(program, Format::Image, &reader.picture(bytes)?)
    }
}

/// Sheets are laid out where files are read.
fn printed(program: &Path, format: Format, sheets: &[Sheet]) -> Result<Document, Refusal> {
    let sheets = postcard::to_allocvec(sheets).map_err(|error| Refusal::crashed(&error.to_string()))?;
    match run(program, &["--sheets", "--", "sheets"], &sheets)? {
        Reading::Whole(document) => Ok(Document { format, ..*document }),
        Reading::Scanned(..) | Reading::Archive(_) => Err(Refusal::scan()),
    }
}

/// The formats that LibreOffice turns into Word files, and the ends of names by which it knows them.
fn by_office(kind: Kind) -> Option<(Format, &'static str)> {
    match kind {
        Kind::OldWord => Some((Format::Doc, "doc")),
        Kind::Rich => Some((Format::Rtf, "rtf")),
        Kind::Word
        | Kind::OpenText
        | Kind::Pdf
        | Kind::Page
        | Kind::Picture
        | Kind::Archive
        | Kind::Foreign(_) => None,
    }
}

/// The other side of the pipes: reads bytes, answers, ends. `sheets` says that the bytes are sheets to be laid out.
///
/// # Errors
/// The pipes or the limits fail; the parent sees it by the exit status.
pub fn serve(file: &str, sheets: bool) -> io::Result<()> {
    confine(OWN_READER)?;
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let read = if sheets {
        let sheets = postcard::from_bytes(&bytes).map_err(io::Error::other)?;
        super::printed(Format::Pdf, sheets).map(|document| Reading::Whole(Box::new(document)))
    } else {
        super::read(file, &bytes)
    };
    let answer = postcard::to_allocvec(&read).map_err(io::Error::other)?;
    io::stdout().lock().write_all(&answer)
}

fn run(program: &Path, arguments: &[&str], bytes: &[u8]) -> Result<Reading, Refusal> {
    let mut command = Command::new(program);
    command.arg(VERB).args(arguments).env_clear().stderr(Stdio::null());
    let answer = process::answer(&mut command, bytes, OWN_READER.wall)
        .map_err(|error| Refusal::crashed(&error.to_string()))?;
    if answer.is_late {
        return Err(Refusal::timed_out(OWN_READER.wall));
    }
    postcard::from_bytes(&answer.bytes)
        .unwrap_or_else(|_| Err(Refusal::crashed(&process::ended(answer.status))))
}
