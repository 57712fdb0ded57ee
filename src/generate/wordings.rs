//! Turns `corpus/generate/*.toml` into the programme and its wordings.

use fastrand::Rng;
use serde::Deserialize;

/// Which wordings are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wordings {
    /// Those that rule writers may look at.
    Open,
    /// Those that are kept closed.
    Closed,
    /// Both.
    #[default]
    All,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Programme {
    pub(super) number: String,
    pub(super) date: String,
    pub(super) title: String,
}

/// A task of the programme.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) topic: String,
    pub(super) headings: Vec<String>,
    pub(super) action: String,
    pub(super) lead: String,
    pub(super) partners: Vec<String>,
    pub(super) due: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemFile {
    programme: Programme,
    item: Vec<Item>,
}

/// The ways of saying each kind of thing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sayings {
    pub(super) lead_labels: Vec<String>,
    pub(super) partner_labels: Vec<String>,
    pub(super) time_labels: Vec<String>,
    pub(super) content_labels: Vec<String>,
    pub(super) sentences: Vec<String>,
    pub(super) agency_sentences: Vec<String>,
    pub(super) sections: Vec<String>,
    pub(super) agency_sections: Vec<String>,
    pub(super) aims: Vec<String>,
    pub(super) requirements: Vec<String>,
    pub(super) funding: Vec<String>,
    pub(super) closings: Vec<String>,
    pub(super) table_task: Vec<String>,
    pub(super) table_lead: Vec<String>,
    pub(super) table_partner: Vec<String>,
    pub(super) table_time: Vec<String>,
}

/// The programme, its items, and the wordings chosen.
pub(super) struct Book {
    pub(super) programme: Programme,
    pub(super) items: Vec<Item>,
    pub(super) phrases: Sayings,
}

const ITEMS: &str = include_str!("../../corpus/generate/items.toml");
const OPEN: &str = include_str!("../../corpus/generate/wordings.toml");
const CLOSED: &str = include_str!("../../corpus/generate/wordings-closed.toml");

impl Book {
    /// Reads the embedded files; they are tested, so an error is a mistake in the program.
    pub(super) fn read(wordings: Wordings) -> Result<Book, toml::de::Error> {
        let ItemFile { programme, item } = toml::from_str(ITEMS)?;
        let (open, closed): (Sayings, Sayings) = (toml::from_str(OPEN)?, toml::from_str(CLOSED)?);
        let phrases = match wordings {
            Wordings::Open => open,
            Wordings::Closed => closed,
            Wordings::All => open.with(closed),
        };
        Ok(Book { programme, items: item, phrases })
    }
}

impl Sayings {
    fn with(self, other: Sayings) -> Sayings {
        let both = |mut one: Vec<String>, two: Vec<String>| {
            one.extend(two);
            one
        };
        Sayings {
            lead_labels: both(self.lead_labels, other.lead_labels),
            partner_labels: both(self.partner_labels, other.partner_labels),
            time_labels: both(self.time_labels, other.time_labels),
            content_labels: both(self.content_labels, other.content_labels),
            sentences: both(self.sentences, other.sentences),
            agency_sentences: both(self.agency_sentences, other.agency_sentences),
            sections: both(self.sections, other.sections),
            agency_sections: both(self.agency_sections, other.agency_sections),
            aims: both(self.aims, other.aims),
            requirements: both(self.requirements, other.requirements),
            funding: both(self.funding, other.funding),
            closings: both(self.closings, other.closings),
            table_task: both(self.table_task, other.table_task),
            table_lead: both(self.table_lead, other.table_lead),
            table_partner: both(self.table_partner, other.table_partner),
            table_time: both(self.table_time, other.table_time),
        }
    }
}

/// One of a list.
pub(super) fn pick<'a>(rng: &mut Rng, list: &'a [String]) -> &'a str {
    if list.is_empty() { "" } else { &list[rng.usize(..list.len())] }
}
