use serde::{Deserialize, Serialize};

use super::{ProvisionId, Span};

/// One body, one role, one task (and one deadline, where a task sets two): the record the program exists for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// The task's provision; `None` where the closing words assign (path `closing`).
    pub task: Option<ProvisionId>,
    /// Canonical name of the body; for a collective the printed words, "Các" in lower case.
    pub agency: String,
    /// Id of the body or collective in the knowledge files, where it is known.
    pub body_id: Option<String>,
    /// Is it named as a kind ("các sở, ban, ngành")?
    pub group: bool,
    /// In which role.
    pub role: Role,
    /// Is the role printed, or read from the construction?
    pub role_basis: RoleBasis,
    /// Assigned or asked.
    pub modality: Modality,
    /// By when.
    pub deadline: Option<Deadline>,
    /// Where the body is named; `None` for the closing words.
    pub place: Option<ProvisionId>,
    /// The words that name the body.
    pub quote: Span,
    /// The words that give the role, where they stand elsewhere than the quote.
    pub role_quote: Option<Span>,
    /// What gives the task its topic: headings above, the sibling "Nội dung", its own words; in document order.
    pub scope: Vec<Span>,
    /// Id of the rule that read it, for those who ask why.
    pub rule: String,
    /// What people said of it. Nothing of that is read from the text: it is kept elsewhere and joined when a plan is
    /// loaded.
    #[serde(skip)]
    pub review: Review,
}

impl Assignment {
    /// The same as the machine read it.
    pub fn as_read(&self) -> &Assignment {
        self.review.as_read.as_deref().unwrap_or(self)
    }
}

/// What people said of an assignment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Review {
    /// Whose word it is by now.
    pub state: ReviewState,
    /// The number under which that was said, for those who take it back.
    pub judgment: Option<i64>,
    /// What the machine read, where a person put something else in its place.
    pub as_read: Option<Box<Assignment>>,
}

/// Whose word an assignment is (rà soát), the least certain first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// The program's alone.
    #[default]
    MachineRead,
    /// A person says that it is no assignment.
    Rejected,
    /// A person put something right.
    Corrected,
    /// A person says that it is so.
    Accepted,
}

impl ReviewState {
    /// The word of JSON.
    pub fn name(self) -> &'static str {
        match self {
            ReviewState::MachineRead => "machine_read",
            ReviewState::Rejected => "rejected",
            ReviewState::Corrected => "corrected",
            ReviewState::Accepted => "accepted",
        }
    }
}

/// Vai trò.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Chủ trì.
    Lead,
    /// Thực hiện, or a duty with no role word.
    Implement,
    /// Tham mưu, as a printed label.
    Advise,
    /// Phối hợp.
    Coordinate,
}

impl Role {
    /// Every role, the firmest first.
    pub const ALL: [Role; 4] = [Role::Lead, Role::Implement, Role::Advise, Role::Coordinate];

    /// The word of `plan-json.md`.
    pub fn name(self) -> &'static str {
        match self {
            Role::Lead => "lead",
            Role::Implement => "implement",
            Role::Advise => "advise",
            Role::Coordinate => "coordinate",
        }
    }
}

/// How the role is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleBasis {
    /// The text prints it.
    Stated,
    /// Read from the construction.
    Implied,
}

impl RoleBasis {
    /// The word of `plan-json.md`.
    pub fn name(self) -> &'static str {
        match self {
            RoleBasis::Stated => "stated",
            RoleBasis::Implied => "implied",
        }
    }
}

/// Giao hay đề nghị.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// Giao, or plain.
    Assign,
    /// Đề nghị.
    Request,
}

impl Modality {
    /// Both.
    pub const ALL: [Modality; 2] = [Modality::Assign, Modality::Request];

    /// The word of `plan-json.md`.
    pub fn name(self) -> &'static str {
        match self {
            Modality::Assign => "assign",
            Modality::Request => "request",
        }
    }
}

/// The date that binds a task (thời hạn), in the algebra of `plan-json.md`. Dates are `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The words.
    pub span: Span,
    /// Which kind of date it is.
    pub kind: DeadlineKind,
    /// First day, where the words set one.
    pub start: Option<String>,
    /// Last permitted day, where the words set one.
    pub due: Option<String>,
    /// How often.
    pub recurrence: Option<Recurrence>,
    /// Dự kiến.
    pub tentative: bool,
    /// Days after an event ("sau 15 ngày kể từ ngày …").
    pub offset_days: Option<u32>,
}

/// Which kind of date a deadline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    /// Trước ngày …, chậm nhất ngày ….
    By,
    /// Quý III/2026, tháng 6/2026, năm 2026.
    Period,
    /// Năm 2026 và các năm tiếp theo; thường xuyên.
    Ongoing,
    /// Hằng năm, hằng quý, trước 30/10 hằng năm.
    Recurring,
    /// Ngay sau khi …; sau 15 ngày kể từ ….
    Event,
    /// Đã hoàn thành.
    Done,
}

impl DeadlineKind {
    /// Every kind.
    pub const ALL: [DeadlineKind; 6] = [
        DeadlineKind::By,
        DeadlineKind::Period,
        DeadlineKind::Ongoing,
        DeadlineKind::Recurring,
        DeadlineKind::Event,
        DeadlineKind::Done,
    ];

    /// The word of `plan-json.md`.
    pub fn name(self) -> &'static str {
        match self {
            DeadlineKind::By => "by",
            DeadlineKind::Period => "period",
            DeadlineKind::Ongoing => "ongoing",
            DeadlineKind::Recurring => "recurring",
            DeadlineKind::Event => "event",
            DeadlineKind::Done => "done",
        }
    }
}

/// How often a recurring task comes round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recurrence {
    /// Hằng tuần.
    Weekly,
    /// Hằng tháng.
    Monthly,
    /// Hằng quý.
    Quarterly,
    /// 6 tháng một lần.
    HalfYearly,
    /// Hằng năm.
    Yearly,
}

impl Recurrence {
    /// Every one, the most frequent first.
    pub const ALL: [Recurrence; 5] = [
        Recurrence::Weekly,
        Recurrence::Monthly,
        Recurrence::Quarterly,
        Recurrence::HalfYearly,
        Recurrence::Yearly,
    ];

    /// The word of `plan-json.md`.
    pub fn name(self) -> &'static str {
        match self {
            Recurrence::Weekly => "weekly",
            Recurrence::Monthly => "monthly",
            Recurrence::Quarterly => "quarterly",
            Recurrence::HalfYearly => "half_yearly",
            Recurrence::Yearly => "yearly",
        }
    }
}
