//! Turns a checklist and the plans held into a matrix of items and plans, and that into gaps, each with its evidence.
//!
//! A programme (đợt triển khai) has a roster; a plan belongs to it by what it says it carries out, and nothing else is
//! scored in it. What is not found says where it was looked for; an item of a provisional checklist accuses nobody.

mod align;
mod beside;
mod chain;
mod consensus;
mod days;
mod derive;
mod difference;
mod gaps;
pub mod listed;
mod matrix;
mod members;
mod phrase;
mod pivot;
mod report;
mod reuse;
mod summary;
pub mod tables;
mod units;
mod validity;
pub mod words;

pub use beside::{Against, Beside, BesideRow, beside};
pub use chain::{Link, chain};
pub use consensus::consensus;
pub use days::{number as day_number, shown as shown_day};
pub use derive::derive;
pub use difference::{Change, ChangeKind, Difference, Piece, PieceKind, difference};
pub use gaps::{Detail, Gap, GapKind, Told, gaps};
pub use matrix::{Body, Cell, Column, Due, ItemRow, Matrix, Outlier, Place, PlanRef, Standing, State, Why};
pub use members::belonging;
pub use phrase::slips;
pub use pivot::{Pivot, pivot};
pub use report::report;
pub use reuse::{Reuse, ReuseKind, Taken, reuse, reuse_watched};
pub use units::Prepared;

use align::Aligner;
use members::{Membership, column, columns, plan_ref};
use phrase::Vocabulary;
use rayon::prelude::*;
use units::Unit;

use crate::knowledge::{Checklist, Knowledge};
use crate::model::HeldPlan;
use crate::tokenizer::Analyzer;

/// Holds the plans of a programme against its checklist: every member of the roster has a column.
///
/// `prepared` is what was read of these plans. Without a programme in the checklist this is [`of_plans`]. Linear in
/// plans × items; the same plans in any order give the same matrix.
pub fn of_programme(
    checklist: &Checklist,
    plans: &[HeldPlan<'_>],
    prepared: &Prepared,
    knowledge: &Knowledge,
) -> Matrix {
    let Some(programme) = &checklist.programme else {
        return of_plans(checklist, plans, prepared, knowledge);
    };
    let analyzer = Analyzer::new(knowledge);
    let (plans, units) = sorted(plans, prepared);
    let membership = Membership::new(programme, &plans, knowledge, &analyzer);
    let columns = columns(&membership, &plans, knowledge);
    matrix(checklist, &plans, &units, columns, &prepared.lexicon, knowledge)
}

/// How many members a programme has and how many of them a plan held answers for, as its matrix says, without the matrix.
pub fn answered(checklist: &Checklist, plans: &[HeldPlan<'_>], knowledge: &Knowledge) -> (usize, usize) {
    let Some(programme) = &checklist.programme else { return (plans.len(), plans.len()) };
    let analyzer = Analyzer::new(knowledge);
    let membership = Membership::new(programme, plans, knowledge, &analyzer);
    let found = columns(&membership, plans, knowledge);
    let count = |is: fn(Standing) -> bool| found.iter().filter(|(column, _)| is(column.standing)).count();
    (count(|standing| standing == Standing::Answers), count(|standing| standing != Standing::Lower))
}

/// Holds all plans against a checklist, whatever programme they belong to: every plan has a column.
pub fn of_plans(
    checklist: &Checklist,
    plans: &[HeldPlan<'_>],
    prepared: &Prepared,
    knowledge: &Knowledge,
) -> Matrix {
    let (plans, units) = sorted(plans, prepared);
    let held = |(at, held): (usize, &HeldPlan<'_>)| {
        (column(held.province.unwrap_or_default(), Standing::Held, Some(plan_ref(held)), None), Some(at))
    };
    let columns = plans.iter().enumerate().map(held).collect();
    matrix(checklist, &plans, &units, columns, &prepared.lexicon, knowledge)
}

/// The plans by id, each with its units.
fn sorted<'a, 'p>(plans: &[HeldPlan<'a>], prepared: &'p Prepared) -> (Vec<HeldPlan<'a>>, Vec<&'p [Unit]>) {
    let mut sorted: Vec<(HeldPlan<'a>, &[Unit])> =
        plans.iter().copied().zip(prepared.plans.iter().map(Vec::as_slice)).collect();
    sorted.sort_by_key(|(held, _)| held.id);
    sorted.into_iter().unzip()
}

fn matrix(
    checklist: &Checklist,
    plans: &[HeldPlan<'_>],
    units: &[&[Unit]],
    columns: Vec<(Column, Option<usize>)>,
    lexicon: &[String],
    knowledge: &Knowledge,
) -> Matrix {
    let analyzer = Analyzer::new(knowledge);
    let vocabulary = Vocabulary::new(checklist, knowledge, &analyzer);
    let wanted: Vec<_> = checklist.items.iter().map(|item| vocabulary.wanted(item, knowledge)).collect();
    let aligner = Aligner::new(checklist, &wanted, &vocabulary, lexicon);
    let compare = |(mut column, plan): (Column, Option<usize>)| {
        let bare = |_| Cell::bare(without_plan(column.standing));
        let (own, extra) = match plan {
            Some(at) => aligner.cells(&plans[at], units[at]),
            None => (checklist.items.iter().map(bare).collect(), Vec::new()),
        };
        column.extra = extra;
        (column, own)
    };
    let compared: Vec<(Column, Vec<Cell>)> = columns.into_par_iter().map(compare).collect();
    let mut cells: Vec<Vec<Cell>> = vec![Vec::with_capacity(compared.len()); checklist.items.len()];
    let mut shown = Vec::with_capacity(compared.len());
    for (column, own) in compared {
        own.into_iter().zip(&mut cells).for_each(|(cell, row)| row.push(cell));
        shown.push(column);
    }
    let programme = checklist.programme.as_ref();
    let members = |column: &&Column| column.standing != Standing::Lower;
    let answers = |column: &&Column| matches!(column.standing, Standing::Answers | Standing::Held);
    let mut matrix = Matrix {
        checklist: checklist.id.clone(),
        title: checklist.title.clone(),
        version: checklist.version.clone(),
        provisional: checklist.provisional,
        source: checklist.source.clone(),
        instrument: programme.map(|programme| programme.instrument.clone()),
        expected: shown.iter().filter(members).count(),
        answered: shown.iter().filter(answers).count(),
        items: Vec::new(),
        columns: shown,
        cells,
    };
    summary::add(&mut matrix, checklist);
    matrix
}

/// The state of every item where no plan answers.
fn without_plan(standing: Standing) -> State {
    if standing == Standing::OnlyLower { State::Unknown } else { State::NoPlan }
}
