//! Turns plans, provisions, answers and hits into rows of tables, for CSV.

use super::state::{Kept, Service};
use crate::ask::{Answer, AssignmentRow, Gap, Row, Source, State, part_name, state_name, told};
use crate::export::{self, Cell, Column};
use crate::model::{HeldPlan, Provision};

pub(super) const SOURCE: &[Column] =
    &[Column::new("what", "Mục", "What"), Column::new("value", "Giá trị", "Value")];

/// Where an answer comes from. `corpus` is the fingerprint of the plans held.
pub(super) fn source(
    query: &str,
    scope: &str,
    rows: usize,
    corpus: &str,
    language: export::Language,
) -> Vec<Vec<Cell>> {
    vec![
        vec![language.pick("Câu hỏi", "Question").into(), query.into()],
        vec![language.pick("Phạm vi", "Scope").into(), scope.into()],
        vec![language.pick("Số dòng", "Rows").into(), Cell::Number(rows)],
        vec![language.pick("Dấu vân tay kho văn bản", "Fingerprint of the plans").into(), corpus.into()],
        vec![language.pick("Tình trạng", "Status").into(), export::MACHINE_READ.into()],
    ]
}

/// What was understood of a question, and which of its words decided nothing.
pub(super) fn understood(answer: &Answer, language: export::Language) -> Vec<Vec<Cell>> {
    let told = told(answer, language).into_iter();
    told.map(|(name, words)| vec![name.into(), Cell::Text(words)]).collect()
}

pub(super) const PLANS: &[Column] = &[
    Column::new("plan", "Mã kế hoạch", "Plan"),
    Column::new("file", "Tệp", "File"),
    Column::new("province", "Tỉnh, thành phố", "Province"),
    Column::new("level", "Cấp ban hành", "Level"),
    Column::new("kind", "Loại văn bản", "Kind"),
    Column::new("number", "Số, ký hiệu", "Number"),
    Column::new("date", "Ngày ban hành (nguyên văn)", "Date (verbatim)"),
    Column::new("date_from", "Từ ngày", "Date from"),
    Column::new("date_to", "Đến ngày", "Date to"),
    Column::new("subject", "Trích yếu", "Subject"),
    Column::new("provisions", "Số mục", "Provisions"),
    Column::new("assignments", "Số lượt giao việc", "Assignments"),
    Column::new("diagnostics", "Số lưu ý khi đọc", "Remarks"),
    Column::new("sample", "Văn bản mẫu", "Sample"),
];

pub(super) fn plan(service: &Service, kept: &Kept) -> Vec<Cell> {
    let (entry, date) = (&kept.entry, kept.stored.plan.header.date.as_ref());
    vec![
        entry.id.as_str().into(),
        entry.file.as_str().into(),
        Cell::maybe(service.province(entry).map(|province| &province.name)),
        export::level(entry.level).into(),
        Cell::maybe(entry.kind.as_ref()),
        Cell::maybe(entry.number.as_ref()),
        Cell::maybe(date.map(|date| &date.raw)),
        Cell::maybe(date.map(|date| &date.from)),
        Cell::maybe(date.map(|date| &date.to)),
        Cell::maybe(entry.subject.as_ref()),
        Cell::Text(entry.provisions.to_string()),
        Cell::Text(kept.stored.plan.assignments.len().to_string()),
        Cell::Text(entry.diagnostics.to_string()),
        export::yes_no(entry.sample).into(),
    ]
}

pub(super) const PROVISIONS: &[Column] = &[
    Column::new("plan", "Mã kế hoạch", "Plan"),
    Column::new("file", "Tệp", "File"),
    Column::new("path", "Vị trí", "Path"),
    Column::new("num", "Số mục", "Number"),
    Column::new("heading", "Tiêu đề", "Heading"),
    Column::new("text", "Nguyên văn", "Text"),
];

pub(super) fn provision(held: &HeldPlan<'_>, provision: &Provision) -> Vec<Cell> {
    vec![
        held.id.into(),
        held.file.into(),
        provision.path.as_str().into(),
        provision.num.as_str().into(),
        Cell::maybe(provision.heading.map(|span| span.of(held.text))),
        Cell::Text(export::provision_text(provision, held.text)),
    ]
}

