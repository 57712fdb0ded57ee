//! What is true of a generated plan, in the shape of `plan-json.md`.

use serde::Serialize;

/// The truth about one document.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Truth {
    pub(super) document: Document,
    pub(super) header: Header,
    pub(super) citations: Vec<Citation>,
    pub(super) outline: Vec<Provision>,
    pub(super) assignments: Vec<Assignment>,
    /// Items of the programme that the plan leaves out.
    pub(super) omitted: Vec<String>,
    /// Items whose date is later than the center's, and by how many days.
    pub(super) shifted: Vec<Shift>,
    /// Items that another body leads than the center wishes.
    pub(super) changed_lead: Vec<String>,
    /// Layout and spelling, for tables of figures.
    pub(super) layout: &'static str,
}

#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Document {
    pub(super) file: String,
}

#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Header {
    pub(super) kind: &'static str,
    pub(super) level: &'static str,
    pub(super) issuing_body: String,
    pub(super) province: String,
    pub(super) number: Option<String>,
    pub(super) symbol: String,
    pub(super) date: Date,
    pub(super) subject: String,
    pub(super) signatory: Signatory,
    pub(super) recipients: Vec<String>,
}

#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Date {
    pub(super) raw: String,
    pub(super) from: String,
    pub(super) to: String,
}

#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Signatory {
    pub(super) name: Option<String>,
    pub(super) position: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Citation {
    pub(super) raw: String,
    pub(super) number: String,
    pub(super) date: String,
    pub(super) relation: &'static str,
    pub(super) path: String,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Provision {
    pub(super) path: String,
    pub(super) num: String,
    pub(super) heading: Option<String>,
    pub(super) start: String,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Assignment {
    pub(super) task: String,
    pub(super) agency: String,
    pub(super) group: bool,
    pub(super) role: &'static str,
    pub(super) role_basis: &'static str,
    pub(super) modality: &'static str,
    pub(super) deadline: Option<Deadline>,
    pub(super) path: String,
    pub(super) quote: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) role_quote: Option<String>,
    /// The item it is about: what questions ask.
    pub(super) item: String,
    /// Words that stand in every wording of its title.
    pub(super) topic: String,
    pub(super) body_id: String,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Deadline {
    pub(super) raw: String,
    pub(super) kind: &'static str,
    pub(super) start: Option<String>,
    pub(super) due: Option<String>,
    pub(super) recurrence: Option<String>,
    pub(super) tentative: bool,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Shift {
    pub(super) item: String,
    pub(super) days: i64,
}
