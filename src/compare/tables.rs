//! Turns a matrix and its gaps into tables: wide for reading, long for working with, and a sheet that says where they
//! come from.

use super::days::shown;
use super::gaps::Gap;
use super::matrix::{Body, Cell, Column, ItemRow, Matrix, Outlier, Place, Standing, State};
use super::words;
use crate::export::{self, Cell as Field, Column as Heading, Language, Table, deadline_kind, level};
use crate::model::ReviewState;

/// The sheet of [`long`], where the cells of [`wide`] lead.
pub const DETAILS: &str = "Chi tiết";
/// Most cells that are links: Excel opens 65,530 on a sheet.
const LINKS: usize = 60_000;

/// Items down, columns across: state, lead and date in one cell, which leads to its row of [`long`].
pub fn wide(matrix: &Matrix, language: Language) -> Table {
    let mut headings = vec![
        Heading::new("item", "Mã", "Item"),
        Heading::new("item_title", "Nội dung", "Title"),
        Heading::new("coverage", "Có/phải có", "Present of"),
        Heading::new("common_lead", "Chủ trì phổ biến", "Common lead"),
    ];
    headings.extend(matrix.columns.iter().enumerate().map(|(at, column)| {
        let id = column.plan.as_ref().map_or_else(|| format!("column_{at}"), |plan| plan.id.clone());
        Heading::named(id, title(column))
    }));
    let mut table = Table::new(headings);
    let linked = matrix.items.len() * matrix.columns.len() <= LINKS;
    for (at, (item, cells)) in matrix.items.iter().zip(&matrix.cells).enumerate() {
        let mut row: Vec<Field> = vec![
            item.id.as_str().into(),
            item.title.as_str().into(),
            Field::Text(format!("{}/{}", item.present, item.of)),
            Field::maybe(item.common_lead.as_ref().map(|(lead, count)| format!("{lead} ({count})"))),
        ];
        row.extend(cells.iter().enumerate().map(|(column, cell)| {
            let (text, nth) = (cell_text(cell, language), at * matrix.columns.len() + column);
            if linked { Field::Link { text, sheet: DETAILS, row: nth } } else { Field::Text(text) }
        }));
        table.rows.push(row);
    }
    table
}

/// What a column is called: its province, and its file where it is no provincial plan of a programme.
pub fn title(column: &Column) -> String {
    let province = column.province.as_deref().unwrap_or("—");
    match (&column.plan, column.standing) {
        (Some(plan), Standing::Lower | Standing::Held) => format!("{province} · {}", plan.file),
        _ => province.to_owned(),
    }
}

/// "có; Công an tỉnh; 30/06/2026".
pub fn cell_text(cell: &Cell, language: Language) -> String {
    let mut parts = vec![words::state(cell.state).shown(language).to_owned()];
    if cell.state == State::Present {
        parts.extend(Some(names(&cell.leads)).filter(|names| !names.is_empty()));
        parts.extend(date_text(cell, language));
    }
    if cell.already_done {
        parts.push(language.pick("đã ban hành trước đó", "issued before").to_owned());
    }
    if cell.review != ReviewState::MachineRead {
        parts.push(export::review(cell.review).shown(language).to_owned());
    }
    parts.join("; ")
}

/// The last day, else the words.
pub fn date_text(cell: &Cell, language: Language) -> Option<String> {
    let due = cell.due.as_ref()?;
    let day = due.due.as_deref().map(|day| language.pick(shown(day), day.to_owned()));
    let tentative = if due.tentative { language.pick(" (dự kiến)", " (tentative)") } else { "" };
    Some(format!("{}{tentative}", day.unwrap_or_else(|| due.raw.clone())))
}

/// Names joined by semicolons.
pub fn names(bodies: &[Body]) -> String {
    bodies.iter().map(|body| body.name.as_str()).collect::<Vec<_>>().join("; ")
}

const LONG: &[Heading] = &[
    Heading::new("item", "Mã", "Item"),
    Heading::new("item_title", "Nội dung", "Title"),
    Heading::new("province", "Tỉnh, thành phố", "Province"),
    Heading::new("plan", "Mã kế hoạch", "Plan"),
    Heading::new("file", "Tệp", "File"),
    Heading::new("level", "Cấp ban hành", "Level"),
    Heading::new("standing", "Quan hệ với đợt", "Standing"),
    Heading::new("state", "Tình trạng", "State"),
    Heading::new("leads", "Chủ trì", "Leads"),
    Heading::new("coordinates", "Phối hợp", "Coordinate"),
    Heading::new("implements", "Thực hiện", "Carry out"),
    Heading::new("due_raw", "Thời hạn (nguyên văn)", "Deadline (verbatim)"),
    Heading::new("due_kind", "Loại thời hạn", "Deadline kind"),
    Heading::new("start", "Từ ngày", "From"),
    Heading::new("due", "Hạn cuối", "Due"),
    Heading::new("already_done", "Đã ban hành trước đó", "Issued before"),
    Heading::new("outliers", "Điểm khác số đông", "Stands out"),
    Heading::new("path", "Vị trí", "Path"),
    Heading::new("further", "Vị trí khác", "Further paths"),
    Heading::new("why", "Vì sao tính", "Why"),
    Heading::new("quote", "Trích dẫn", "Quote"),
    Heading::new("near", "Đoạn gần nhất", "Nearest passages"),
    Heading::new("looked", "Số mục đã rà", "Provisions looked through"),
    Heading::new("checklist", "Danh mục, phiên bản", "Checklist, version"),
    Heading::new("review", "Rà soát", "Review"),
];

