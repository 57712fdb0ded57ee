use crate::model::{DeadlineKind, Level, Modality, Recurrence, Relation, Role, RoleBasis};

/// The language of what people read. Programs get codes, which have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Tiếng Việt.
    #[default]
    Vietnamese,
    /// English.
    English,
}

impl Language {
    /// The one of the two texts that is in this language.
    pub fn pick<T>(self, vietnamese: T, english: T) -> T {
        match self {
            Language::Vietnamese => vietnamese,
            Language::English => english,
        }
    }
}

/// One meaning in three spellings: the code of `plan-json.md` and a word in each language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// For programs.
    pub code: &'static str,
    /// Tiếng Việt.
    pub vi: &'static str,
    /// English.
    pub en: &'static str,
}

impl Term {
    /// The word in this language.
    pub fn shown(self, language: Language) -> &'static str {
        language.pick(self.vi, self.en)
    }
}

const fn term(code: &'static str, vi: &'static str, en: &'static str) -> Term {
    Term { code, vi, en }
}

/// Vai trò.
pub fn role(role: Role) -> Term {
    match role {
        Role::Lead => term(role.name(), "chủ trì", "lead"),
        Role::Implement => term(role.name(), "thực hiện", "implement"),
        Role::Advise => term(role.name(), "tham mưu", "advise"),
        Role::Coordinate => term(role.name(), "phối hợp", "coordinate"),
    }
}

/// Căn cứ xác định vai trò.
pub fn role_basis(basis: RoleBasis) -> Term {
    match basis {
        RoleBasis::Stated => term(basis.name(), "ghi rõ", "stated"),
        RoleBasis::Implied => term(basis.name(), "suy ra từ câu", "implied"),
    }
}

/// Giao hay đề nghị.
pub fn modality(modality: Modality) -> Term {
    match modality {
        Modality::Assign => term(modality.name(), "giao", "assign"),
        Modality::Request => term(modality.name(), "đề nghị", "request"),
    }
}

/// Loại thời hạn.
pub fn deadline_kind(kind: DeadlineKind) -> Term {
    match kind {
        DeadlineKind::By => term(kind.name(), "chậm nhất", "by"),
        DeadlineKind::Period => term(kind.name(), "trong kỳ", "period"),
        DeadlineKind::Ongoing => term(kind.name(), "thường xuyên", "ongoing"),
        DeadlineKind::Recurring => term(kind.name(), "định kỳ", "recurring"),
        DeadlineKind::Event => term(kind.name(), "theo sự kiện", "event"),
        DeadlineKind::Done => term(kind.name(), "đã hoàn thành", "done"),
    }
}

/// Chu kỳ.
pub fn recurrence(recurrence: Recurrence) -> Term {
    match recurrence {
        Recurrence::Weekly => term(recurrence.name(), "hằng tuần", "weekly"),
        Recurrence::Monthly => term(recurrence.name(), "hằng tháng", "monthly"),
        Recurrence::Quarterly => term(recurrence.name(), "hằng quý", "quarterly"),
        Recurrence::HalfYearly => term(recurrence.name(), "6 tháng một lần", "half-yearly"),
        Recurrence::Yearly => term(recurrence.name(), "hằng năm", "yearly"),
    }
}

/// Cấp ban hành.
pub fn level(level: Level) -> Term {
    match level {
        Level::Central => term(level.name(), "trung ương", "central"),
        Level::Province => term(level.name(), "tỉnh, thành phố", "province"),
        Level::Department => term(level.name(), "sở, ban, ngành", "department"),
        Level::Commune => term(level.name(), "xã, phường, đặc khu", "commune"),
        Level::Party => term(level.name(), "cơ quan đảng", "party"),
        Level::Other => term(level.name(), "khác hoặc chưa rõ", "other"),
    }
}

/// Quan hệ với văn bản được viện dẫn.
pub fn relation(relation: Relation) -> Term {
    match relation {
        Relation::Implements => term(relation.name(), "triển khai", "implements"),
        Relation::Basis => term(relation.name(), "căn cứ", "basis"),
        Relation::Replaces => term(relation.name(), "thay thế", "replaces"),
        Relation::Amends => term(relation.name(), "sửa đổi, bổ sung", "amends"),
        Relation::Cites => term(relation.name(), "viện dẫn", "cites"),
    }
}

/// What is said of something that rests on words recognized with this confidence, in percent.
pub fn scan_note(confidence: u8, language: Language) -> String {
    match language {
        Language::Vietnamese => format!("đọc từ bản quét, độ tin cậy {confidence} %"),
        Language::English => format!("read from a scan, confidence {confidence} %"),
    }
}

/// The path of a part that is no provision (`preamble`, `closing~2`) in words; that of a provision as it is printed.
pub fn shown_path(path: &str, language: Language) -> String {
    let (part, nth) = path.split_once('~').unwrap_or((path, ""));
    let name = match part {
        "header" => language.pick("phần đầu văn bản", "head of the paper"),
        "preamble" => language.pick("phần căn cứ", "preamble"),
        "closing" => language.pick("phần kết thúc", "closing"),
        _ => return path.to_owned(),
    };
    if nth.is_empty() { name.to_owned() } else { format!("{name} ({nth})") }
}

/// A page, behind the name of its file.
pub fn page_note(page: usize, language: Language) -> String {
    format!("{} {page}", language.pick("trang", "page"))
}

/// Có hay không.
pub fn yes_no(yes: bool) -> Term {
    if yes { term("true", "có", "yes") } else { term("false", "không", "no") }
}
