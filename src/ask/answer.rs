//! What is answered: the contract of `ask-json.md` as plain data.

use std::borrow::Cow;

use rayon::prelude::*;
use serde::ser::Error;
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use crate::compare::shown_day;
use crate::export::Language;

/// One answer. Its words are those of the plans and the knowledge files, not copies.
#[derive(Debug, Clone, Serialize)]
pub struct Answer<'a> {
    /// As typed.
    pub question: String,
    /// What became of it.
    pub outcome: Outcome,
    /// What was understood, by key.
    pub understood: serde_json::Map<String, serde_json::Value>,
    /// Words that decided nothing and are no filler.
    pub not_understood: Vec<String>,
    /// Over what it was answered.
    pub scope: Scope,
    /// The parts of the answer.
    pub answer: Parts<'a>,
}

impl Answer<'_> {
    /// Is a body asked for, or a kind of them?
    pub fn is_of_body(&self) -> bool {
        ["body", "body_kind", "except"].iter().any(|key| self.understood.contains_key(*key))
    }
}

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Outcome {
    Answered,
    Ambiguous,
    Search,
    NotUnderstood,
    OutOfScope,
}

/// The denominator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scope {
    /// provinces, plans or programme.
    pub kind: &'static str,
    /// How many.
    pub size: usize,
    /// In words.
    pub text: String,
}

/// The parts of an answer; those that the question does not ask for are left out.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Parts<'a> {
    /// Provinces or plans that name the body.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "on_all_processors")]
    pub named: Option<Vec<Row<'a>>>,
    /// Those where only a collective covers it.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "on_all_processors")]
    pub group: Option<Vec<Row<'a>>>,
    /// Those that were read and do not have it.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "on_all_processors")]
    pub none: Option<Vec<Gap<'a>>>,
    /// Those of which nothing can be said.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "on_all_processors")]
    pub unknown: Option<Vec<Gap<'a>>>,
    /// Those of which no plan is held.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "on_all_processors")]
    pub no_plan: Option<Vec<Gap<'a>>>,
    /// Rows of who, when, duties, cites, search.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "on_all_processors")]
    pub rows: Option<Vec<Row<'a>>>,
    /// One state for every plan or province.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "on_all_processors")]
    pub states: Option<Vec<State<'a>>>,
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// Several readings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readings: Option<Vec<Reading<'a>>>,
}

/// Writes each member of a list by itself, on all processors: an answer over all plans has thousands.
fn on_all_processors<T: Serialize + Sync, S: Serializer>(
    list: &Option<Vec<T>>,
    to: S,
) -> Result<S::Ok, S::Error> {
    let members = list.as_deref().unwrap_or_default();
    let written: Result<Vec<Box<RawValue>>, _> = members.par_iter().map(to_raw_value).collect();
    written.map_err(S::Error::custom)?.serialize(to)
}

impl<'a> Parts<'a> {
    /// The provinces of which no plan answers, for one line: those of the band and, beside states, those of which none is
    /// shown.
    pub fn without_plan(&self) -> Vec<&'a str> {
        let gaps = self.no_plan.iter().flatten().filter_map(|gap| gap.province);
        let states = self.states.iter().flatten().filter(|state| state.is_empty());
        gaps.chain(states.filter_map(|state| state.province)).collect()
    }

    /// The states of plans; those of provinces without one stand in [`without_plan`](Parts::without_plan).
    pub fn states_shown(&self) -> impl Iterator<Item = &State<'a>> {
        self.states.iter().flatten().filter(|state| !state.is_empty())
    }
}

impl State<'_> {
    /// Is it of a province of which no plan is shown?
    fn is_empty(&self) -> bool {
        self.state == "no_plan" && self.plan.is_none()
    }
}

impl Parts<'_> {
    /// Does any plan have what is asked? States that all say no do not count.
    pub fn holds(&self) -> bool {
        let has = |state: &State<'_>| matches!(state.state, "present" | "elsewhere");
        match &self.states {
            Some(states) if self.rows.is_none() => states.iter().any(has),
            _ => self.is_found() && self.rows.as_ref().is_none_or(|rows| !rows.is_empty()),
        }
    }

    /// Does it hold anything found (exit code 0)?
    pub fn is_found(&self) -> bool {
        let some = |rows: &Option<Vec<Row<'_>>>| rows.as_ref().is_some_and(|rows| !rows.is_empty());
        some(&self.named)
            || some(&self.group)
            || some(&self.rows)
            || self.states.as_ref().is_some_and(|states| !states.is_empty())
            || self.count.is_some_and(|count| count > 0)
            || (self.named.is_none()
                && self.rows.is_none()
                && self.no_plan.as_ref().is_some_and(|list| !list.is_empty()))
            || self.readings.as_ref().is_some_and(|list| !list.is_empty())
    }
}

/// One reading of an ambiguous question.
#[derive(Debug, Clone, Serialize)]
pub struct Reading<'a> {
    /// What it takes the question for.
    pub understood: serde_json::Map<String, serde_json::Value>,
    /// In words.
    pub text: String,
    /// Its rows.
    pub rows: Vec<Row<'a>>,
}

