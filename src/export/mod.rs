//! Turns plans into what other programs read: JSON in the contract of `inspect`, and tables as CSV and XLSX.
//!
//! Nothing in here prints or knows about the store: callers hand over a text, its plan and where to write.

mod assignments;
mod characters;
mod docx;
mod plan_json;
#[cfg(test)]
mod sample;
mod table;
mod words;
mod xlsx;

pub use assignments::{
    ExportedAssignment, MACHINE_READ, assignment_columns, assignment_row, exported_assignment, review,
};
pub use characters::Characters;
pub use docx::{DocxItem, docx};
pub use plan_json::{
    AssignmentJson, CitationJson, DeadlineJson, DiagnosticJson, DocumentJson, PartJson, PlanJson,
    ProvisionJson, assignment_json, plan_json, printed_path, provision_start, provision_text,
};
pub use table::{Cell, Column, CsvWriter, Dialect, Table};
pub use words::{
    Language, Term, deadline_kind, level, modality, page_note, recurrence, relation, role, role_basis,
    scan_note, shown_path, yes_no,
};
pub use xlsx::{Sheet, xlsx};
