//! What a comparison gives: plain data, the same for the command line, the service and the spreadsheet.

use serde::Serialize;

use crate::model::{DeadlineKind, Level, Modality, Recurrence, ReviewState, RoleBasis};

/// Items of a checklist against those expected to hold them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Matrix {
    /// Id of the checklist; of a programme's, the id of the programme.
    pub checklist: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Was it inferred? Then nothing is "thiếu".
    pub provisional: bool,
    /// Where its items are known from.
    pub source: String,
    /// The central instrument, where it is a programme's.
    pub instrument: Option<String>,
    /// How many members the programme has; the plans compared where there is no programme.
    pub expected: usize,
    /// How many of them are answered by a plan that is held.
    pub answered: usize,
    /// The rows.
    pub items: Vec<ItemRow>,
    /// The columns: members first, then plans of lower levels.
    pub columns: Vec<Column>,
    /// One list for each item, one cell for each column.
    pub cells: Vec<Vec<Cell>>,
}

/// An item and what can be said of its row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Columns that have it as a section or task.
    pub present: usize,
    /// Columns that have it elsewhere.
    pub elsewhere: usize,
    /// Columns it binds and a plan answers for: the denominator of `present`.
    pub of: usize,
    /// The lead that most of them name, and how many do.
    pub common_lead: Option<(String, usize)>,
    /// The last day that the center allows.
    pub due: Option<String>,
    /// How many cells stand out.
    pub disagreement: usize,
}

/// A member of the programme, or a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// The province by its name of today.
    pub province: Option<String>,
    /// The plan that answers, or is shown.
    pub plan: Option<PlanRef>,
    /// How it stands to the programme.
    pub standing: Standing,
    /// Other plans of the same member.
    pub others: Vec<PlanRef>,
    /// A plan that is cited and not held: its number.
    pub stub: Option<String>,
    /// Items it has as a section or task.
    pub present: usize,
    /// Items that bind it.
    pub of: usize,
    /// Tasks that no item asks for.
    pub extra: Vec<Place>,
}

/// A plan by its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanRef {
    /// Its PlanId.
    pub id: String,
    /// Its file.
    pub file: String,
    /// Whose paper it is.
    pub level: Level,
    /// Number and symbol, as far as printed.
    pub number: Option<String>,
}

/// How a column stands to the programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A plan that says it carries out the programme, itself or through its parent.
    Answers,
    /// A plan of a lower level that belongs to the programme; it speaks for itself.
    Lower,
    /// Only plans of a lower level are held: the member is unknown.
    OnlyLower,
    /// A plan is held, of another programme.
    OtherProgramme,
    /// Nothing is held.
    Nothing,
    /// A plan compared by itself, without a programme.
    Held,
}

/// The state of an item in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Has it as a section or task.
    Present,
    /// Deals with it, but not as a section or task of its own.
    Elsewhere,
    /// Was read whole and has neither.
    Absent,
    /// The same against a provisional checklist: accuses nobody.
    NotSeen,
    /// Does not bind this level.
    NotApplicable,
    /// Cannot be said.
    Unknown,
    /// No plan of the programme is held.
    NoPlan,
}

/// What stands in one place of the matrix.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// The finding.
    pub state: State,
    /// Where: the task (or section) itself first, further places after it.
    pub places: Vec<Place>,
    /// Who leads it.
    pub leads: Vec<Body>,
    /// Who coordinates.
    pub coordinates: Vec<Body>,
    /// Who carries it out, where nobody leads.
    pub implements: Vec<Body>,
    /// By when.
    pub due: Option<Due>,
    /// Whose word the bodies and the date are: the least certain of its assignments.
    pub review: ReviewState,
    /// Was the paper that the item asks for issued before this plan?
    pub already_done: bool,
    /// How it differs from the other columns.
    pub outliers: Vec<Outlier>,
    /// Of an item that was not found: the nearest passages.
    pub near: Vec<Place>,
    /// Of an item that was not found: how many provisions were looked through.
    pub looked: usize,
}

/// A provision that answers, or comes near.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Its printed path.
    pub path: String,
    /// Words of it, verbatim.
    pub quote: String,
    /// How firmly it holds the item, in percent of what is asked for.
    pub score: u32,
    /// Why it was taken.
    pub why: Why,
}

/// Why a provision was taken for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Its heading or first words name the item.
    Named,
    /// The heading above names it.
    Above,
    /// Its words hold it.
    Mentioned,
    /// It stands in the section that follows up the whole plan.
    FollowUp,
    /// Only some of the words are there.
    Near,
    /// A task that no item asks for.
    Extra,
}

/// A body in a cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Body {
    /// Its name.
    pub name: String,
    /// Its id, where it is known.
    pub id: Option<String>,
    /// Is it a collective?
    pub group: bool,
    /// Printed, or read from the construction.
    pub basis: RoleBasis,
    /// Assigned or asked.
    pub modality: Modality,
}

/// A date in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Due {
    /// The words.
    pub raw: String,
    /// Which kind.
    pub kind: DeadlineKind,
    /// First day.
    pub start: Option<String>,
    /// Last day.
    pub due: Option<String>,
    /// How often.
    pub recurrence: Option<Recurrence>,
    /// Dự kiến.
    pub tentative: bool,
}

/// How a cell stands out of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outlier {
    /// Another body leads than in most.
    OtherLead,
    /// It falls into another quarter than in most.
    OtherQuarter,
    /// Nobody leads, where others have a lead.
    NoLead,
    /// No date, where others have one.
    NoDate,
}

impl Cell {
    /// A cell that holds nothing but its state.
    pub(super) fn bare(state: State) -> Cell {
        Cell {
            state,
            places: Vec::new(),
            leads: Vec::new(),
            coordinates: Vec::new(),
            implements: Vec::new(),
            due: None,
            review: ReviewState::MachineRead,
            already_done: false,
            outliers: Vec::new(),
            near: Vec::new(),
            looked: 0,
        }
    }
}
