//! Turns a hostile file into a document in a process of its own: a crash, an endless loop or a flood of memory there
//! costs one row of the report here.
//!
//! The parent starts the same program with [`VERB`], writes the file's bytes to its standard input and reads the
//! result, in postcard, from its standard output. What LibreOffice has to convert first it converts in a process
//! beside, since the reading process may start none.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::confine::{Limits, OWN_READER, confine};
use super::magic::{Kind, kind};
use super::tools::{OFFICE, Tools};
use super::{MAX_BYTES, Refusal, extract, office, process, sha256};
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
        match (by_office(kind), self.tools.program(OFFICE)) {
            (Some((format, extension)), Some(office)) => {
                let read = office::to_word(program, office, bytes, extension)
                    .and_then(|word| run(program, file, &word, OWN_READER))
                    .map(|document| Document { format, sha256: sha256(bytes), ..document });
                // What LibreOffice cannot make anything of, our own reader may; else its reason stands.
                read.or_else(|reason| run(program, file, bytes, OWN_READER).map_err(|_| reason))
            }
            _ => run(program, file, bytes, OWN_READER),
        }
    }
}

/// The formats that LibreOffice turns into Word files, and the ends of names by which it knows them.
fn by_office(kind: Kind) -> Option<(Format, &'static str)> {
    match kind {
        Kind::OldWord => Some((Format::Doc, "doc")),
        Kind::OpenText => Some((Format::Odt, "odt")),
        Kind::Rich => Some((Format::Rtf, "rtf")),
        Kind::Word | Kind::Pdf | Kind::Page | Kind::Foreign(_) => None,
    }
}

/// The other side of the pipes: reads bytes, answers, ends.
///
/// # Errors
/// The pipes or the limits fail; the parent sees it by the exit status.
pub fn serve(file: &str) -> io::Result<()> {
    confine(OWN_READER)?;
    let mut bytes = Vec::new();
    io::stdin().lock().take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    let answer = postcard::to_allocvec(&extract(file, &bytes)).map_err(io::Error::other)?;
    io::stdout().lock().write_all(&answer)
}

fn run(program: &Path, file: &str, bytes: &[u8], limits: Limits) -> Result<Document, Refusal> {
    let mut command = Command::new(program);
    command.args([VERB, "--", file]).env_clear().stderr(Stdio::null());
    let answer = process::answer(&mut command, bytes, limits.wall)
        .map_err(|error| Refusal::crashed(&error.to_string()))?;
    if answer.is_late {
        return Err(Refusal::timed_out(limits.wall));
    }
    postcard::from_bytes(&answer.bytes)
        .unwrap_or_else(|_| Err(Refusal::crashed(&process::ended(answer.status))))
}
