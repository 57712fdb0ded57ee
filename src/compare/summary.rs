//! Turns the cells of a matrix into what is said of its rows and columns: counts with their denominators, what is
//! common, what stands out.

use std::collections::BTreeMap;

use super::matrix::{Cell, ItemRow, Matrix, Outlier, State};
use crate::knowledge::{Checklist, ItemKind};

/// So many cells have to agree before another one stands out.
const AGREE: usize = 2;

/// Fills `items`, the counts of the columns and the outliers of the cells.
pub(super) fn add(matrix: &mut Matrix, checklist: &Checklist) {
    for (item, cells) in checklist.items.iter().zip(&mut matrix.cells) {
        let lead = most(cells.iter().filter(|cell| cell.state == State::Present).map(lead_of));
        let quarter = most(cells.iter().filter(|cell| cell.state == State::Present).map(quarter_of));
        let present = cells.iter().filter(|cell| cell.state == State::Present).count();
        let dated = cells.iter().filter(|cell| cell.due.is_some()).count() * 2 > present;
        if item.kind == ItemKind::Task {
            for cell in cells.iter_mut().filter(|cell| cell.state == State::Present) {
                cell.outliers = outliers(cell, lead.as_ref(), quarter.as_ref(), dated);
            }
        }
        let count = |wanted: &[State]| cells.iter().filter(|cell| wanted.contains(&cell.state)).count();
        matrix.items.push(ItemRow {
            id: item.id.clone(),
            title: item.title.clone(),
            present: count(&[State::Present]),
            elsewhere: count(&[State::Elsewhere]),
            of: count(&BINDING),
            common_lead: lead,
            due: item.due.clone(),
            disagreement: cells.iter().map(|cell| cell.outliers.len()).sum(),
        });
    }
    for (at, column) in matrix.columns.iter_mut().enumerate() {
        let own = || matrix.cells.iter().map(|row| row[at].state);
        column.present = own().filter(|state| *state == State::Present).count();
        column.of = own().filter(|state| BINDING.contains(state)).count();
    }
}

impl Matrix {
    /// Puts the items first in which most cells stand out; those alike stay in their order.
    pub fn sort_by_disagreement(&mut self) {
        let items = std::mem::take(&mut self.items).into_iter();
        let mut rows: Vec<_> = items.zip(std::mem::take(&mut self.cells)).collect();
        rows.sort_by_key(|(item, _)| std::cmp::Reverse(item.disagreement));
        (self.items, self.cells) = rows.into_iter().unzip();
    }
}

/// States of cells that a plan answers for and the item binds.
const BINDING: [State; 4] = [State::Present, State::Elsewhere, State::Absent, State::NotSeen];

/// Who leads, as one name.
fn lead_of(cell: &Cell) -> Option<String> {
    let mut names: Vec<&str> = cell.leads.iter().map(|lead| lead.name.as_str()).collect();
    names.sort_unstable();
    Some(names.join("; ")).filter(|names| !names.is_empty())
}

/// The quarter that the last day falls in: `2026-Q3`.
pub(super) fn quarter_of(cell: &Cell) -> Option<String> {
    let due = cell.due.as_ref()?.due.as_ref()?;
    let month: u8 = due.get(5..7)?.parse().ok()?;
    Some(format!("{}-Q{}", due.get(..4)?, month.div_ceil(3)))
}

/// What most have, where at least two do; of several, the first in order.
fn most(values: impl Iterator<Item = Option<String>>) -> Option<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    values.flatten().for_each(|value| *counts.entry(value).or_default() += 1);
    let best = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
    best.filter(|(_, count)| *count >= AGREE)
}

/// `dated`: do most of the row have a date?
fn outliers(
    cell: &Cell,
    lead: Option<&(String, usize)>,
    quarter: Option<&(String, usize)>,
    dated: bool,
) -> Vec<Outlier> {
    let mut found = Vec::new();
    match (lead_of(cell), lead) {
        (Some(own), Some((common, _))) if own != *common => found.push(Outlier::OtherLead),
        (None, Some(_)) => found.push(Outlier::NoLead),
        _ => {}
    }
    match (quarter_of(cell), quarter) {
        (Some(own), Some((common, _))) if own != *common => found.push(Outlier::OtherQuarter),
        _ if dated && cell.due.is_none() => found.push(Outlier::NoDate),
        _ => {}
    }
    found
}
