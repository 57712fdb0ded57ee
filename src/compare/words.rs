//! Turns what a comparison found into words and sentences, in both languages.

use super::days::shown;
use super::difference::ChangeKind;
use super::gaps::{Gap, GapKind, Told};
use super::matrix::{Outlier, Standing, State, Why};
use super::reuse::ReuseKind;
use crate::export::{Language, Term};

const fn term(code: &'static str, vi: &'static str, en: &'static str) -> Term {
    Term { code, vi, en }
}

/// Tình trạng của một ô.
pub fn state(state: State) -> Term {
    match state {
        State::Present => term("present", "có", "present"),
        State::Elsewhere => term("elsewhere", "có ở mục khác", "elsewhere"),
        State::Absent => term("absent", "thiếu", "absent"),
        State::NotSeen => term("not_seen", "chưa thấy (danh mục tạm)", "not seen (provisional checklist)"),
        State::NotApplicable => term("not_applicable", "không thuộc diện", "not applicable"),
        State::Unknown => term("unknown", "không rõ", "unknown"),
        State::NoPlan => term("no_plan", "chưa có kế hoạch", "no plan held"),
    }
}

/// Quan hệ của cột với đợt triển khai.
pub fn standing(standing: Standing) -> Term {
    match standing {
        Standing::Answers => term("answers", "kế hoạch thuộc đợt này", "a plan of this programme"),
        Standing::Lower => {
            term("lower", "kế hoạch cấp dưới, tính riêng", "a plan of a lower level, by itself")
        }
        Standing::OnlyLower => term(
            "only_lower",
            "chỉ có kế hoạch cấp dưới; cấp tỉnh không rõ",
            "only a plan of a lower level; the province is unknown",
        ),
        Standing::OtherProgramme => {
            term("other_programme", "chỉ có văn bản của đợt khác", "only a paper of another programme")
        }
        Standing::Nothing => term("nothing", "chưa có kế hoạch nào trong kho", "nothing is held"),
        Standing::Held => term("held", "kế hoạch đang có", "a plan held"),
    }
}

/// Vì sao một mục được tính.
pub fn why(why: Why) -> Term {
    match why {
        Why::Named => {
            term("named", "tiêu đề hoặc câu đầu nêu nội dung này", "its heading or first words name the item")
        }
        Why::Above => term("above", "mục cấp trên nêu nội dung này", "the heading above names the item"),
        Why::Mentioned => term("mentioned", "có đề cập", "its words hold the item"),
        Why::FollowUp => {
            term("follow_up", "nêu ở phần tổ chức thực hiện", "stands in the section on follow-up")
        }
        Why::Near => term("near", "đoạn gần nhất", "the nearest passage"),
        Why::Extra => term("extra", "nhiệm vụ ngoài danh mục", "a task that no item asks for"),
    }
}

/// Điểm khác với số đông.
pub fn outlier(outlier: Outlier) -> Term {
    match outlier {
        Outlier::OtherLead => term("other_lead", "cơ quan chủ trì khác số đông", "another lead than most"),
        Outlier::OtherQuarter => {
            term("other_quarter", "thời hạn khác quý với số đông", "another quarter than most")
        }
        Outlier::NoLead => term("no_lead", "không ghi cơ quan chủ trì", "no lead"),
        Outlier::NoDate => term("no_date", "không ghi thời hạn", "no date"),
    }
}

/// Thay đổi giữa hai văn bản.
pub fn change(kind: ChangeKind) -> Term {
    match kind {
        ChangeKind::Changed => term("changed", "sửa", "changed"),
        ChangeKind::Added => term("added", "thêm", "added"),
        ChangeKind::Dropped => term("dropped", "bỏ", "dropped"),
    }
}

/// Một mục được lấy lại thế nào.
pub fn reuse(kind: ReuseKind) -> Term {
    match kind {
        ReuseKind::Kept => term("kept", "giữ nguyên", "kept"),
        ReuseKind::Changed => change(ChangeKind::Changed),
        ReuseKind::Added => term("added", "tự đặt", "added"),
    }
}

