//! Turns one item of a checklist and the plans chosen into tasks that stand beside each other, with the words in which
//! each differs from the central text or from one of them.

use serde::Serialize;

use super::difference::{Piece, PieceKind, task_difference, task_words};
use super::matrix::{Cell, Matrix, PlanRef, Standing};
use super::members::plan_ref;
use crate::model::{HeldPlan, ProvisionId};

/// The tasks of several plans for one item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Beside {
    /// Id of the checklist.
    pub checklist: String,
    /// Is it provisional? Then nothing is "thiếu".
    pub provisional: bool,
    /// Id of the item.
    pub item: String,
    /// Its title.
    pub title: String,
    /// What the others are held against; `None` where there is no such text.
    pub against: Option<Against>,
    /// One for each plan chosen.
    pub rows: Vec<BesideRow>,
}

/// The text that others are held against.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Against {
    /// Whose.
    pub plan: PlanRef,
    /// Its province; none of the center.
    pub province: Option<String>,
    /// Where.
    pub path: String,
    /// Its words.
    pub text: String,
}

/// The task of one plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BesideRow {
    /// The province by its name of today.
    pub province: Option<String>,
    /// The plan.
    pub plan: PlanRef,
    /// How it stands to the programme.
    pub standing: Standing,
    /// What the matrix says of it.
    #[serde(flatten)]
    pub cell: Cell,
    /// Its words with all that stands below, without numbers; all are kept where it is held against nothing.
    pub pieces: Vec<Piece>,
    /// Words that only this one has.
    pub words_added: usize,
    /// Words that only the other has.
    pub words_dropped: usize,
}

/// The tasks of these columns for one item. `held` finds a plan by its id; `against` is a plan and the path of a task.
pub fn beside<'a>(
    matrix: &Matrix,
    item: usize,
    columns: &[usize],
    held: impl Fn(&str) -> Option<HeldPlan<'a>>,
    against: Option<(HeldPlan<'a>, ProvisionId)>,
) -> Beside {
    let row = |&at: &usize| {
        let (column, cell) = (&matrix.columns[at], &matrix.cells[item][at]);
        let plan = column.plan.clone()?;
        let own = held(&plan.id);
        let task = own
            .as_ref()
            .and_then(|own| own.plan.outline.find(&cell.places.first()?.path).map(|task| (own, task)));
        let pieces = match (task, &against) {
            (None, _) => Vec::new(),
            (Some(task), Some((other, its))) if other.id != task.0.id => task_difference((other, *its), task),
            (Some((own, task)), _) => vec![Piece { kind: PieceKind::Kept, text: task_words(own, task) }],
        };
        let words = |kind: PieceKind| {
            let own = pieces.iter().filter(|piece| piece.kind == kind);
            own.map(|piece| piece.text.split(' ').count()).sum()
        };
        Some(BesideRow {
            province: column.province.clone(),
            plan,
            standing: column.standing,
            cell: cell.clone(),
            words_added: words(PieceKind::After),
            words_dropped: words(PieceKind::Before),
            pieces,
        })
    };
    Beside {
        checklist: matrix.checklist.clone(),
        provisional: matrix.provisional,
        item: matrix.items[item].id.clone(),
        title: matrix.items[item].title.clone(),
        rows: columns.iter().filter_map(row).collect(),
        against: against.map(|(other, task)| Against {
            plan: plan_ref(&other),
            province: other.province.map(str::to_owned),
            path: other.plan.outline.get(task).path.clone(),
            text: task_words(&other, task),
        }),
    }
}
