use std::sync::Arc;

use serde::Serialize;

use super::Answer;
use crate::compare::{Matrix, Standing, State, day_number, tables, words};
use crate::export::{Cell as Field, Column as Heading, Language, Table};
use crate::serve::params::Params;
use crate::serve::state::Taken;
use crate::serve::{ApiError, Service};

/// The numbers behind the charts of a programme.
#[derive(Serialize)]
pub(in crate::serve) struct Charts<'a> {
    #[serde(skip)]
    pub(in crate::serve) matrix: &'a Matrix,
    /// How many plans have each item.
    pub(in crate::serve) coverage: Vec<Coverage>,
    /// Every last day that a plan sets for an item.
    pub(in crate::serve) deadlines: Vec<Day>,
    /// What each plan took over from the center; where that is not held, from older plans of the programme.
    #[serde(serialize_with = "shared")]
    pub(in crate::serve) taken: Arc<Taken>,
}

fn shared<S: serde::Serializer>(taken: &Arc<Taken>, to: S) -> Result<S::Ok, S::Error> {
    taken.serialize(to)
}

/// An item and the plans that it binds.
#[derive(Serialize)]
pub(in crate::serve) struct Coverage {
    pub(in crate::serve) item: String,
    pub(in crate::serve) title: String,
    pub(in crate::serve) present: usize,
    pub(in crate::serve) elsewhere: usize,
    /// Those that have it nowhere.
    pub(in crate::serve) rest: usize,
    pub(in crate::serve) of: usize,
}

/// A last day.
#[derive(Serialize)]
pub(in crate::serve) struct Day {
    pub(in crate::serve) item: String,
    pub(in crate::serve) title: String,
    /// None of the center.
    pub(in crate::serve) province: Option<String>,
    pub(in crate::serve) plan: Option<String>,
    pub(in crate::serve) path: Option<String>,
    pub(in crate::serve) raw: String,
    pub(in crate::serve) due: String,
    /// Days behind the center's, below 0 before it.
    pub(in crate::serve) days_late: Option<i64>,
}

/// The charts of a programme (`programme=ID`).
pub(in crate::serve) fn charts<'a>(service: &'a Service, params: &Params) -> Result<Charts<'a>, ApiError> {
    let checklist = service.programme(params.get("programme"), params.language())?;
    let matrix = service.matrix(checklist);
    let coverage = matrix.items.iter().zip(&matrix.cells).map(|(item, cells)| Coverage {
        item: item.id.clone(),
        title: item.title.clone(),
        present: item.present,
        elsewhere: item.elsewhere,
        rest: cells.iter().filter(|cell| matches!(cell.state, State::Absent | State::NotSeen)).count(),
        of: item.of,
    });
    Ok(Charts {
        coverage: coverage.collect(),
        deadlines: days(matrix),
        taken: service.taken(checklist, matrix),
        matrix,
    })
}

/// The center's day of each item first, then those of the plans in the order of the columns.
fn days(matrix: &Matrix) -> Vec<Day> {
    let mut found = Vec::new();
    for (item, cells) in matrix.items.iter().zip(&matrix.cells) {
        let day = |due: &str| Day {
            item: item.id.clone(),
            title: item.title.clone(),
            province: None,
            plan: None,
            path: None,
            raw: String::new(),
            due: due.to_owned(),
            days_late: None,
        };
        found.extend(item.due.as_deref().map(day));
        for (column, cell) in matrix.columns.iter().zip(cells) {
            let Some(due) = cell.due.as_ref() else { continue };
            let Some(last) = due.due.as_deref() else { continue };
            let late = item.due.as_deref().and_then(|center| Some(day_number(last)? - day_number(center)?));
            found.push(Day {
                province: Some(tables::title(column)),
                plan: column.plan.as_ref().map(|plan| plan.id.clone()),
                path: cell.places.first().map(|place| place.path.clone()),
                raw: due.raw.clone(),
                days_late: late,
                ..day(last)
            });
        }
    }
    found
}

/// Does a column stand for a plan of the programme?
pub(in crate::serve) fn is_of_programme(standing: Standing) -> bool {
    matches!(standing, Standing::Answers | Standing::Lower | Standing::Held)
}

