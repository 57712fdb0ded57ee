//! Turns an old Word, OpenDocument or RTF file into a Word file by LibreOffice, in a cage.
//!
//! The parent starts this program again with [`VERB`]; that process takes from itself the network, all files but those
//! of one private folder, and what goes beyond the limits, then becomes LibreOffice. Each file has a folder and a
//! LibreOffice profile of its own, and both are gone when it is read.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read};
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::confine::{Limits, cage};
use super::{MAX_BYTES, Refusal, process};

/// The hidden verb of the program that becomes LibreOffice.
pub const VERB: &str = "office-worker";
/// Limits of LibreOffice (design page on safety).
const LIMITS: Limits = Limits { memory: 3 << 30, processor: 60, wall: 120 };
/// The most bytes that any file it writes may have.
const MAX_WRITTEN: u64 = 256 << 20;

/// Converts a file; `extension` is by which name LibreOffice knows its format.
///
/// # Errors
/// LibreOffice is late, dies, or makes nothing of the file.
pub(super) fn to_word(
    program: &Path,
    office: &Path,
    bytes: &[u8],
    extension: &str,
) -> Result<Vec<u8>, Refusal> {
    let crashed = |error: io::Error| Refusal::crashed(&error.to_string());
    let folder = Folder::new().map_err(crashed)?;
    let source = format!("source.{extension}");
    fs::write(folder.0.join(&source), bytes).map_err(crashed)?;
    let mut command = Command::new(program);
    command.args([VERB, "--"]).arg(office).arg(&folder.0).arg(&source);
    command.env_clear().env("PATH", "/usr/bin:/bin").env("LANG", "C.UTF-8").stderr(Stdio::null());
    command.env("HOME", &folder.0).env("TMPDIR", &folder.0).env("SAL_USE_VCLPLUGIN", "svp");
    let answer = process::answer(&mut command, &[], LIMITS.wall).map_err(crashed)?;
    if answer.is_late {
        return Err(Refusal::timed_out(LIMITS.wall));
    }
    let Ok(file) = File::open(folder.0.join("source.docx")) else {
        return Err(Refusal::damaged(&format!("LibreOffice: {}", process::ended(answer.status))));
    };
    let mut word = Vec::new();
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut word).map_err(crashed)?;
    if word.len() > MAX_BYTES { Err(Refusal::too_large(word.len(), MAX_BYTES)) } else { Ok(word) }
}

/// Becomes LibreOffice, which converts `source` in `folder` and ends. Gives back only what kept it from doing so.
pub fn become_office(office: &Path, folder: &Path, source: &str) -> io::Error {
    let office = match office.canonicalize() {
        Ok(office) => office,
        Err(error) => return error,
    };
    // LibreOffice is a script in a folder of programs; all of what it needs lies beside that folder.
    let home = office.parent().and_then(Path::parent).unwrap_or(&office);
    if let Err(error) = cage(LIMITS, MAX_WRITTEN, home, folder) {
        return error;
    }
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    Command::new(&office)
        .current_dir(folder)
        .arg(profile)
        .args(["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"])
        .args(["--convert-to", "docx:MS Word 2007 XML", "--outdir", ".", source])
        .exec()
}

/// A folder that only this user may enter, and that goes with its value.
struct Folder(PathBuf);

static FOLDERS: AtomicUsize = AtomicUsize::new(0);
/// How many names are tried.
const ATTEMPTS: usize = 1_000;

impl Folder {
    fn new() -> io::Result<Folder> {
        let mut last = io::Error::other("no name for a private folder");
        for _ in 0..ATTEMPTS {
            let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
            let path = std::env::temp_dir().join(format!("doichieu-{}-{number}", std::process::id()));
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Folder(path)),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
