use serde::{Deserialize, Serialize};

use crate::model::{Assignment, DeadlineKind, Plan, Recurrence, Role};

/// What a judgment is about: the words of an assignment, and what the machine read there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject {
    /// SHA-256 of the file.
    pub sha256: String,
    /// The plan's id, for the same paper in another file.
    pub plan: String,
    /// First byte of the quote in the original text.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// The quote, white space folded.
    pub words: String,
    /// The body as it was read.
    pub body: String,
    /// Printed path of the task.
    pub task: String,
    /// The words of the deadline, white space folded; empty where none was read.
    pub deadline: String,
    /// Role and dates as they were read: who says "it is so" says it of these.
    pub reading: String,
}

impl Subject {
    /// What names this assignment, whatever people said of it since. `text` is the original text.
    pub fn of(sha256: &str, id: &str, plan: &Plan, text: &str, given: &Assignment) -> Subject {
        let read = given.as_read();
        let task = read.task.map_or("closing", |task| plan.outline.get(task).path.as_str());
        let deadline = read.deadline.as_ref().map(|deadline| folded(deadline.span.of(text)));
        Subject {
            sha256: sha256.to_owned(),
            plan: id.to_owned(),
            start: read.quote.start,
            end: read.quote.end,
            words: folded(read.quote.of(text)),
            body: read.agency.clone(),
            task: task.to_owned(),
            deadline: deadline.unwrap_or_default(),
            reading: reading(read),
        }
    }
}

/// "lead", "coordinate by –2027-06-30".
pub(super) fn reading(read: &Assignment) -> String {
    let role = read.role.name();
    let Some(deadline) = &read.deadline else { return role.to_owned() };
    let day = |day: &Option<String>| day.clone().unwrap_or_default();
    let often = deadline.recurrence.map_or("", Recurrence::name);
    let (kind, start, due) = (deadline.kind.name(), day(&deadline.start), day(&deadline.due));
    format!("{role} {kind} {start}–{due} {often}").trim_end().to_owned()
}

/// One space for each run of white space.
pub(super) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a person says of an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is so.
    Accept,
    /// It is an assignment, but of this.
    Correct(Correction),
    /// It is no assignment.
    Reject,
}

/// What stands in the place of what was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The body's name, as in the knowledge files where they hold it.
    pub agency: String,
    /// Its id there.
    pub body_id: Option<String>,
    /// Is it a collective?
    pub group: bool,
    /// In which role.
    pub role: Role,
    /// By when; `None`: no deadline is set.
    pub deadline: Option<Dated>,
}

/// A deadline as a person puts it. Dates are `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// Which kind of date it is.
    pub kind: DeadlineKind,
    /// First day.
    pub start: Option<String>,
    /// Last permitted day.
    pub due: Option<String>,
    /// How often.
    pub recurrence: Option<Recurrence>,
    /// The words of the text that set it; `None`: those that were read, else the quote.
    pub words: Option<String>,
}

/// A verdict that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgment {
    /// Its number; later ones are higher.
    pub id: i64,
    /// When it was said, `YYYY-MM-DD HH:MM:SS` in UTC.
    pub said_at: String,
    /// Of what.
    pub subject: Subject,
    /// What.
    pub verdict: Verdict,
}

/// What a person puts in the place of what was read from the head of a paper; `None` leaves it as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// Its number, where it was kept.
    pub id: i64,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The plan's id, for the same paper in another file.
    pub plan: String,
    /// Số và ký hiệu.
    pub number: Option<String>,
    /// The day of the paper, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Code of today's province.
    pub province: Option<String>,
}
