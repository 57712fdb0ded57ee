//! Turns checklists, differences, links and reuse into tables, one row for each.

use super::beside::Beside;
use super::chain::Link;
use super::difference::{Change, Difference, PieceKind};
use super::reuse::Reuse;
use super::tables::names;
use super::words;
use crate::export::{self, Cell as Field, Column as Heading, Table};
use crate::knowledge::Checklist;

const CHECKLISTS: &[Heading] = &[
    Heading::new("checklist", "Danh mục", "Checklist"),
    Heading::new("version", "Phiên bản", "Version"),
    Heading::new("provisional", "Danh mục tạm", "Provisional"),
    Heading::new("item", "Mã", "Item"),
    Heading::new("item_title", "Nội dung", "Title"),
    Heading::new("applies_to", "Cấp phải thực hiện", "Binds"),
    Heading::new("lead", "Chủ trì", "Lead"),
    Heading::new("due", "Hạn của trung ương", "Due"),
    Heading::new("shared_by", "Số kế hoạch cùng có", "Plans that share it"),
    Heading::new("source", "Nguồn", "Source"),
];

/// One row for each item.
pub fn checklists<'a>(known: impl Iterator<Item = &'a Checklist>) -> Table {
    let mut table = Table::new(CHECKLISTS);
    for checklist in known {
        table.rows.extend(checklist.items.iter().map(|item| {
            let leads: Vec<&str> = item.lead.iter().chain(&item.joint).map(String::as_str).collect();
            vec![
                checklist.id.as_str().into(),
                checklist.version.as_str().into(),
                export::yes_no(checklist.provisional).into(),
                item.id.as_str().into(),
                item.title.as_str().into(),
                Field::Text(item.applies_to.join("; ")),
                Field::Text(leads.join("; ")),
                Field::date(item.due.as_ref()),
                item.shared_by.map_or_else(|| "".into(), Field::Number),
                Field::maybe(item.source.as_ref()),
            ]
        }));
    }
    table
}

const DIFFERENCE: &[Heading] = &[
    Heading::new("kind", "Thay đổi", "Change"),
    Heading::new("before", "Vị trí trước", "Path before"),
    Heading::new("after", "Vị trí sau", "Path after"),
    Heading::new("text_before", "Bản trước", "Before"),
    Heading::new("text_after", "Bản sau", "After"),
];

/// One row for each provision that differs.
pub fn difference(found: &Difference) -> Table {
    let text = |change: &Change, without: PieceKind| {
        let own = change.pieces.iter().filter(|piece| piece.kind != without);
        Field::Text(own.map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" "))
    };
    let mut table = Table::new(DIFFERENCE);
    table.rows.extend(found.changes.iter().map(|change| {
        vec![
            words::change(change.kind).into(),
            Field::maybe(change.before.as_ref()),
            Field::maybe(change.after.as_ref()),
            text(change, PieceKind::After),
            text(change, PieceKind::Before),
        ]
    }));
    table
}

const BESIDE: &[Heading] = &[
    Heading::new("item", "Mã", "Item"),
    Heading::new("item_title", "Nội dung", "Title"),
    Heading::new("province", "Tỉnh, thành phố", "Province"),
    Heading::new("plan", "Mã kế hoạch", "Plan"),
    Heading::new("file", "Tệp", "File"),
    Heading::new("state", "Tình trạng", "State"),
    Heading::new("leads", "Chủ trì", "Leads"),
    Heading::new("coordinates", "Phối hợp", "Coordinate"),
    Heading::new("implements", "Thực hiện", "Carry out"),
    Heading::new("due_raw", "Thời hạn (nguyên văn)", "Deadline (verbatim)"),
    Heading::new("due", "Hạn cuối", "Due"),
    Heading::new("path", "Vị trí", "Path"),
    Heading::new("quote", "Trích dẫn", "Quote"),
    Heading::new("against", "So với", "Held against"),
    Heading::new("only_here", "Chữ chỉ có ở đây", "Only here"),
    Heading::new("only_there", "Chữ chỉ có ở bản kia", "Only there"),
    Heading::new("status", "Tình trạng xác nhận", "Status"),
];