/// One row for each cell.
pub fn long(matrix: &Matrix, language: Language) -> Table {
    let mut table = Table::new(LONG);
    for (item, cells) in matrix.items.iter().zip(&matrix.cells) {
        for (column, cell) in matrix.columns.iter().zip(cells) {
            table.rows.push(long_row(matrix, item, column, cell, language));
        }
    }
    table
}

fn long_row(matrix: &Matrix, item: &ItemRow, column: &Column, cell: &Cell, language: Language) -> Vec<Field> {
    let (plan, due, first) = (column.plan.as_ref(), cell.due.as_ref(), cell.places.first());
    let further: Vec<&str> = cell.places.iter().skip(1).map(|place| place.path.as_str()).collect();
    let outliers: Vec<&str> = cell.outliers.iter().map(|one| words::outlier(*one).shown(language)).collect();
    vec![
        item.id.as_str().into(),
        item.title.as_str().into(),
        Field::maybe(column.province.as_ref()),
        Field::maybe(plan.map(|plan| &plan.id)),
        Field::maybe(plan.map(|plan| &plan.file)),
        plan.map_or_else(|| "".into(), |plan| level(plan.level).into()),
        words::standing(column.standing).into(),
        words::state(cell.state).into(),
        Field::Text(names(&cell.leads)),
        Field::Text(names(&cell.coordinates)),
        Field::Text(names(&cell.implements)),
        Field::maybe(due.map(|due| &due.raw)),
        due.map_or_else(|| "".into(), |due| deadline_kind(due.kind).into()),
        Field::date(due.and_then(|due| due.start.as_ref())),
        Field::date(due.and_then(|due| due.due.as_ref())),
        export::yes_no(cell.already_done).into(),
        Field::Text(outliers.join("; ")),
        Field::maybe(first.map(|place| &place.path)),
        Field::Text(further.join("; ")),
        first.map_or_else(|| "".into(), |place| words::why(place.why).into()),
        Field::maybe(first.map(|place| &place.quote)),
        Field::Text(cell.near.iter().map(passage).collect::<Vec<_>>().join("\n")),
        Field::Number(cell.looked),
        Field::Text(format!("{} ({})", matrix.checklist, matrix.version)),
        export::review(cell.review).into(),
    ]
}

/// "III.2: “…”".
pub fn passage(place: &Place) -> String {
    format!("{}: “{}”", place.path, place.quote)
}

const GAPS: &[Heading] = &[
    Heading::new("kind", "Loại", "Kind"),
    Heading::new("province", "Tỉnh, thành phố", "Province"),
    Heading::new("plan", "Mã kế hoạch", "Plan"),
    Heading::new("file", "Tệp", "File"),
    Heading::new("item", "Mã nội dung", "Item"),
    Heading::new("item_title", "Nội dung", "Title"),
    Heading::new("sentence", "Câu cho báo cáo", "Sentence"),
    Heading::new("own", "Ngày của kế hoạch", "Day of the plan"),
    Heading::new("center", "Ngày đối chiếu", "Day compared with"),
    Heading::new("days", "Số ngày", "Days"),
    Heading::new("path", "Vị trí", "Path"),
    Heading::new("quote", "Trích dẫn", "Quote"),
    Heading::new("status", "Tình trạng", "Status"),
];

/// One row for each gap.
pub fn gap_table(gaps: &[Gap], language: Language) -> Table {
    let mut table = Table::new(GAPS);
    table.rows.extend(gaps.iter().map(|gap| gap_row(gap, language)));
    table
}

