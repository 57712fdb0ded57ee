//! What a question asks for, as plain data.

use crate::export::Language;
use crate::knowledge::Knowledge;
use crate::model::{Level, Modality, Recurrence, Relation, Role};
use crate::normalize::fold;

/// What kind of answer is wanted (`ask-json.md`, intents).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Intent {
    /// Which provinces or plans.
    #[default]
    List,
    /// Who.
    Who,
    /// By when.
    When,
    /// What must a body do; which tasks.
    Duties,
    /// Which plans lack something.
    Missing,
    /// Side by side.
    Compare,
    /// How many.
    Count,
    /// Which plans cite an instrument; what a plan cites.
    Cites,
    /// Which plan carries out which.
    Chain,
    /// Which provinces have no plan.
    NoPlan,
    /// A mere query.
    Search,
}

impl Intent {
    const ALL: [Intent; 11] = [
        Intent::List,
        Intent::Who,
        Intent::When,
        Intent::Duties,
        Intent::Missing,
        Intent::Compare,
        Intent::Count,
        Intent::Cites,
        Intent::Chain,
        Intent::NoPlan,
        Intent::Search,
    ];

    /// The intent of this word.
    pub(super) fn of(name: &str) -> Option<Intent> {
        Intent::ALL.into_iter().find(|intent| intent.name() == name)
    }

    /// The word of `ask-json.md`.
    pub fn name(self) -> &'static str {
        match self {
            Intent::List => "list",
            Intent::Who => "who",
            Intent::When => "when",
            Intent::Duties => "duties",
            Intent::Missing => "missing",
            Intent::Compare => "compare",
            Intent::Count => "count",
            Intent::Cites => "cites",
            Intent::Chain => "chain",
            Intent::NoPlan => "no_plan",
            Intent::Search => "search",
        }
    }
}

/// Over what is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ScopeKind {
    /// The provinces of today.
    #[default]
    Provinces,
    /// The plans held.
    Plans,
}

impl ScopeKind {
    /// The word of `ask-json.md`.
    pub(super) fn name(self) -> &'static str {
        match self {
            ScopeKind::Provinces => "provinces",
            ScopeKind::Plans => "plans",
        }
    }

    pub(super) fn of(name: &str) -> Option<ScopeKind> {
        [ScopeKind::Provinces, ScopeKind::Plans].into_iter().find(|kind| kind.name() == name)
    }
}

/// A topic: a concept of the knowledge files, or words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Topic {
    /// Place in the list of concepts.
    Concept(usize),
    /// All of these words, as typed.
    Words(String),
}

impl Topic {
    /// The topic that these words name: a concept where they are one of its names as a whole, else the words.
    pub(super) fn of(words: &str, knowledge: &Knowledge) -> Topic {
        let keyed = knowledge.topics.key(words);
        let named = knowledge.topics.longest(&keyed, 0, |topic| !topic.negative);
        match named.filter(|named| named.words.end == keyed.words.len()) {
            Some(named) => Topic::Concept(named.value.concept),
            None => Topic::Words(words.to_owned()),
        }
    }
}

/// A field of a paper, or of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Số.
    Number,
    /// Ngày ban hành.
    Date,
    /// Người ký.
    Signatory,
    /// Thời hạn of the task asked for.
    Deadline,
}

impl Field {
    /// The word of `ask-json.md`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Field::Number => "number",
            Field::Date => "date",
            Field::Signatory => "signatory",
            Field::Deadline => "deadline",
        }
    }

    pub(super) fn of(name: &str) -> Option<Field> {
        let all = [Field::Number, Field::Date, Field::Signatory, Field::Deadline];
        all.into_iter().find(|field| field.name() == name)
    }
}

/// A span of days, both included; `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Days {
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
}

impl Days {
    /// Is nothing asked of days?
    pub fn is_open(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }
}

/// A second condition on the same place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clause {
    /// Topics, all of which have to match; empty: those of the request.
    pub topics: Vec<Topic>,
    /// Bodies, any of which has to match; empty: those of the request.
    pub bodies: Vec<String>,
    /// Roles, any of which has to match; empty: those of the request.
    pub roles: Vec<Role>,
    /// Instruments, any of which the plan has to cite.
    pub instruments: Vec<String>,
}

impl Clause {
    /// Does it ask for tasks, not only for what a plan cites?
    pub(super) fn is_of_tasks(&self) -> bool {
        !self.topics.is_empty() || !self.bodies.is_empty() || !self.roles.is_empty()
    }
}