/// One row for each plan.
pub fn beside(found: &Beside) -> Table {
    let mut table = Table::new(BESIDE);
    let against = found.against.as_ref().map(|other| format!("{} {}", other.plan.id, other.path));
    table.rows.extend(found.rows.iter().map(|row| {
        let (cell, place) = (&row.cell, row.cell.places.first());
        let only = |kind: PieceKind| {
            let own = row.pieces.iter().filter(|piece| piece.kind == kind);
            Field::Text(own.map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" … "))
        };
        vec![
            found.item.as_str().into(),
            found.title.as_str().into(),
            Field::maybe(row.province.as_ref()),
            row.plan.id.as_str().into(),
            row.plan.file.as_str().into(),
            words::state(cell.state).into(),
            Field::Text(names(&cell.leads)),
            Field::Text(names(&cell.coordinates)),
            Field::Text(names(&cell.implements)),
            Field::maybe(cell.due.as_ref().map(|due| &due.raw)),
            Field::date(cell.due.as_ref().and_then(|due| due.due.as_ref())),
            Field::maybe(place.map(|place| &place.path)),
            Field::maybe(place.map(|place| &place.quote)),
            Field::maybe(against.as_ref()),
            only(PieceKind::After),
            only(PieceKind::Before),
            export::MACHINE_READ.into(),
        ]
    }));
    table
}

const CHAIN: &[Heading] = &[
    Heading::new("province", "Tỉnh, thành phố", "Province"),
    Heading::new("plan", "Mã kế hoạch", "Plan"),
    Heading::new("file", "Tệp", "File"),
    Heading::new("relation", "Quan hệ", "Relation"),
    Heading::new("number", "Văn bản", "Instrument"),
    Heading::new("date", "Ngày", "Date"),
    Heading::new("parent", "Tệp của văn bản đó", "Its file"),
    Heading::new("replaced_by", "Đã thay thế bằng", "Replaced by"),
    Heading::new("inherited", "Căn cứ kế thừa", "Inherited bases"),
    Heading::new("path", "Vị trí", "Path"),
    Heading::new("quote", "Trích dẫn", "Quote"),
];

/// One row for each link.
pub fn chain(links: &[Link]) -> Table {
    let mut table = Table::new(CHAIN);
    table.rows.extend(links.iter().map(|link| {
        vec![
            Field::maybe(link.province.as_ref()),
            link.plan.id.as_str().into(),
            link.plan.file.as_str().into(),
            export::relation(link.relation).into(),
            link.number.as_str().into(),
            Field::date(link.date.as_ref()),
            Field::maybe(link.parent.as_ref().map(|parent| &parent.file)),
            Field::maybe(link.replaced_by.as_ref()),
            Field::Text(link.inherited.join("; ")),
            link.path.as_str().into(),
            link.quote.as_str().into(),
        ]
    }));
    table
}

const REUSE: &[Heading] = &[
    Heading::new("province", "Tỉnh, thành phố", "Province"),
    Heading::new("plan", "Mã kế hoạch", "Plan"),
    Heading::new("file", "Tệp", "File"),
    Heading::new("kept", "Mục giữ nguyên", "Kept"),
    Heading::new("changed", "Mục sửa", "Changed"),
    Heading::new("added", "Mục tự đặt", "Added"),
    Heading::new("dropped", "Mục bỏ", "Dropped"),
    Heading::new("sources", "Lấy từ (số mục)", "Taken from (provisions)"),
];

/// One row for each plan.
pub fn reuse(found: &[Reuse]) -> Table {
    let mut table = Table::new(REUSE);
    table.rows.extend(found.iter().map(|one| {
        let sources: Vec<String> =
            one.sources.iter().take(5).map(|(plan, count)| format!("{plan} ({count})")).collect();
        vec![
            Field::maybe(one.province.as_ref()),
            one.plan.id.as_str().into(),
            one.plan.file.as_str().into(),
            Field::Number(one.kept),
            Field::Number(one.changed),
            Field::Number(one.added),
            Field::Number(one.dropped.len()),
            Field::Text(sources.join("; ")),
        ]
    }));
    table
}

const TAKEN: &[Heading] = &[
    Heading::new("plan", "Mã kế hoạch", "Plan"),
    Heading::new("path", "Vị trí", "Path"),
    Heading::new("kind", "Thay đổi", "Change"),
    Heading::new("share", "Phần trùng (%)", "Share (%)"),
    Heading::new("source", "Lấy từ kế hoạch", "Source"),
    Heading::new("source_path", "Vị trí trong nguồn", "Path in the source"),
];

/// One row for each provision, those that the source has and the plan left out last.
pub fn taken(found: &[Reuse]) -> Table {
    let mut table = Table::new(TAKEN);
    for one in found {
        let plan = one.plan.id.as_str();
        table.rows.extend(one.provisions.iter().map(|taken| {
            let source = taken.source.as_ref();
            vec![
                plan.into(),
                taken.path.as_str().into(),
                words::reuse(taken.kind).into(),
                Field::Number(taken.share as usize),
                Field::maybe(source.map(|(plan, _)| plan)),
                Field::maybe(source.map(|(_, path)| path)),
            ]
        }));
        table.rows.extend(one.dropped.iter().map(|path| {
            let dropped = words::change(super::ChangeKind::Dropped);
            vec![plan.into(), "".into(), dropped.into(), Field::Number(0), "".into(), path.as_str().into()]
        }));
    }
    table
}
