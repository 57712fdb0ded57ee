//! Turns a checklist and the plans held into a matrix of items and plans, and that into gaps, each with its evidence.
//!
//! A programme (đợt triển khai) has a roster; a plan belongs to it by what it says it carries out, and nothing else is
//! scored in it. What is not found says where it was looked for; an item of a provisional checklist accuses nobody.

mod align;
mod chain;
mod days;
mod derive;
mod difference;
mod gaps;
mod matrix;
mod members;
mod phrase;
mod summary;
pub mod tables;
mod units;
mod validity;
pub mod words;

pub use chain::{Link, chain};
pub use derive::derive;
pub use difference::{Change, ChangeKind, Difference, Piece, PieceKind, difference};
pub use gaps::{Detail, Gap, GapKind, Told, gaps};
pub use matrix::{Body, Cell, Column, Due, ItemRow, Matrix, Outlier, Place, PlanRef, Standing, State, Why};

use align::Aligner;
use members::{Membership, column, columns, plan_ref};

use crate::knowledge::{Checklist, Knowledge};
use crate::model::HeldPlan;
use crate::tokenizer::Analyzer;

/// Holds the plans of a programme against its checklist: every member of the roster has a column.
///
/// Without a programme in the checklist this is [`of_plans`]. Linear in plans × items; the same plans in any order give
/// the same matrix.
pub fn of_programme(checklist: &Checklist, plans: &[HeldPlan<'_>], knowledge: &Knowledge) -> Matrix {
    let Some(programme) = &checklist.programme else { return of_plans(checklist, plans, knowledge) };
    let analyzer = Analyzer::new(knowledge);
    let plans = sorted(plans);
    let membership = Membership::new(programme, &plans, knowledge, &analyzer);
    let columns = columns(&membership, &plans, knowledge);
    matrix(checklist, &plans, columns, &Aligner::new(checklist, knowledge, &analyzer))
}

/// Holds all plans against a checklist, whatever programme they belong to: every plan has a column.
pub fn of_plans(checklist: &Checklist, plans: &[HeldPlan<'_>], knowledge: &Knowledge) -> Matrix {
    let analyzer = Analyzer::new(knowledge);
    let plans = sorted(plans);
    let held = |(at, held): (usize, &HeldPlan<'_>)| {
        (column(held.province.unwrap_or_default(), Standing::Held, Some(plan_ref(held)), None), Some(at))
    };
    let columns = plans.iter().enumerate().map(held).collect();
    matrix(checklist, &plans, columns, &Aligner::new(checklist, knowledge, &analyzer))
}

fn sorted<'a>(plans: &[HeldPlan<'a>]) -> Vec<HeldPlan<'a>> {
    let mut sorted = plans.to_vec();
    sorted.sort_by_key(|held| held.id);
    sorted
}

fn matrix(
    checklist: &Checklist,
    plans: &[HeldPlan<'_>],
    columns: Vec<(Column, Option<usize>)>,
    aligner: &Aligner<'_>,
) -> Matrix {
    let mut cells: Vec<Vec<Cell>> = vec![Vec::with_capacity(columns.len()); checklist.items.len()];
    let mut shown = Vec::with_capacity(columns.len());
    for (mut column, plan) in columns {
        let (own, extra) = match plan {
            Some(at) => aligner.cells(&plans[at]),
            None => (
                checklist.items.iter().map(|_| Cell::bare(without_plan(column.standing))).collect(),
                Vec::new(),
            ),
        };
        own.into_iter().zip(&mut cells).for_each(|(cell, row)| row.push(cell));
        column.extra = extra;
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
