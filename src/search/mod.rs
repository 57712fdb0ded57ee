//! Turns a query into hits: provisions with scores, exact counts, facets, and the words that matched.
//!
//! The grammar is our own and bounded before anything is built from it; tantivy's parser, which overflows the stack on
//! nested brackets, is not used.

mod added;
mod error;
mod facets;
mod grammar;
mod hits;
mod labels;
mod order;
mod reasons;
mod rows;
mod shown;
mod similar;
mod snippet;
mod suggest;
mod translate;
mod values;

pub use error::SearchError;
pub use facets::{Counts, Facet};
pub use grammar::{Asks, Clause, FieldName, Leaf, NotUnderstood, Operator, ParsedQuery, parse_query};
pub use hits::{Found, Hit, Request, search};
pub use labels::{FacetRow, facet_rows, label};
pub use order::{PlanGroup, Sort};
pub use reasons::{Form, Place, Reason};
pub use shown::{FoundJson, HIT_COLUMNS, ShownGroup, ShownHit, found_json, hit_row, shown_groups, shown_hit};
pub use similar::similar;
pub use snippet::{Marker, Snippet};
pub use suggest::{Completion, complete, meant};
pub use values::chosen;
