//! Turns the `PATH` into the optional programs that are there: what each adds, which package brings it.
//!
//! The one place that looks for programs. Readers ask [`Tools`], and `doichieu doctor` shows the same.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::process;

/// An optional program.
#[derive(Debug, PartialEq, Eq)]
pub struct Tool {
    /// Its name for people.
    pub name: &'static str,
    /// The files it may be called by, best first.
    programs: &'static [&'static str],
    /// Prints its version.
    version: &'static str,
    /// An argument, and a line that the program has to print for it: data without which it is of no use.
    data: Option<(&'static str, &'static str)>,
    /// The Debian packages that bring it.
    pub packages: &'static str,
    /// What it adds, for the analyst.
    pub adds_vi: &'static str,
    /// The same in English.
    pub adds_en: &'static str,
}

/// LibreOffice Writer.
pub(super) const OFFICE: &Tool = &Tool {
    name: "LibreOffice Writer",
    programs: &["soffice", "libreoffice"],
    version: "--version",
    data: None,
    packages: "libreoffice-writer-nogui",
    adds_vi: "đọc .rtf; đọc .doc đầy đủ (số tự động, bảng)",
    adds_en: "reads .rtf; reads .doc in full (automatic numbers, tables)",
};

/// Tesseract with its Vietnamese data.
pub(super) const OCR: &Tool = &Tool {
    name: "Tesseract",
    programs: &["tesseract"],
    version: "--version",
    data: Some(("--list-langs", "vie")),
    packages: "tesseract-ocr tesseract-ocr-vie",
    adds_vi: "đọc bản quét (PDF, PNG, JPEG, TIFF) và PDF dùng phông không có bảng mã",
    adds_en: "reads scans (PDF, PNG, JPEG, TIFF), and PDF whose fonts do not say which characters they draw",
};

/// Poppler's program that draws the pages of a PDF.
pub(super) const POPPLER: &Tool = &Tool {
    name: "Poppler (pdftoppm)",
    programs: &["pdftoppm"],
    version: "-v",
    data: None,
    packages: "poppler-utils",
    adds_vi: "cùng Tesseract: đọc PDF là bản quét",
    adds_en: "together with Tesseract: reads PDF that are scans",
};

/// All optional programs, in the order in which `doctor` shows them. A reader that needs one adds its row.
const TOOLS: [&Tool; 3] = [OFFICE, OCR, POPPLER];
/// How long a program may take to say what it is, in seconds.
const PATIENCE: u64 = 20;

/// The optional programs that can be run here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tools {
    found: Vec<(&'static Tool, PathBuf)>,
}

impl Tools {
    /// Those that the `PATH` of this process leads to.
    pub fn on_path() -> Tools {
        Tools::in_folders(&std::env::var_os("PATH").unwrap_or_default())
    }

    /// Those in these folders, given as a `PATH` is.
    pub fn in_folders(path: &OsStr) -> Tools {
        let find = |tool: &'static Tool| {
            let mut files = tool
                .programs
                .iter()
                .flat_map(|program| std::env::split_paths(path).map(move |folder| folder.join(program)));
            let file = files.find(|file| file.is_absolute() && file.is_file())?;
            has_data(tool, &file).then_some((tool, file))
        };
        Tools { found: TOOLS.into_iter().filter_map(find).collect() }
    }

    /// Where this program lies, where it is there.
    pub(super) fn program(&self, tool: &Tool) -> Option<&Path> {
        self.found.iter().find(|(found, _)| *found == tool).map(|(_, file)| file.as_path())
    }

    /// Every optional program, with its place and version where it is there.
    pub fn rows(&self) -> Vec<(&'static Tool, Option<(&Path, String)>)> {
        let row = |tool| (tool, self.program(tool).map(|file| (file, version(tool, file))));
        TOOLS.into_iter().map(row).collect()
    }
}

fn has_data(tool: &Tool, file: &Path) -> bool {
    tool.data.is_none_or(|(argument, line)| printed(file, argument).lines().any(|found| found.trim() == line))
}

fn version(tool: &Tool, file: &Path) -> String {
    printed(file, tool.version).lines().next().unwrap_or_default().trim().to_owned()
}

/// What the program prints for one argument; nothing where it does not answer in time.
fn printed(file: &Path, argument: &str) -> String {
    let mut command = Command::new(file);
    command.arg(argument).stderr(Stdio::null());
    let answer = process::answer(&mut command, &[], PATIENCE);
    answer.map_or_else(|_| String::new(), |answer| String::from_utf8_lossy(&answer.bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_found_where_nothing_is() {
        assert_eq!(Tools::in_folders(OsStr::new("")), Tools::default());
        assert!(Tools::default().rows().iter().all(|(_, found)| found.is_none()));
    }

    #[test]
    fn a_program_without_its_data_is_not_there() {
        let shell = |line| Tool { data: Some(("--version", line)), ..echo() };
        assert!(!has_data(&shell("vie"), Path::new("/bin/echo")));
        assert!(has_data(&Tool { data: Some(("vie", "vie")), ..echo() }, Path::new("/bin/echo")));
        assert_eq!(printed(Path::new("/bin/echo"), "một"), "một\n");
    }

    fn echo() -> Tool {
        Tool { name: "echo", programs: &["echo"], ..*OFFICE }
    }
}