pub(super) const ANSWER: &[Column] = &[
    Column::new("part", "Nhóm trả lời", "Part"),
    Column::new("province", "Tỉnh, thành phố", "Province"),
    Column::new("plan", "Mã kế hoạch", "Plan"),
    Column::new("file", "Tệp", "File"),
    Column::new("path", "Vị trí", "Path"),
    Column::new("task", "Mục nhiệm vụ", "Task"),
    Column::new("agency", "Cơ quan", "Body"),
    Column::new("role", "Vai trò", "Role"),
    Column::new("role_basis", "Căn cứ xác định vai trò", "Role basis"),
    Column::new("modality", "Hình thức giao", "Modality"),
    Column::new("deadline_raw", "Thời hạn (nguyên văn)", "Deadline (verbatim)"),
    Column::new("deadline_due", "Hạn cuối", "Due"),
    Column::new("quote", "Trích dẫn", "Quote"),
    Column::new("scope", "Phạm vi nội dung", "Topic from"),
    Column::new("state", "Tình trạng", "State"),
    Column::new("reason", "Lý do", "Reason"),
    Column::new("number", "Văn bản viện dẫn", "Instrument"),
    Column::new("relation", "Quan hệ", "Relation"),
    Column::new("replaced_by", "Đã thay bằng", "Replaced by"),
    Column::new("valid_when_issued", "Còn hiệu lực khi ban hành", "In force when issued"),
    Column::new("review", "Rà soát", "Review"),
];

/// Every member of every part of an answer, one row each.
pub(super) fn answer(answer: &Answer) -> Vec<Vec<Cell>> {
    let parts = &answer.answer;
    let name = |part| part_name(part, answer.is_of_body());
    let mut rows = Vec::new();
    for (part, found) in [("named", &parts.named), ("group", &parts.group), ("rows", &parts.rows)] {
        rows.extend(found.iter().flatten().map(|row| fact(name(part), row)));
    }
    for reading in parts.readings.iter().flatten() {
        rows.extend(reading.rows.iter().map(|row| fact(name("readings"), row)));
    }
    rows.extend(parts.states.iter().flatten().map(|found| state(name("states"), found)));
    for (part, found) in [("none", &parts.none), ("unknown", &parts.unknown), ("no_plan", &parts.no_plan)] {
        rows.extend(found.iter().flatten().map(|member| gap(name(part), member)));
    }
    rows
}

/// A row with these columns filled.
fn filled<const N: usize>(cells: [(&str, Cell); N]) -> Vec<Cell> {
    let mut row: Vec<Cell> = ANSWER.iter().map(|_| "".into()).collect();
    for (id, cell) in cells {
        if let Some(at) = ANSWER.iter().position(|column| column.id == id) {
            row[at] = cell;
        }
    }
    row
}

fn fact(part: export::Term, row: &Row) -> Vec<Cell> {
    let (&Source { plan, file, province }, path, quote) = row.evidence();
    let mut cells = filled([
        ("part", part.into()),
        ("province", Cell::maybe(province)),
        ("plan", plan.into()),
        ("file", file.into()),
        ("path", path.into()),
        ("quote", quote.into()),
        ("review", export::MACHINE_READ.into()),
    ]);
    let more = match row {
        Row::Assignment(row) => assignment(row),
        Row::Citation(row) => filled([
            ("number", Cell::maybe(row.number.as_ref())),
            ("relation", export::relation(row.relation).into()),
            ("replaced_by", Cell::maybe(row.replaced_by.as_ref())),
            (
                "valid_when_issued",
                row.valid_when_issued.map_or_else(|| "".into(), |yes| export::yes_no(yes).into()),
            ),
        ]),
        Row::Passage(_) => return cells,
    };
    for (cell, more) in cells.iter_mut().zip(more) {
        if !more.code().is_empty() {
            *cell = more;
        }
    }
    cells
}

fn assignment(row: &AssignmentRow) -> Vec<Cell> {
    let scope: Vec<String> =
        row.scope_from.iter().map(|from| format!("{}: {}", from.path, from.quote)).collect();
    let deadline = row.deadline.as_ref();
    filled([
        ("task", row.task.into()),
        ("agency", row.agency.into()),
        ("role", export::role(row.role).into()),
        ("role_basis", export::role_basis(row.role_basis).into()),
        ("modality", export::modality(row.modality).into()),
        ("deadline_raw", Cell::maybe(deadline.map(|deadline| &deadline.raw))),
        ("deadline_due", Cell::date(deadline.and_then(|deadline| deadline.due))),
        ("scope", Cell::Text(scope.join("\n"))),
        ("reason", Cell::maybe(row.via.as_ref())),
        ("review", export::review(row.status).into()),
    ])
}

fn state(part: export::Term, state: &State) -> Vec<Cell> {
    filled([
        ("part", part.into()),
        ("province", Cell::maybe(state.province.as_ref())),
        ("plan", Cell::maybe(state.plan.as_ref())),
        ("file", Cell::maybe(state.file.as_ref())),
        ("path", Cell::maybe(state.path.as_ref())),
        ("quote", Cell::maybe(state.quote.as_ref())),
        ("state", state_name(state.state).into()),
        ("reason", (&*state.reason).into()),
    ])
}

fn gap(part: export::Term, gap: &Gap) -> Vec<Cell> {
    filled([
        ("part", part.into()),
        ("province", Cell::maybe(gap.province.as_ref())),
        ("plan", Cell::maybe(gap.plan.as_ref())),
        ("file", Cell::maybe(gap.file.as_ref())),
        ("reason", gap.reason.into()),
    ])
}