fn gap_row(gap: &Gap, language: Language) -> Vec<Field> {
    let item = gap.item.as_ref();
    vec![
        words::gap_kind(gap.kind).into(),
        Field::maybe(gap.province.as_ref()),
        Field::maybe(gap.plan.as_ref().map(|plan| &plan.id)),
        Field::maybe(gap.plan.as_ref().map(|plan| &plan.file)),
        Field::maybe(item.map(|(id, _)| id)),
        Field::maybe(item.map(|(_, title)| title)),
        Field::Text(gap.sentence(language)),
        Field::date(gap.detail.own.as_ref()),
        Field::date(gap.detail.center.as_ref()),
        Field::maybe(gap.detail.days),
        Field::maybe(gap.path.as_ref()),
        Field::maybe(gap.quote.as_ref()),
        export::MACHINE_READ.into(),
    ]
}

const SOURCE: &[Heading] = &[Heading::new("what", "Mục", "What"), Heading::new("value", "Giá trị", "Value")];

/// Where a table comes from: what was asked, against what, over what, how much was found. `corpus` is the fingerprint of
/// the plans held, hexadecimal.
pub fn source(matrix: &Matrix, query: &str, rows: usize, corpus: &str, language: Language) -> Table {
    let mut table = Table::new(SOURCE);
    let mut put =
        |vi: &str, en: &str, value: Field| table.rows.push(vec![language.pick(vi, en).into(), value]);
    put("Yêu cầu", "Query", query.into());
    put("Danh mục", "Checklist", matrix.title.as_str().into());
    put("Phiên bản danh mục", "Version of the checklist", matrix.version.as_str().into());
    put("Danh mục tạm", "Provisional", export::yes_no(matrix.provisional).into());
    put("Nguồn của danh mục", "Source of the checklist", matrix.source.as_str().into());
    put("Văn bản trung ương", "Central instrument", Field::maybe(matrix.instrument.as_ref()));
    put("Số đơn vị phải có kế hoạch", "Members expected", Field::Number(matrix.expected));
    put("Số đơn vị có kế hoạch trong kho", "Members with a plan held", Field::Number(matrix.answered));
    put("Số dòng", "Rows", Field::Number(rows));
    put("Dấu vân tay kho văn bản", "Fingerprint of the plans", corpus.into());
    put("Tình trạng", "Status", export::MACHINE_READ.into());
    table
}

const PLANS: &[Heading] = &[
    Heading::new("province", "Tỉnh, thành phố", "Province"),
    Heading::new("plan", "Mã kế hoạch", "Plan"),
    Heading::new("file", "Tệp", "File"),
    Heading::new("standing", "Quan hệ với đợt", "Standing"),
    Heading::new("present", "Nội dung có", "Items present"),
    Heading::new("of", "Nội dung phải có", "Items asked for"),
    Heading::new("other_lead", "Chủ trì khác số đông", "Another lead"),
    Heading::new("other_quarter", "Khác quý với số đông", "Another quarter"),
    Heading::new("no_lead", "Không ghi chủ trì", "No lead"),
    Heading::new("no_date", "Không ghi thời hạn", "No date"),
    Heading::new("extra", "Nhiệm vụ ngoài danh mục", "Extra tasks"),
];

/// One row for each column of the matrix: what it has of what it is asked for, and how often it stands out.
pub fn plans(matrix: &Matrix) -> Table {
    let mut table = Table::new(PLANS);
    for (at, column) in matrix.columns.iter().enumerate() {
        let plan = column.plan.as_ref();
        let count = |wanted: Outlier| {
            let own = matrix.cells.iter().flat_map(|row| &row[at].outliers);
            Field::Number(own.filter(|outlier| **outlier == wanted).count())
        };
        table.rows.push(vec![
            Field::maybe(column.province.as_ref()),
            Field::maybe(plan.map(|plan| &plan.id)),
            Field::maybe(plan.map(|plan| &plan.file)),
            words::standing(column.standing).into(),
            Field::Number(column.present),
            Field::Number(column.of),
            count(Outlier::OtherLead),
            count(Outlier::OtherQuarter),
            count(Outlier::NoLead),
            count(Outlier::NoDate),
            Field::Number(column.extra.len()),
        ]);
    }
    table
}

const EXTRA: &[Heading] = &[
    Heading::new("province", "Tỉnh, thành phố", "Province"),
    Heading::new("plan", "Mã kế hoạch", "Plan"),
    Heading::new("file", "Tệp", "File"),
    Heading::new("path", "Vị trí", "Path"),
    Heading::new("quote", "Trích dẫn", "Quote"),
];

/// The tasks that no item asks for.
pub fn extra(matrix: &Matrix) -> Table {
    let mut table = Table::new(EXTRA);
    for column in &matrix.columns {
        let plan = column.plan.as_ref();
        table.rows.extend(column.extra.iter().map(|place| {
            vec![
                Field::maybe(column.province.as_ref()),
                Field::maybe(plan.map(|plan| &plan.id)),
                Field::maybe(plan.map(|plan| &plan.file)),
                place.path.as_str().into(),
                place.quote.as_str().into(),
            ]
        }));
    }
    table
}
