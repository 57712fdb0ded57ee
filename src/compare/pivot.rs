//! Turns a matrix into tables that count it another way: item × province, body × province, province × deadline.

use std::collections::{BTreeMap, BTreeSet};

use super::matrix::{Column, Matrix, Standing, State};
use super::summary::quarter_of;
use super::words;
use crate::export::{Cell as Field, Column as Heading, Language, Table};

/// Which way a matrix is turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pivot {
    /// Items down, provinces across: the best that the plans of the province have.
    ItemProvince,
    /// Leading bodies down, provinces across: how many items each leads there.
    BodyProvince,
    /// Provinces down, quarters across: how many items fall due in each.
    ProvinceDeadline,
}

impl Pivot {
    /// All of them, by the names that requests use.
    pub const NAMES: [(&'static str, Pivot); 3] = [
        ("item-province", Pivot::ItemProvince),
        ("body-province", Pivot::BodyProvince),
        ("province-deadline", Pivot::ProvinceDeadline),
    ];

    /// The one of this name.
    pub fn named(name: &str) -> Option<Pivot> {
        Pivot::NAMES.iter().find(|(known, _)| *known == name).map(|(_, pivot)| *pivot)
    }
}

/// The table of a pivot. Plans of lower levels speak for themselves and are not counted for their province; a place
/// without a count is empty.
pub fn pivot(matrix: &Matrix, which: Pivot, language: Language) -> Table {
    let provinces = provinces(matrix);
    match which {
        Pivot::ItemProvince => item_province(matrix, &provinces, language),
        Pivot::BodyProvince => body_province(matrix, &provinces),
        Pivot::ProvinceDeadline => province_deadline(matrix, &provinces),
    }
}

/// A province and the places of its columns.
type Province<'a> = (&'a str, Vec<usize>);

/// In the order of the matrix.
fn provinces(matrix: &Matrix) -> Vec<Province<'_>> {
    let mut found: Vec<Province<'_>> = Vec::new();
    let counts = |column: &Column| column.standing != Standing::Lower;
    for (at, column) in matrix.columns.iter().enumerate().filter(|(_, column)| counts(column)) {
        let name = column.province.as_deref().unwrap_or("—");
        match found.iter_mut().find(|(known, _)| *known == name) {
            Some((_, columns)) => columns.push(at),
            None => found.push((name, vec![at])),
        }
    }
    found
}

fn across(first: &[Heading], names: impl Iterator<Item = (String, String)>) -> Table {
    let named = names.map(|(id, name)| Heading::named(id, name));
    Table::new(first.iter().cloned().chain(named).collect::<Vec<_>>())
}

fn named<'a>(provinces: &'a [Province<'a>]) -> impl Iterator<Item = (String, String)> + 'a {
    provinces.iter().map(|(name, _)| ((*name).to_owned(), (*name).to_owned()))
}

fn item_province(matrix: &Matrix, provinces: &[Province<'_>], language: Language) -> Table {
    let first = [Heading::new("item", "Mã", "Item"), Heading::new("item_title", "Nội dung", "Title")];
    let mut table = across(&first, named(provinces));
    for (item, cells) in matrix.items.iter().zip(&matrix.cells) {
        let best = |columns: &[usize]| columns.iter().map(|&at| cells[at].state).min();
        let state = |columns: &[usize]| best(columns).unwrap_or(State::NoPlan);
        let mut row: Vec<Field> = vec![item.id.as_str().into(), item.title.as_str().into()];
        row.extend(provinces.iter().map(|(_, columns)| words::state(state(columns)).shown(language).into()));
        table.rows.push(row);
    }
    table
}

fn body_province(matrix: &Matrix, provinces: &[Province<'_>]) -> Table {
    let mut counts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for cells in &matrix.cells {
        for (at, (_, columns)) in provinces.iter().enumerate() {
            let leads = columns.iter().flat_map(|&column| &cells[column].leads);
            let distinct: BTreeSet<&str> = leads.map(|lead| lead.name.as_str()).collect();
            for name in distinct {
                counts.entry(name).or_insert_with(|| vec![0; provinces.len()])[at] += 1;
            }
        }
    }
    let mut rows: Vec<(&str, Vec<usize>)> = counts.into_iter().collect();
    rows.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.iter().sum::<usize>()));
    let first = [Heading::new("body", "Cơ quan chủ trì", "Lead"), TOTAL];
    let mut table = across(&first, named(provinces));
    table.rows.extend(rows.into_iter().map(|(name, counts)| counted(name, &counts)));
    table
}

fn province_deadline(matrix: &Matrix, provinces: &[Province<'_>]) -> Table {
    let dated = |cell: &super::Cell| cell.state == State::Present;
    let cells = || matrix.cells.iter().flatten().filter(|cell| dated(cell));
    let quarters: BTreeSet<String> = cells().filter_map(quarter_of).collect();
    let first = [Heading::new("province", "Tỉnh, thành phố", "Province"), TOTAL];
    let named = quarters.iter().map(|quarter| (quarter.clone(), shown(quarter)));
    let mut table = across(&first, named.chain([("no_date".to_owned(), "không rõ ngày".to_owned())]));
    for (name, columns) in provinces {
        let own = || {
            matrix.cells.iter().flat_map(|row| columns.iter().map(|&at| &row[at])).filter(|cell| dated(cell))
        };
        let of = |quarter: Option<&String>| own().filter(|cell| quarter_of(cell).as_ref() == quarter).count();
        let counts: Vec<usize> = quarters.iter().map(Some).chain([None]).map(of).collect();
        table.rows.push(counted(name, &counts));
    }
    table
}

const TOTAL: Heading = Heading::new("total", "Tổng", "Total");

/// A name, the sum, and the counts.
fn counted(name: &str, counts: &[usize]) -> Vec<Field> {
    let shown = |count: &usize| if *count == 0 { "".into() } else { Field::Number(*count) };
    let total = Field::Number(counts.iter().sum());
    [name.into(), total].into_iter().chain(counts.iter().map(shown)).collect()
}

/// `2026-Q3` → `Quý III/2026`.
fn shown(quarter: &str) -> String {
    match quarter.split_once("-Q") {
        Some((year, number)) => {
            let roman = ["I", "II", "III", "IV"].get(number.parse::<usize>().unwrap_or(0).wrapping_sub(1));
            format!("Quý {}/{year}", roman.copied().unwrap_or(number))
        }
        None => quarter.to_owned(),
    }
}
