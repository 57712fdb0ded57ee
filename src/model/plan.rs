use serde::{Deserialize, Serialize};

use super::{Assignment, Diagnostic, Doubtful, Outline, Span};

/// The readable, stable name of a plan: `son-la/2026/qd-ubnd~trien-khai-luat`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PlanId(pub String);

/// What was read out of one document.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Plan {
    /// What the first and last page say about the paper itself.
    pub header: Header,
    /// The parts of the text that are no provision: header, preambles, closings.
    pub parts: Vec<Part>,
    /// References to other instruments, in document order.
    pub citations: Vec<Citation>,
    /// The numbered units.
    pub outline: Outline,
    /// Who is to do what, in which role, by when, and where it says so.
    pub assignments: Vec<Assignment>,
    /// What was read as an assignment and is none, as a person says: it answers nothing and stays in sight.
    #[serde(skip)]
    pub rejected: Vec<Assignment>,
    /// Short forms the text itself defines.
    pub definitions: Vec<Definition>,
    /// Words that character recognition was not sure of, in the order of the text.
    pub doubtful: Vec<Doubtful>,
    /// Where the text of each printed page begins, in bytes; empty where the format has no pages of its own.
    pub pages: Vec<usize>,
    /// What was doubtful.
    pub diagnostics: Vec<Diagnostic>,
}

impl Plan {
    /// The page, from 1, on which these words begin; `None` where the format has no pages of its own.
    pub fn page(&self, words: Span) -> Option<usize> {
        Some(self.pages.partition_point(|start| *start <= words.start)).filter(|page| *page > 0)
    }

    /// How sure recognition was of the least sure word that this assignment rests on, in percent; `None` where all of
    /// them were printed or well recognized.
    pub fn confidence(&self, given: &Assignment) -> Option<u8> {
        let deadline = given.deadline.as_ref().map(|deadline| deadline.span);
        let spans = [Some(given.quote), given.role_quote, deadline];
        let rests = |doubtful: &&Doubtful| spans.iter().flatten().any(|span| span.overlaps(doubtful.span));
        self.doubtful.iter().filter(rests).map(|doubtful| doubtful.confidence).min()
    }
}

/// A plan as it is kept: what an answer or a row needs beside the facts themselves.
#[derive(Debug, Clone, Copy)]
pub struct HeldPlan<'a> {
    /// Its PlanId.
    pub id: &'a str,
    /// The file's name.
    pub file: &'a str,
    /// The province by its name of today.
    pub province: Option<&'a str>,
    /// The original text.
    pub text: &'a str,
    /// What was read out of it.
    pub plan: &'a Plan,
}

/// A stretch of the paper that is no numbered unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Which one.
    pub kind: PartKind,
    /// Its printed path: `header`, `preamble`, `preamble~2`, `closing`.
    pub path: String,
    /// Its text, in reading order.
    pub spans: Vec<Span>,
}

/// Which part of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// Issuer, number, date, kind and subject.
    Header,
    /// What stands before the first numbered unit of an instrument.
    Preamble,
    /// What stands after its last one: closing words, recipients (nơi nhận), signature.
    Closing,
}

/// The tier of government a plan speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Trung ương.
    Central,
    /// Tỉnh, thành phố.
    Province,
    /// Sở, ban, ngành of a province.
    Department,
    /// Xã, phường, đặc khu.
    Commune,
    /// Đảng.
    Party,
    /// Anything else, or not known.
    #[default]
    Other,
}

impl Level {
    /// Every level.
    pub const ALL: [Level; 6] =
        [Level::Central, Level::Province, Level::Department, Level::Commune, Level::Party, Level::Other];

    /// The word of `plan-json.md`.
    pub fn name(self) -> &'static str {
        match self {
            Level::Central => "central",
            Level::Province => "province",
            Level::Department => "department",
            Level::Commune => "commune",
            Level::Party => "party",
            Level::Other => "other",
        }
    }
}

/// What the paper says about itself (thể thức văn bản, Nghị định 30/2020/NĐ-CP, Phụ lục I).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Header {
    /// The kind printed over the subject, in sentence case: "Kế hoạch".
    pub kind: Option<String>,
    /// Whose paper it is.
    pub level: Level,
    /// Cơ quan ban hành, spelled out.
    pub issuing_body: Option<String>,
    /// The province's name as of the document, without tỉnh/thành phố.
    pub province: Option<String>,
    /// Số: digits only; `None` where it is blank.
    pub number: Option<String>,
    /// Ký hiệu: what follows the slash (`KH-UBND`).
    pub symbol: Option<String>,
    /// The date printed at the head.
    pub date: Option<DateBounds>,
    /// Trích yếu.
    pub subject: Option<String>,
    /// Who signed.
    pub signatory: Option<Signatory>,
    /// Nơi nhận, one printed line each.
    pub recipients: Vec<String>,
    /// Does the paper say at its head that it is a sample (văn bản mẫu), no paper of any authority?
    pub sample: bool,
}

/// A date as printed and the days it may mean; a blank day leaves the whole month open.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DateBounds {
    /// The words, white space folded.
    pub raw: String,
    /// First possible day, `YYYY-MM-DD`.
    pub from: String,
    /// Last possible day, `YYYY-MM-DD`.
    pub to: String,
}

/// The signer (người ký).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Signatory {
    /// The name printed under the signature.
    pub name: Option<String>,
    /// The signer's own post, in sentence case.
    pub position: Option<String>,
}

/// A reference to another instrument (văn bản).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The words that name it.
    pub span: Span,
    /// `452/QĐ-TTg`, where printed.
    pub number: Option<String>,
    /// Its date, `YYYY-MM-DD`, where printed.
    pub date: Option<String>,
    /// What this paper does with it.
    pub relation: Relation,
    /// Where it is printed.
    pub path: String,
}

/// What a paper does with an instrument it cites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// It says that it carries it out (Thực hiện …).
    Implements,
    /// It rests on it (Căn cứ …).
    Basis,
    /// It replaces it (thay thế, bãi bỏ).
    Replaces,
    /// It amends it (sửa đổi, bổ sung).
    Amends,
    /// Anything else.
    Cites,
}

impl Relation {
    /// Every relation, the firmest first.
    pub const ALL: [Relation; 5] =
        [Relation::Implements, Relation::Basis, Relation::Replaces, Relation::Amends, Relation::Cites];

    /// The word of `plan-json.md`.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Implements => "implements",
            Relation::Basis => "basis",
            Relation::Replaces => "replaces",
            Relation::Amends => "amends",
            Relation::Cites => "cites",
        }
    }
}

/// A short form that the text defines ("sau đây gọi tắt là …", "bí mật nhà nước (BMNN)").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// The short form.
    pub short: String,
    /// What it stands for.
    pub long: String,
    /// The words that define it.
    pub span: Span,
    /// Where.
    pub path: String,
}
