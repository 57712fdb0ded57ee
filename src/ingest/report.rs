//! Turns the list of files into the report: one row per file.

use serde::Serialize;

use crate::store::{FileEntry, FileOutcome, NearCopy};

/// What a run did, file by file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// One row per file, sorted by path.
    pub rows: Vec<FileRow>,
    /// How many files were read in this run.
    pub read_now: usize,
    /// How many were known and unchanged.
    pub unchanged: usize,
    /// How many left the index because they are gone.
    pub removed: usize,
    /// Was an index that could not be used built anew? Why.
    pub rebuilt: Option<String>,
}

impl Report {
    /// How many rows have this status.
    pub fn count(&self, status: FileStatus) -> usize {
        self.rows.iter().filter(|row| row.status == status).count()
    }
}

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileRow {
    /// Its path.
    pub file: String,
    /// What became of it.
    pub status: FileStatus,
    /// Stable word for the reason, where it is not simply read.
    pub code: Option<String>,
    /// The reason for the analyst.
    pub reason_vi: Option<String>,
    /// The reason in English.
    pub reason_en: Option<String>,
    /// The plan's id.
    pub plan: Option<String>,
    /// How many provisions were read.
    pub provisions: u32,
    /// How many assignments were read.
    pub assignments: usize,
    /// How many remarks were made.
    pub diagnostics: u32,
    /// Other copies of the same paper, their plans.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<NearCopy>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileStatus {
    /// Read.
    Read,
    /// Read in part; the reason says what is missing.
    Degraded,
    /// The same bytes as another file.
    Duplicate,
    /// No document that can be read.
    Refused,
    /// The system would not give its bytes.
    Failed,
    /// An archive; the files in it have rows of their own.
    Archive,
}

impl FileStatus {
    /// Every one, what needs somebody's hand first.
    pub const ALL: [FileStatus; 6] = [
        FileStatus::Failed,
        FileStatus::Refused,
        FileStatus::Degraded,
        FileStatus::Duplicate,
        FileStatus::Archive,
        FileStatus::Read,
    ];

    /// The word of JSON.
    pub fn name(self) -> &'static str {
        match self {
            FileStatus::Read => "read",
            FileStatus::Degraded => "degraded",
            FileStatus::Duplicate => "duplicate",
            FileStatus::Refused => "refused",
            FileStatus::Failed => "failed",
            FileStatus::Archive => "archive",
        }
    }

    /// What it is called in Vietnamese and in English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            FileStatus::Read => ("đã đọc", "read"),
            FileStatus::Degraded => ("đọc một phần", "read in part"),
            FileStatus::Duplicate => ("trùng", "duplicate"),
            FileStatus::Refused => ("không đưa vào", "not indexed"),
            FileStatus::Failed => ("lỗi", "failed"),
            FileStatus::Archive => ("tệp nén", "archive"),
        }
    }
}

impl FileRow {
    /// What the store keeps of a file, as a row.
    pub fn of(entry: &FileEntry) -> FileRow {
        let mut row = FileRow {
            file: entry.path.clone(),
            status: FileStatus::Read,
            code: None,
            reason_vi: None,
            reason_en: None,
            plan: None,
            provisions: 0,
            assignments: 0,
            diagnostics: 0,
            copies: Vec::new(),
        };
        match &entry.outcome {
            FileOutcome::Plan(plan) => {
                (row.plan, row.provisions) = (Some(plan.id.clone()), plan.provisions);
                (row.assignments, row.diagnostics) = (plan.facts.len(), plan.diagnostics);
                row.copies.clone_from(&plan.copies);
                if let Some(reason) = &plan.degraded {
                    row.explain(FileStatus::Degraded, "degraded", reason, reason);
                }
            }
            FileOutcome::Duplicate(of) => {
                let (vi, en) =
                    (format!("Trùng từng byte với {of}."), format!("byte for byte the same as {of}"));
                row.explain(FileStatus::Duplicate, "duplicate", &vi, &en);
            }
            FileOutcome::Refused { code, vi, en } => row.explain(FileStatus::Refused, code, vi, en),
            FileOutcome::Archive(files) => {
                let (vi, en) = (format!("{files} tệp bên trong."), format!("{files} files in it"));
                row.explain(FileStatus::Archive, "archive", &vi, &en);
            }
            FileOutcome::Failed(reason) => {
                row.explain(FileStatus::Failed, "unreadable", reason, reason);
            }
        }
        row
    }

    fn explain(&mut self, status: FileStatus, code: &str, vi: &str, en: &str) {
        self.status = status;
        self.code = Some(code.to_owned());
        self.reason_vi = Some(vi.to_owned());
        self.reason_en = Some(en.to_owned());
    }
}
