//! Turns a hostile file into a document in a process of its own: a crash, an endless loop or a flood of memory there
//! costs one row of the report here.
//!
//! The parent starts the same program with [`VERB`], writes the file's bytes to its standard input and reads the
//! result, in postcard, from its standard output.

use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};

use super::confine::{Limits, OWN_READER, confine};
use super::{MAX_BYTES, Refusal, extract, magic};
use crate::model::Document;

/// The hidden verb of the program that [`serve`]s.
pub const VERB: &str = "extract-worker";
/// The most bytes that a result may have: a text with its blocks is never larger than a few times its file.
const MAX_RESULT: u64 = 512 << 20;

/// Where files are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extractor {
    /// The program to start for each hostile file; `None` reads in this process.
    program: Option<PathBuf>,
}

impl Extractor {
    /// Reads in this process: for trusted files and for tests.
    pub fn in_process() -> Extractor {
        Extractor { program: None }
    }

    /// Reads each file of a structured format in a process of its own. Plain text, which is only decoded, stays here.
    pub fn isolated(program: &Path) -> Extractor {
        Extractor { program: Some(program.to_owned()) }
    }

    /// Reads one file; see [`extract()`].
    ///
    /// # Errors
    /// Those of [`extract()`], and that the reading process died or was stopped.
    pub fn extract(&self, file: &str, bytes: &[u8]) -> Result<Document, Refusal> {
        match &self.program {
            Some(program) if magic::by_signature(bytes).is_some() => run(program, file, bytes, OWN_READER),
            _ => extract(file, bytes),
        }
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
    let mut child = start(program, file).map_err(|error| Refusal::crashed(&error.to_string()))?;
    let answer = talk(&mut child, bytes, limits);
    if answer.is_none() {
        kill(&child);
    }
    let status = child.wait().map_err(|error| Refusal::crashed(&error.to_string()))?;
    let answer = answer.ok_or_else(|| Refusal::timed_out(limits.wall))?;
    postcard::from_bytes(&answer).unwrap_or_else(|_| Err(Refusal::crashed(&ended(status))))
}

fn start(program: &Path, file: &str) -> io::Result<Child> {
    Command::new(program)
        .args([VERB, "--", file])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
}

/// Hands over the bytes and waits for the answer; nothing when the time is up.
fn talk(child: &mut Child, bytes: &[u8], limits: Limits) -> Option<Vec<u8>> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    thread::scope(|scope| {
        // A worker that dies early closes the pipe; what it left on its way out tells why.
        scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(bytes)));
        let (send, receive) = mpsc::channel();
        scope.spawn(move || {
            let mut answer = Vec::new();
            let _ = stdout.map(|pipe| pipe.take(MAX_RESULT).read_to_end(&mut answer));
            let _ = send.send(answer);
        });
        let answer = receive.recv_timeout(Duration::from_secs(limits.wall)).ok();
        if answer.is_none() {
            kill(child);
        }
        answer
    })
}

/// Ends the process and whatever it may have started.
fn kill(child: &Child) {
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let _ = group.map(|group| kill_process_group(group, Signal::KILL));
}

fn ended(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit {code}"),
        (_, Some(signal)) => format!("signal {signal}"),
        _ => "unknown".to_owned(),
    }
}
