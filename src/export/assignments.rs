//! Turns the assignments of a plan into rows of a table and into JSON objects, one for each.

use serde::Serialize;

use super::plan_json::{AssignmentJson, DeadlineJson, assignment_json, printed_path, provision_start};
use super::words::{self, Term};
use super::{Cell, Column};
use crate::model::{Assignment, HeldPlan, Level, ReviewState};

/// No row is anybody's word but the program's, until a person has said so.
pub const MACHINE_READ: Term = Term {
    code: "machine_read",
    vi: "máy đọc, chưa được người xác nhận",
    en: "machine-read, not confirmed by a person",
};

/// Whose word a row is (rà soát).
pub fn review(state: ReviewState) -> Term {
    let (vi, en) = match state {
        ReviewState::MachineRead => return MACHINE_READ,
        ReviewState::Accepted => ("đã được người xác nhận", "confirmed by a person"),
        ReviewState::Corrected => ("đã được người sửa", "corrected by a person"),
        ReviewState::Rejected => {
            ("người rà soát bác: không phải giao việc", "rejected by a person: no assignment")
        }
    };
    Term { code: state.name(), vi, en }
}

const COLUMNS: &[Column] = &[
    Column::new("plan", "Mã kế hoạch", "Plan"),
    Column::new("file", "Tệp", "File"),
    Column::new("province", "Tỉnh, thành phố", "Province"),
    Column::new("level", "Cấp ban hành", "Level"),
    Column::new("path", "Vị trí", "Path"),
    Column::new("task", "Mục nhiệm vụ", "Task"),
    Column::new("task_start", "Nhiệm vụ", "Task begins"),
    Column::new("agency", "Cơ quan", "Body"),
    Column::new("group", "Cụm từ chung", "Collective"),
    Column::new("role", "Vai trò", "Role"),
    Column::new("role_basis", "Căn cứ xác định vai trò", "Role basis"),
    Column::new("modality", "Hình thức giao", "Modality"),
    Column::new("deadline_raw", "Thời hạn (nguyên văn)", "Deadline (verbatim)"),
    Column::new("deadline_kind", "Loại thời hạn", "Deadline kind"),
    Column::new("deadline_start", "Từ ngày", "From"),
    Column::new("deadline_due", "Hạn cuối", "Due"),
    Column::new("deadline_recurrence", "Chu kỳ", "Recurrence"),
    Column::new("deadline_tentative", "Dự kiến", "Tentative"),
    Column::new("quote", "Trích dẫn", "Quote"),
    Column::new("role_quote", "Trích dẫn về vai trò", "Quote for the role"),
    Column::new("scope", "Phạm vi nội dung", "Topic from"),
    Column::new("rule", "Quy tắc đọc", "Rule"),
    Column::new("scan_confidence", "Bản quét", "Scan"),
    Column::new("status", "Tình trạng", "Status"),
];

/// The columns of the table of assignments.
pub fn assignment_columns() -> &'static [Column] {
    COLUMNS
}

/// One assignment as a row under [`assignment_columns`].
pub fn assignment_row(held: &HeldPlan, given: &Assignment) -> Vec<Cell> {
    let json = assignment_json(given, held.plan, held.text);
    let mut row = task_cells(held, given);
    row.extend([
        json.agency.into(),
        words::yes_no(json.group).into(),
        words::role(json.role).into(),
        words::role_basis(json.role_basis).into(),
        words::modality(json.modality).into(),
    ]);
    row.extend(deadline_cells(json.deadline.as_ref()));
    row.extend([
        json.quote.into(),
        Cell::maybe(json.role_quote),
        Cell::Text(json.scope.join("\n")),
        json.rule.into(),
        Cell::Confidence(json.scan_confidence),
        review(given.review.state).into(),
    ]);
    row
}

