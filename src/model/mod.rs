//! Plain data that every stage shares: what a document is, what a plan says, and where it says it.
//!
//! Nothing in here reads a file, matches a word or knows a body's name. Offsets are byte offsets into
//! [`Document::text`], the original text; they turn into Unicode characters only where JSON is written.

mod assignment;
mod diagnostic;
mod document;
mod outline;
mod plan;
mod span;

pub use assignment::{
    Assignment, Deadline, DeadlineKind, Modality, Recurrence, Review, ReviewState, Role, RoleBasis,
};
pub use diagnostic::{Code, Diagnostic};
pub use document::{Aside, AsideKind, Block, BlockKind, Document, Doubtful, Format};
pub use outline::{Outline, Provision, ProvisionId, UnitKind};
pub use plan::{
    Citation, DateBounds, Definition, Header, HeldPlan, Level, Part, PartKind, Plan, PlanId, Relation,
    Signatory,
};
pub use span::Span;

/// A value read out of a text, with what was doubtful about it. Reading text never fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed<T> {
    /// What was read.
    pub value: T,
    /// What a careful reader would want to be told about the reading.
    pub diagnostics: Vec<Diagnostic>,
}