/// What a question asks for. Empty lists and `None` ask for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// The language of sentences in the answer.
    pub language: Language,
    /// The kind of answer.
    pub intent: Intent,
    /// Topics, all of which have to match.
    pub topics: Vec<Topic>,
    /// Topics left out, each of them.
    pub except_topics: Vec<Topic>,
    /// Is one of the topics enough?
    pub any_topic: bool,
    /// Is it enough that most words of a long topic are found?
    pub loose: bool,
    /// Bodies or collectives by id, any of which has to match.
    pub bodies: Vec<String>,
    /// The name of the first body as typed, where it is an old one.
    pub body_printed: Option<String>,
    /// A kind of bodies ("đảng").
    pub body_kind: Option<String>,
    /// Bodies left out.
    pub except: Vec<String>,
    /// Roles, any of which has to match.
    pub roles: Vec<Role>,
    /// In this role and no other.
    pub only_role: bool,
    /// Only bodies that are named.
    pub named_only: bool,
    /// Assigned or asked.
    pub modality: Option<Modality>,
    /// Provinces by code.
    pub provinces: Vec<String>,
    /// Provinces left out, by code.
    pub except_provinces: Vec<String>,
    /// Names of former provinces as typed.
    pub province_printed: Vec<String>,
    /// Level of the plans asked for.
    pub level: Option<Level>,
    /// The year of the plans asked for.
    pub plan_year: Option<u16>,
    /// Bodies that issued the plans asked for, by id.
    pub issuers: Vec<String>,
    /// Are these only taken for issuers, so that they are bodies where they issued nothing?
    pub issuers_guessed: bool,
    /// Over what.
    pub scope: ScopeKind,
    /// The central instruments whose plans are asked, by number; plans of any of them answer.
    pub programme: Vec<String>,
    /// Instruments by number, any of which has to match.
    pub instruments: Vec<String>,
    /// Instruments left out.
    pub except_instruments: Vec<String>,
    /// Only instruments that another has replaced.
    pub superseded: bool,
    /// What the plan does with the instrument.
    pub relation: Option<Relation>,
    /// A field of the paper or the task.
    pub field: Option<Field>,
    /// As a section or task of its own.
    pub section: bool,
    /// As a section, not as a task.
    pub top_section: bool,
    /// Are the partners asked for beside the body?
    pub partners: bool,
    /// Only roles that the text prints.
    pub stated_role: bool,
    /// Days by which the task is due.
    pub due: Days,
    /// Only tasks without a date.
    pub undated: bool,
    /// Only tasks with a last day.
    pub fixed: bool,
    /// Only tasks that come again this often.
    pub recurrence: Option<Recurrence>,
    /// Words beside a concept: they narrow the topic where any plan has them, else they are not understood.
    pub narrowing: Vec<String>,
    /// Words that decided nothing and are no filler.
    pub not_understood: Vec<String>,
    /// Is something asked that this program does not do?
    pub out_of_scope: bool,
    /// Are the places or plans to be counted, not the tasks?
    pub counts_members: bool,
    /// Of a field: are the plans counted that have it, not those that leave it blank?
    pub counts_having: bool,
    /// Are those to be counted of which no plan is held?
    pub counts_no_plan: bool,
    /// Other readings of an ambiguous name: ids of bodies.
    pub ambiguous: Vec<String>,
    /// What the same place has to have beside this ("vừa … vừa …").
    pub also: Option<Clause>,
    /// What it must not have ("mà không giao cho …").
    pub but_not: Option<Clause>,
    /// Only what is due later than the plan of the center says of the topic.
    pub later_than_center: bool,
    /// Is the plan asked that has the number of the instrument ("theo Quyết định …")?
    pub under: bool,
}

/// All whom offices train, equip and lead are these, whether a plan says so or not: beside a topic they tell no task from
/// another.
const STAFF: [&str; 5] =
    ["can bo", "cong chuc", "can bo cong chuc", "cong chuc vien chuc", "can bo cong chuc vien chuc"];

impl Request {
    /// Are topics asked for? Only they are looked for in [`Prepared`](super::Prepared) words.
    pub fn seeks_topics(&self) -> bool {
        !self.topics.is_empty() || !self.narrowing.is_empty() || !self.except_topics.is_empty()
    }

    /// Are instruments asked for, by number or by what became of them?
    pub fn is_about_instruments(&self) -> bool {
        !self.instruments.is_empty() || self.superseded
    }

    /// What is said or not, by its key.
    pub(super) fn said(&mut self, key: &str) -> Option<&mut bool> {
        Some(match key {
            "only_role" => &mut self.only_role,
            "partners" => &mut self.partners,
            "superseded" => &mut self.superseded,
            "section" => &mut self.section,
            "top_section" => &mut self.top_section,
            "fixed" => &mut self.fixed,
            "counts_members" => &mut self.counts_members,
            "counts_no_plan" => &mut self.counts_no_plan,
            "later_than_center" => &mut self.later_than_center,
            "under" => &mut self.under,
            "any_topic" => &mut self.any_topic,
            "loose" => &mut self.loose,
            "counts_having" => &mut self.counts_having,
            _ => return None,
        })
    }

    /// Words that are no name: what narrows the topics where there are some, else a topic.
    pub(super) fn take_words(&mut self, words: Vec<String>, knowledge: &Knowledge) {
        let names_enough = !self.topics.is_empty() || !self.instruments.is_empty();
        match (words.is_empty(), names_enough) {
            (true, _) => {}
            (false, true) if STAFF.contains(&fold(&words.join(" ")).to_lowercase().as_str()) => {
                self.not_understood.extend(words);
            }
            (false, true) => self.narrowing = words,
            (false, false) => self.topics.push(Topic::of(&words.join(" "), knowledge)),
        }
    }

    /// The request with the conditions of a clause in place of its own.
    pub(super) fn with(&self, clause: &Clause) -> Request {
        let mut other = Request { also: None, but_not: None, ..self.clone() };
        if !clause.topics.is_empty() {
            other.topics.clone_from(&clause.topics);
        }
        if !clause.bodies.is_empty() {
            other.bodies.clone_from(&clause.bodies);
        }
        if !clause.roles.is_empty() {
            other.roles.clone_from(&clause.roles);
        }
        other
    }

    /// Does anything narrow the answer?
    pub fn is_empty(&self) -> bool {
        self.topics.is_empty()
            && self.bodies.is_empty()
            && self.body_kind.is_none()
            && self.ambiguous.is_empty()
            && self.provinces.is_empty()
            && self.issuers.is_empty()
            && !self.is_about_instruments()
            && self.except_instruments.is_empty()
            && self.field.is_none()
            && self.due.is_open()
            && !self.counts_no_plan
            && !self.fixed
            && !self.undated
            && self.recurrence.is_none()
            && self.programme.is_empty()
            && self.relation.is_none()
    }
}