const COVERAGE: &[Heading] = &[
    Heading::new("item", "Mã", "Item"),
    Heading::new("item_title", "Nội dung", "Title"),
    Heading::new("present", "Có", "Present"),
    Heading::new("elsewhere", "Có ở mục khác", "Elsewhere"),
    Heading::new("rest", "Thiếu hoặc chưa thấy", "Absent or not seen"),
    Heading::new("of", "Trên tổng số kế hoạch", "Of so many plans"),
];

const DEADLINES: &[Heading] = &[
    Heading::new("item", "Mã", "Item"),
    Heading::new("item_title", "Nội dung", "Title"),
    Heading::new("province", "Tỉnh, thành phố", "Province"),
    Heading::new("plan", "Mã kế hoạch", "Plan"),
    Heading::new("path", "Vị trí", "Path"),
    Heading::new("due_raw", "Thời hạn (nguyên văn)", "Deadline (verbatim)"),
    Heading::new("due", "Hạn cuối", "Due"),
    Heading::new("days_late", "Chậm hơn trung ương (ngày)", "Days behind the center"),
];

const TAKEN: &[Heading] = &[
    Heading::new("province", "Tỉnh, thành phố", "Province"),
    Heading::new("plan", "Mã kế hoạch", "Plan"),
    Heading::new("kept", "Mục giữ nguyên", "Kept"),
    Heading::new("changed", "Mục sửa", "Changed"),
    Heading::new("added", "Mục tự đặt", "Added"),
    Heading::new("share", "Phần lấy lại (%)", "Share taken over (%)"),
];

/// The numbers of the charts; CSV has coverage, with `part=deadlines` or `part=taken` the others.
pub(in crate::serve) fn numbers(service: &Service, params: &Params) -> Result<Answer, ApiError> {
    let found = charts(service, params)?;
    let json = serde_json::to_vec(&found).map_err(|cause| ApiError::internal(cause, params.language()))?;
    let mut sheets = vec![
        ("Độ phủ", coverage(&found), 2),
        ("Thời hạn", deadlines(&found, params.language()), 3),
        ("Lấy lại", taken(&found), 1),
    ];
    match params.get("part") {
        Some("deadlines") => sheets.swap(0, 1),
        Some("taken") => sheets.swap(0, 2),
        _ => {}
    }
    Ok(Answer { json, name: "bieu-do", sheets })
}

fn coverage(found: &Charts<'_>) -> Table {
    let mut table = Table::new(COVERAGE);
    table.rows.extend(found.coverage.iter().map(|row| {
        vec![
            row.item.as_str().into(),
            row.title.as_str().into(),
            Field::Number(row.present),
            Field::Number(row.elsewhere),
            Field::Number(row.rest),
            Field::Number(row.of),
        ]
    }));
    table
}

fn deadlines(found: &Charts<'_>, language: Language) -> Table {
    let mut table = Table::new(DEADLINES);
    table.rows.extend(found.deadlines.iter().map(|day| {
        let center = language.pick("trung ương", "the center");
        vec![
            day.item.as_str().into(),
            day.title.as_str().into(),
            day.province.as_deref().unwrap_or(center).into(),
            Field::maybe(day.plan.as_ref()),
            Field::maybe(day.path.as_ref()),
            day.raw.as_str().into(),
            Field::date(Some(&day.due)),
            Field::maybe(day.days_late),
        ]
    }));
    table
}

fn taken(found: &Charts<'_>) -> Table {
    let mut table = Table::new(TAKEN);
    table.rows.extend(found.taken.plans.iter().map(|one| {
        vec![
            Field::maybe(one.province.as_ref()),
            one.plan.id.as_str().into(),
            Field::Number(one.kept),
            Field::Number(one.changed),
            Field::Number(one.added),
            Field::Number(share(one)),
        ]
    }));
    table
}

/// How many of the provisions were taken over, as they were or in part, in percent.
pub(in crate::serve) fn share(one: &crate::compare::Reuse) -> usize {
    let taken = one.kept + one.changed;
    100 * taken / (taken + one.added).max(1)
}

/// The word for a state of the coverage: nothing of a provisional checklist is missing.
pub(in crate::serve) fn rest_word(matrix: &Matrix, language: Language) -> &'static str {
    words::state(if matrix.provisional { State::NotSeen } else { State::Absent }).shown(language)
}