/// Loại thiếu sót.
pub fn gap_kind(kind: GapKind) -> Term {
    match kind {
        GapKind::NoPlan => term("no_plan", "chưa có kế hoạch", "no plan held"),
        GapKind::OtherProgramme => {
            term("other_programme", "chỉ có kế hoạch của đợt khác", "only a plan of another programme")
        }
        GapKind::OnlyLower => term("only_lower", "chỉ có kế hoạch cấp dưới", "only a plan of a lower level"),
        GapKind::OnlyDraft => term("only_draft", "mới có dự thảo", "only a draft"),
        GapKind::OmittedItem => term("omitted_item", "thiếu nội dung", "an item is left out"),
        GapKind::NotSeen => term("not_seen", "chưa thấy (danh mục tạm)", "not seen (provisional checklist)"),
        GapKind::NoLead => term("no_lead", "không ghi cơ quan chủ trì", "no lead"),
        GapKind::OtherLead => term(
            "other_lead",
            "cơ quan chủ trì khác yêu cầu của trung ương",
            "another lead than the center expects",
        ),
        GapKind::NoDeadline => term("no_deadline", "không ghi thời hạn", "no deadline"),
        GapKind::LaterThanCenter => term("later_than_center", "muộn hơn trung ương", "later than the center"),
        GapKind::PastDeadline => term("past_deadline", "thời hạn trước ngày ban hành", "past when issued"),
        GapKind::Superseded => {
            term("superseded", "căn cứ văn bản đã được thay thế", "rests on a superseded instrument")
        }
        GapKind::PredatesCenter => {
            term("predates_center", "ban hành trước văn bản trung ương", "older than the central instrument")
        }
        GapKind::IssuedLate => term("issued_late", "ban hành quá hạn", "issued late"),
        GapKind::BlankNumber => term("blank_number", "để trống số", "blank number"),
        GapKind::BlankDate => term("blank_date", "để trống ngày, tháng", "blank date"),
        GapKind::BlankSigner => term("blank_signer", "không có tên người ký", "no signer"),
    }
}