fn task_cells(held: &HeldPlan, given: &Assignment) -> Vec<Cell> {
    let task = given.task.map(|id| held.plan.outline.get(id));
    vec![
        held.id.into(),
        held.file.into(),
        Cell::maybe(held.province),
        words::level(held.plan.header.level).into(),
        printed_path(held.plan, given.place).into(),
        printed_path(held.plan, given.task).into(),
        Cell::maybe(task.map(|task| provision_start(task, held.text))),
    ]
}

fn deadline_cells(deadline: Option<&DeadlineJson>) -> [Cell; 6] {
    let Some(deadline) = deadline else { return std::array::from_fn(|_| "".into()) };
    [
        deadline.raw.into(),
        words::deadline_kind(deadline.kind).into(),
        Cell::date(deadline.start),
        Cell::date(deadline.due),
        deadline.recurrence.map_or_else(|| "".into(), |recurrence| words::recurrence(recurrence).into()),
        words::yes_no(deadline.tentative).into(),
    ]
}

/// One assignment as an object that stands alone: the plan's name, then the fields of `plan-json.md`.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct ExportedAssignment<'a> {
    pub plan: &'a str,
    pub file: &'a str,
    pub province: Option<&'a str>,
    pub level: Level,
    #[serde(flatten)]
    pub assignment: AssignmentJson<'a>,
    pub status: &'static str,
}

/// One assignment as JSON that stands alone.
pub fn exported_assignment<'a>(held: &HeldPlan<'a>, given: &'a Assignment) -> ExportedAssignment<'a> {
    ExportedAssignment {
        plan: held.id,
        file: held.file,
        province: held.province,
        level: held.plan.header.level,
        assignment: assignment_json(given, held.plan, held.text),
        status: given.review.state.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{TEXT, plan};
    use super::super::{CsvWriter, Dialect, Language};
    use super::*;
    use crate::model::Plan;

    fn held(plan: &Plan) -> HeldPlan<'_> {
        HeldPlan { id: "son-la/2026/mau", file: "mẫu.txt", province: Some("Sơn La"), text: TEXT, plan }
    }

    fn csv(dialect: Dialect) -> String {
        let plan = plan();
        let mut bytes = Vec::new();
        let mut csv = CsvWriter::begin(&mut bytes, dialect, Language::Vietnamese, COLUMNS).unwrap();
        for given in &plan.assignments {
            csv.row(&assignment_row(&held(&plan), given)).unwrap();
        }
        csv.finish().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn people_read_words() {
        let lines = csv(Dialect::Excel);
        assert!(
            lines.contains(
                "son-la/2026/mau;mẫu.txt;Sơn La;tỉnh, thành phố;II.a;II;Công nghệ**;Sở Nội vụ;không;chủ trì;\
                 ghi rõ;giao;trước ngày 01/3/2027;chậm nhất;;2027-02-28;;không;Sở Nội vụ;chủ trì;"
            ),
            "{lines}"
        );
        assert!(lines.ends_with(";label;;máy đọc, chưa được người xác nhận\r\n"), "{lines}");
    }

    #[test]
    fn programs_read_codes() {
        let lines = csv(Dialect::Rfc);
        assert!(
            lines.starts_with("plan,file,province,level,path,task,task_start,agency,group,role,"),
            "{lines}"
        );
        assert!(
            lines.contains(
                "Sơn La,province,closing,closing,,các sở,true,implement,stated,assign,,,,,,,giao các sở,,,label,,\
                 machine_read\r\n"
            ),
            "{lines}"
        );
    }

    #[test]
    fn an_object_stands_alone() {
        let plan = plan();
        let line = serde_json::to_string(&exported_assignment(&held(&plan), &plan.assignments[0])).unwrap();
        assert!(
            line.starts_with(
                r#"{"plan":"son-la/2026/mau","file":"mẫu.txt","province":"Sơn La","level":"province","task":"II","agency":"Sở Nội vụ""#
            ),
            "{line}"
        );
        assert!(line.ends_with(r#""status":"machine_read"}"#), "{line}");
    }
}