/// A fact with its proof: an assignment, a citation, or a passage.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Row<'a> {
    /// A body with a task.
    Assignment(Box<AssignmentRow<'a>>),
    /// A reference to an instrument.
    Citation(Box<CitationRow<'a>>),
    /// A stretch of text.
    Passage(Box<PassageRow<'a>>),
}

impl<'a> Row<'a> {
    /// The plan, the path and the words.
    pub fn evidence(&self) -> (&Source<'a>, &str, &str) {
        match self {
            Row::Assignment(row) => (&row.source, row.path, row.quote),
            Row::Citation(row) => (&row.source, row.path, row.quote),
            Row::Passage(row) => (&row.source, row.path, &row.quote),
        }
    }
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Source<'a> {
    /// PlanId.
    pub plan: &'a str,
    /// File name.
    pub file: &'a str,
    /// Province of today.
    pub province: Option<&'a str>,
}

/// An assignment row.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct AssignmentRow<'a> {
    #[serde(flatten)]
    pub source: Source<'a>,
    pub path: &'a str,
    pub task: &'a str,
    /// The first words of the task.
    pub task_start: String,
    pub quote: &'a str,
    pub agency: &'a str,
    pub group: bool,
    /// The collective through which a body is covered, and why it is a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    pub role: crate::model::Role,
    pub role_basis: crate::model::RoleBasis,
    pub modality: crate::model::Modality,
    pub deadline: Option<DeadlineRow<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_quote: Option<&'a str>,
    /// Headings and siblings that give the topic.
    pub scope_from: Vec<ScopeFrom<'a>>,
    /// The rule that read it.
    pub rule: &'a str,
    /// The page of the quote, from 1; only where the format has pages of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<usize>,
    /// How sure character recognition was of its words, in percent; only where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scan_confidence: Option<u8>,
    /// machine_read until a person has said something of it.
    pub status: crate::model::ReviewState,
}

/// A deadline of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct DeadlineRow<'a> {
    pub raw: &'a str,
    pub kind: crate::model::DeadlineKind,
    pub start: Option<&'a str>,
    pub due: Option<&'a str>,
    pub recurrence: Option<crate::model::Recurrence>,
    pub tentative: bool,
}

/// Where a row has its topic from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScopeFrom<'a> {
    /// The provision.
    pub path: &'a str,
    /// Its words.
    pub quote: Cow<'a, str>,
}

/// A citation row.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct CitationRow<'a> {
    #[serde(flatten)]
    pub source: Source<'a>,
    pub path: &'a str,
    pub quote: &'a str,
    pub number: Option<&'a str>,
    pub date: Option<&'a str>,
    pub relation: crate::model::Relation,
    /// Is the cited text held here?
    pub held: bool,
    /// The instrument that replaced the cited one, where one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// Since when, `YYYY-MM-DD`, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_since: Option<String>,
    /// Was the cited one still in force when the plan was issued? Only of one that was replaced, where that can be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_when_issued: Option<bool>,
}

impl CitationRow<'_> {
    /// What became of the cited instrument, for a reader; `None` where nothing replaced it.
    pub fn validity(&self, language: Language) -> Option<String> {
        let by = self.replaced_by.as_deref()?;
        let day = self.replaced_since.as_deref().map(shown_day);
        let since =
            day.map_or_else(String::new, |day| language.pick(format!(" từ {day}"), format!(" since {day}")));
        let replaced =
            language.pick(format!("đã được thay bằng {by}{since}"), format!("replaced by {by}{since}"));
        let then = match self.valid_when_issued {
            Some(true) => {
                language.pick("; khi kế hoạch ban hành còn hiệu lực", "; in force when the plan was issued")
            }
            Some(false) => language.pick(
                "; đã hết hiệu lực khi kế hoạch ban hành",
                "; no longer in force when the plan was issued",
            ),
            None => "",
        };
        Some(replaced + then)
    }
}

/// A passage that matches a mere query.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct PassageRow<'a> {
    #[serde(flatten)]
    pub source: Source<'a>,
    pub path: &'a str,
    pub quote: String,
}

/// A province or plan without a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap<'a> {
    /// The plan that was read, where there is one.
    pub plan: Option<&'a str>,
    /// Its file.
    pub file: Option<&'a str>,
    /// The province.
    pub province: Option<&'a str>,
    /// Why it stands here.
    pub reason: &'static str,
    /// A plan that is cited and not held.
    pub stub: Option<&'a str>,
    /// What must not be taken for an answer, and is near it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub near: Vec<Near<'a>>,
}

/// A near miss.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Near<'a> {
    /// Where.
    pub path: &'a str,
    /// What it says.
    pub quote: Cow<'a, str>,
    /// Why it is no answer.
    pub reason: &'static str,
}

/// The state of one plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct State<'a> {
    /// The plan.
    pub plan: Option<&'a str>,
    /// Its file.
    pub file: Option<&'a str>,
    /// The province.
    pub province: Option<&'a str>,
    /// present, elsewhere, absent, not_applicable, unknown, no_plan.
    pub state: &'static str,
    /// Where.
    pub path: Option<&'a str>,
    /// The words.
    pub quote: Option<Cow<'a, str>>,
    /// Why.
    pub reason: Cow<'static, str>,
}
