//! Turns a query into hits: provisions with scores, exact counts, facets, and the words that matched.
//!
//! The grammar is our own and bounded before anything is built from it; tantivy's parser, which overflows the stack on
//! nested brackets, is not used.

mod error;
mod facets;
mod grammar;
mod hits;
mod shown;
mod snippet;
mod translate;

pub use error::SearchError;
pub use grammar::{Asks, Clause, FieldName, Leaf, NotUnderstood, Operator, ParsedQuery, parse_query};
pub use hits::{Found, Hit, Request, search};
pub use shown::{FoundJson, ShownHit, found_json, shown_hit};
pub use snippet::{Marker, Snippet};
