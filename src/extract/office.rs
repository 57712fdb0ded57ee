//! Turns an old Word or RTF file into a Word file by LibreOffice, in a cage. Each file has a LibreOffice
//! profile of its own.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::caged::{self, Folder};
use super::confine::Limits;
use super::{MAX_BYTES, Refusal, process};

/// Limits of LibreOffice (design page on safety).
const LIMITS: Limits = Limits { memory: 3 << 30, processor: 60, wall: 120 };

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
    let folder = Folder::new()?;
    let source = format!("source.{extension}");
    folder.put(&source, bytes)?;
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let arguments = [
        &profile,
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--nofirststartwizard",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        ".",
        &source,
    ];
    let answer = caged::run(program, office, &folder, LIMITS, &arguments)?;
    let Ok(file) = File::open(folder.path().join("source.docx")) else {
        return Err(Refusal::damaged(&format!("LibreOffice: {}", process::ended(answer.status))));
    };
    let mut word = Vec::new();
    let read = file.take(MAX_BYTES as u64 + 1).read_to_end(&mut word);
    read.map_err(|error| Refusal::crashed(&error.to_string()))?;
    if word.len() > MAX_BYTES { Err(Refusal::too_large(word.len(), MAX_BYTES)) } else { Ok(word) }
}
