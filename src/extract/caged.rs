//! Turns a program that is not ours into its answer, in a cage.
//!
//! The parent starts this program again with [`VERB`]; that process takes from itself the network, all files but those
//! of one private folder, and what goes beyond the limits, then becomes the other program. Each file that is read has a
//! folder of its own, which is gone when it is read.

use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::confine::{Limits, cage};
use super::process::Answer;
use super::{Refusal, process};

/// The hidden verb of the program that becomes another.
pub const VERB: &str = "caged-program";
/// The most bytes that any file it writes may have.
const MAX_WRITTEN: u64 = 256 << 20;

/// Runs `tool` with these arguments in `folder` and gives what it printed; `program` is this program.
///
/// # Errors
/// It cannot be started, or is late.
pub(super) fn run(
    program: &Path,
    tool: &Path,
    folder: &Folder,
    limits: Limits,
    arguments: &[&str],
) -> Result<Answer, Refusal> {
    let mut command = Command::new(program);
    command.arg(VERB).args(["--memory", &limits.memory.to_string()]);
    command.args(["--processor", &limits.processor.to_string()]);
    command.arg("--").arg(tool).arg(folder.path()).args(arguments);
    command.env_clear().env("PATH", "/usr/bin:/bin").env("LANG", "C.UTF-8").stderr(Stdio::null());
    command.env("HOME", folder.path()).env("TMPDIR", folder.path());
    // One page, one processor: files are read beside one another.
    command.env("OMP_THREAD_LIMIT", "1").env("SAL_USE_VCLPLUGIN", "svp");
    let answer = process::answer(&mut command, &[], limits.wall)
        .map_err(|error| Refusal::crashed(&error.to_string()))?;
    if answer.is_late { Err(Refusal::timed_out(limits.wall)) } else { Ok(answer) }
}

/// Becomes `tool` in `folder`, within the limits; the wall is the parent's to keep. Gives back only what kept it from
/// doing so.
pub fn become_program(tool: &Path, folder: &Path, limits: Limits, arguments: &[OsString]) -> io::Error {
    let tool = match tool.canonicalize() {
        Ok(tool) => tool,
        Err(error) => return error,
    };
    // LibreOffice is a script in a folder of programs; all of what it needs lies beside that folder.
    let home = tool.parent().and_then(Path::parent).unwrap_or(&tool);
    if let Err(error) = cage(limits, MAX_WRITTEN, home, folder) {
        return error;
    }
    Command::new(&tool).current_dir(folder).args(arguments).exec()
}

/// A folder that only this user may enter, and that goes with its value.
pub(super) struct Folder(PathBuf);

static FOLDERS: AtomicUsize = AtomicUsize::new(0);
/// How many names are tried.
const ATTEMPTS: usize = 1_000;

impl Folder {
    /// A new one.
    ///
    /// # Errors
    /// The system has no room for it.
    pub(super) fn new() -> Result<Folder, Refusal> {
        let mut last = io::Error::other("no name for a private folder");
        for _ in 0..ATTEMPTS {
            let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
            let path = std::env::temp_dir().join(format!("doichieu-{}-{number}", std::process::id()));
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Folder(path)),
                Err(error) => last = error,
            }
        }
        Err(Refusal::crashed(&last.to_string()))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Puts a file into it.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Refusal> {
        fs::write(self.0.join(name), bytes).map_err(|error| Refusal::crashed(&error.to_string()))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
