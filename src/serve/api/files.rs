use super::{Answer, List};
use crate::export::{Cell, Column, Table, Term};
use crate::ingest::{FileRow, FileStatus};
use crate::serve::params::Params;
use crate::serve::{ApiError, Service};

const COLUMNS: &[Column] = &[
    Column::new("file", "Tệp", "File"),
    Column::new("status", "Tình trạng", "Status"),
    Column::new("code", "Mã lý do", "Code"),
    Column::new("reason", "Lý do, cách xử lý", "Reason, what to do"),
    Column::new("plan", "Mã kế hoạch", "Plan"),
    Column::new("provisions", "Số mục", "Provisions"),
    Column::new("assignments", "Số lượt giao việc", "Assignments"),
    Column::new("diagnostics", "Số lưu ý khi đọc", "Remarks"),
];

/// Every file that was looked at (`status`), what needs somebody's hand first.
pub(in crate::serve) fn found(service: &Service, params: &Params) -> Vec<FileRow> {
    let status = params.get("status");
    let mut rows: Vec<FileRow> =
        service.file_rows().filter(|row| status.is_none_or(|name| name == row.status.name())).collect();
    let urgency = |row: &FileRow| FileStatus::ALL.iter().position(|status| *status == row.status);
    rows.sort_by_key(urgency);
    rows
}

/// The word for what became of a file.
pub(in crate::serve) fn status(status: FileStatus) -> Term {
    let (vi, en) = status.words();
    Term { code: status.name(), vi, en }
}

/// The files that were looked at.
pub(in crate::serve) fn files(service: &Service, params: &Params) -> Result<Answer, ApiError> {
    let language = params.language();
    let rows = found(service, params);
    let mut table = Table::new(COLUMNS);
    for row in &rows {
        table.rows.push(vec![
            row.file.as_str().into(),
            status(row.status).into(),
            Cell::maybe(row.code.as_ref()),
            Cell::maybe(language.pick(row.reason_vi.as_ref(), row.reason_en.as_ref())),
            Cell::maybe(row.plan.as_ref()),
            Cell::Text(row.provisions.to_string()),
            Cell::Text(row.assignments.to_string()),
            Cell::Text(row.diagnostics.to_string()),
        ]);
    }
    let json = serde_json::to_vec(&List { total: rows.len(), offset: 0, rows });
    let json = json.map_err(|cause| ApiError::internal(cause, language))?;
    Ok(Answer { json, name: "tep-da-xem", sheets: vec![("Tệp", table, 1)] })
}