impl Gap {
    /// The gap with its sentence.
    pub fn told(&self, language: Language) -> Told<'_> {
        Told { gap: self, sentence: self.sentence(language) }
    }

    /// A sentence for the report, with its evidence's place.
    pub fn sentence(&self, language: Language) -> String {
        language.pick(self.vietnamese(), self.english())
    }

    fn vietnamese(&self) -> String {
        let plan = format!("Kế hoạch của {}", self.issuer);
        let (issuer, item) = (&self.issuer, self.title());
        let at = self.path.as_ref().map_or_else(String::new, |path| format!(" (mục {path})"));
        let own = shown(self.detail.own.as_deref().unwrap_or_default());
        let center = shown(self.detail.center.as_deref().unwrap_or_default());
        let days = self.detail.days.unwrap_or_default();
        let looked = self.detail.looked.unwrap_or_default();
        match self.kind {
            GapKind::NoPlan => format!("Chưa có kế hoạch của {issuer} trong kho dữ liệu."),
            GapKind::OtherProgramme => format!(
                "Chưa có kế hoạch của {issuer} thuộc đợt này trong kho dữ liệu; văn bản đang có thuộc đợt triển khai khác."
            ),
            GapKind::OnlyLower => format!(
                "Chưa có kế hoạch cấp tỉnh của {issuer} trong kho dữ liệu; chỉ có kế hoạch của cấp dưới{}.",
                self.stub(", viện dẫn Kế hoạch số ", " (chưa có trong kho)")
            ),
            GapKind::OnlyDraft => format!("{plan} mới ở dạng dự thảo."),
            GapKind::OmittedItem => {
                format!("{plan} không có nội dung “{item}”; đã rà soát {looked} mục của văn bản.")
            }
            GapKind::NotSeen => format!(
                "Chưa thấy nội dung “{item}” trong kế hoạch của {issuer}; đối chiếu theo danh mục tạm, chưa đủ căn cứ kết luận là thiếu."
            ),
            GapKind::NoLead => format!("{plan} không ghi cơ quan chủ trì đối với nội dung “{item}”{at}."),
            GapKind::OtherLead => {
                let (lead, expected) = self.leads();
                format!(
                    "{plan} giao {lead} chủ trì nội dung “{item}”{at}; trung ương yêu cầu {expected} chủ trì."
                )
            }
            GapKind::NoDeadline if self.detail.center.is_some() => format!(
                "{plan} không ghi thời hạn đối với nội dung “{item}”{at}; trung ương yêu cầu chậm nhất ngày {center}."
            ),
            GapKind::NoDeadline => format!("{plan} không ghi thời hạn đối với nội dung “{item}”{at}."),
            GapKind::LaterThanCenter => format!(
                "{plan} đặt thời hạn ngày {own} đối với nội dung “{item}”{at}, chậm hơn {days} ngày so với thời hạn của trung ương ({center})."
            ),
            GapKind::PastDeadline => format!(
                "{plan} đặt thời hạn ngày {own} đối với nội dung “{item}”{at}, trước ngày ban hành kế hoạch ({center})."
            ),
            GapKind::Superseded => self.superseded_vietnamese(&plan, &center),
            GapKind::PredatesCenter => {
                format!("{plan} ghi ngày {own}, trước ngày văn bản của trung ương ({center}).")
            }
            GapKind::IssuedLate => format!(
                "{plan} ban hành ngày {own}, chậm {days} ngày so với yêu cầu của trung ương (chậm nhất ngày {center})."
            ),
            GapKind::BlankNumber => format!("{plan} để trống số văn bản."),
            GapKind::BlankDate => format!("{plan} chưa ghi đủ ngày, tháng ban hành."),
            GapKind::BlankSigner => format!("{plan} không có tên người ký."),
        }
    }

    fn superseded_vietnamese(&self, plan: &str, since: &str) -> String {
        let (old, new) = self.instruments();
        let since = if since.is_empty() { String::new() } else { format!(" từ ngày {since}") };
        let then = match self.detail.valid_when_issued {
            Some(true) => ", còn hiệu lực khi ban hành kế hoạch nhưng",
            Some(false) => ", tại thời điểm ban hành kế hoạch",
            None => ",",
        };
        format!("{plan} căn cứ văn bản số {old}{then} đã được thay thế bằng văn bản số {new}{since}.")
    }

    fn english(&self) -> String {
        let plan = format!("The plan of {}", self.issuer);
        let (issuer, item) = (&self.issuer, self.title());
        let at = self.path.as_ref().map_or_else(String::new, |path| format!(" ({path})"));
        let own = self.detail.own.as_deref().unwrap_or_default();
        let center = self.detail.center.as_deref().unwrap_or_default();
        let days = self.detail.days.unwrap_or_default();
        let looked = self.detail.looked.unwrap_or_default();
        match self.kind {
            GapKind::NoPlan => format!("No plan of {issuer} is held."),
            GapKind::OtherProgramme => {
                format!(
                    "No plan of {issuer} in this programme is held; the paper held belongs to another one."
                )
            }
            GapKind::OnlyLower => format!(
                "No provincial plan of {issuer} is held, only one of a lower level{}.",
                self.stub(", which cites plan ", " (not held)")
            ),
            GapKind::OnlyDraft => format!("{plan} is a draft."),
            GapKind::OmittedItem => {
                format!("{plan} leaves out “{item}”; {looked} provisions were looked through.")
            }
            GapKind::NotSeen => format!(
                "“{item}” was not seen in the plan of {issuer}; the checklist is provisional, so nothing is said to be missing."
            ),
            GapKind::NoLead => format!("{plan} names no lead for “{item}”{at}."),
            GapKind::OtherLead => {
                let (lead, expected) = self.leads();
                format!("{plan} has {lead} lead “{item}”{at}; the center expects {expected}.")
            }
            GapKind::NoDeadline if !center.is_empty() => {
                format!("{plan} sets no date for “{item}”{at}; the center asks for {center} at the latest.")
            }
            GapKind::NoDeadline => format!("{plan} sets no date for “{item}”{at}."),
            GapKind::LaterThanCenter => {
                format!("{plan} sets {own} for “{item}”{at}, {days} days later than the center ({center}).")
            }
            GapKind::PastDeadline => {
                format!("{plan} sets {own} for “{item}”{at}, before the plan itself was issued ({center}).")
            }
            GapKind::Superseded => self.superseded_english(&plan, center),
            GapKind::PredatesCenter => {
                format!("{plan} is dated {own}, before the central instrument ({center}).")
            }
            GapKind::IssuedLate => {
                format!(
                    "{plan} was issued on {own}, {days} days after the day that the center set ({center})."
                )
            }
            GapKind::BlankNumber => format!("{plan} leaves its number blank."),
            GapKind::BlankDate => format!("{plan} does not print its full date."),
            GapKind::BlankSigner => format!("{plan} has no name under its signature."),
        }
    }

    fn superseded_english(&self, plan: &str, since: &str) -> String {
        let (old, new) = self.instruments();
        let since = if since.is_empty() { String::new() } else { format!(" since {since}") };
        let then = match self.detail.valid_when_issued {
            Some(true) => "; it was in force when the plan was issued, and",
            Some(false) => "; when the plan was issued, it",
            None => "; it",
        };
        format!("{plan} rests on {old}{then} has been replaced by {new}{since}.")
    }

    fn title(&self) -> &str {
        self.item.as_ref().map_or("", |(_, title)| title)
    }

    fn leads(&self) -> (&str, &str) {
        self.detail.leads.as_ref().map_or(("", ""), |(own, expected)| (own, expected))
    }

    fn instruments(&self) -> (&str, &str) {
        self.detail.instruments.as_ref().map_or(("", ""), |(old, new)| (old, new))
    }

    fn stub(&self, before: &str, after: &str) -> String {
        self.detail.stub.as_ref().map_or_else(String::new, |number| format!("{before}{number}{after}"))
    }
}
