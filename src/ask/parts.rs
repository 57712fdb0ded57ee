//! Turns a request into the keys and values of `ask-json.md`, and those back into a request: what was understood can be
//! edited and asked again.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::dates::Day;
use super::facts::topic_label;
use super::grammar::Grammar;
use super::request::{Clause, Field, Intent, Request, ScopeKind, Topic};
use super::spot::{Spot, What, spots};
use super::{AskError, MAX_BYTES};
use crate::export;
use crate::knowledge::{Cue, Knowledge, Mark};
use crate::model::{Level, Modality, Recurrence, Relation, Role};
use crate::normalize::normalize;

/// What separates the values of a key that has several.
const SEPARATOR: char = ';';

/// What was understood, by key.
pub(super) fn understood(request: &Request, knowledge: &Knowledge) -> Map<String, Value> {
    let name = |id: &String| {
        let body = knowledge.body(id).map(|body| body.name.clone());
        body.or_else(|| knowledge.group(id).map(|group| group.name.clone())).unwrap_or_else(|| id.clone())
    };
    let province = |code: &String| {
        knowledge.province(code).map_or_else(|| code.clone(), |province| province.name.clone())
    };
    let topic = |topic: &Topic| topic_label(std::slice::from_ref(topic), knowledge);
    let yes = |said: bool| json!(said.then_some(true));
    let pairs = [
        ("intent", json!(request.intent.name())),
        ("scope", json!(request.scope.name())),
        ("topic", several(request.topics.iter().map(topic).collect())),
        ("except_topic", several(request.except_topics.iter().map(topic).collect())),
        ("body", several(request.bodies.iter().map(name).collect())),
        ("body_printed", json!(request.body_printed)),
        ("body_kind", json!(request.body_kind)),
        ("except", several(request.except.iter().map(name).collect())),
        ("role", several(request.roles.iter().map(|role| role.name().to_owned()).collect())),
        ("only_role", yes(request.only_role)),
        ("partners", yes(request.partners)),
        ("basis", json!(if request.named_only { "named" } else { "any" })),
        ("role_basis", json!(request.stated_role.then_some("stated"))),
        ("modality", json!(request.modality.map(Modality::name))),
        ("province", several(request.provinces.iter().map(province).collect())),
        ("except_province", several(request.except_provinces.iter().map(province).collect())),
        ("province_printed", several(request.province_printed.clone())),
        ("level", json!(request.level.map(Level::name))),
        ("issuing_body", several(request.issuers.iter().map(name).collect())),
        ("plan_year", json!(request.plan_year.map(|year| year.to_string()))),
        ("programme", several(request.programme.clone())),
        ("instrument", several(request.instruments.clone())),
        ("except_instrument", several(request.except_instruments.clone())),
        ("superseded", yes(request.superseded)),
        ("relation", json!(request.relation.map(Relation::name))),
        ("field", json!(request.field.map(Field::name))),
        ("section", yes(request.section)),
        ("top_section", yes(request.top_section)),
        ("due_from", json!(request.due.from)),
        ("due_to", json!(request.due.to)),
        ("due", json!(request.undated.then_some("none"))),
        ("fixed", yes(request.fixed)),
        ("recurrence", json!(request.recurrence.map(Recurrence::name))),
        ("counts_members", yes(request.counts_members)),
        ("counts_no_plan", yes(request.counts_no_plan)),
        ("later_than_center", yes(request.later_than_center)),
        ("under", yes(request.under)),
        ("any_topic", yes(request.any_topic)),
        ("loose", yes(request.loose)),
        ("counts_having", yes(request.counts_having)),
    ];
    pairs
        .into_iter()
        .chain(clause(ALSO, request.also.as_ref(), topic, name))
        .chain(clause(BUT_NOT, request.but_not.as_ref(), topic, name))
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

/// A second condition, by its keys.
fn clause(
    [topics, bodies, roles, instruments]: [&'static str; 4],
    clause: Option<&Clause>,
    topic: impl Fn(&Topic) -> String,
    name: impl Fn(&String) -> String,
) -> Vec<(&'static str, Value)> {
    let role = |role: &Role| role.name().to_owned();
    let Some(clause) = clause else { return Vec::new() };
    vec![
        (topics, several(clause.topics.iter().map(topic).collect())),
        (bodies, several(clause.bodies.iter().map(name).collect())),
        (roles, several(clause.roles.iter().map(role).collect())),
        (instruments, several(clause.instruments.clone())),
    ]
}

fn several(mut list: Vec<String>) -> Value {
    match list.len() {
        0 => Value::Null,
        1 => json!(list.remove(0)),
        _ => json!(list),
    }
}

/// The value of a key as it is typed in a form or a query string: several are separated by `;`.
pub fn typed(value: &Value) -> String {
    match value {
        Value::Array(list) => list.iter().map(typed).collect::<Vec<_>>().join("; "),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Does one of these keys make a structured request?
pub fn is_structured<'a>(mut keys: impl Iterator<Item = &'a str>) -> bool {
    keys.any(|key| KEYS.contains(&key))
}

/// The keys of a second condition that has to hold, and of one that must not.
const ALSO: [&str; 4] = ["also_topic", "also_body", "also_role", "also_instrument"];
const BUT_NOT: [&str; 4] = ["not_topic", "not_body", "not_role", "not_instrument"];

const KEYS: [&str; 49] = [
    "except_topic",
    "except_province",
    "except_instrument",
    "province_printed",
    "programme",
    "intent",
    "scope",
    "topic",
    "body",
    "body_printed",
    "body_kind",
    "except",
    "role",
    "only_role",
    "partners",
    "basis",
    "role_basis",
    "modality",
    "province",
    "level",
    "issuing_body",
    "plan_year",
    "instrument",
    "superseded",
    "relation",
    "field",
    "section",
    "top_section",
    "due_from",
    "due_to",
    "due_before",
    "due",
    "fixed",
    "recurrence",
    "counts_members",
    "counts_no_plan",
    "later_than_center",
    "under",
    "any_topic",
    "loose",
    "counts_having",
    "also_topic",
    "also_body",
    "also_role",
    "also_instrument",
    "not_topic",
    "not_body",
    "not_role",
    "not_instrument",
];

/// The request that keys and values ask for, as [`understood`](super::Answer::understood) says them: names in any
/// spelling that questions know, codes or Vietnamese words for roles and levels, days as `YYYY-MM-DD`.
///
/// Keys that are none of a request are passed over. Without `intent`, rows are asked for.
///
/// # Errors
/// A value that means nothing, with its key; more text than a question may have.
pub fn request_of<'a>(
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
    knowledge: &Knowledge,
    grammar: &Grammar,
) -> Result<Request, AskError> {
    let mut reader = Reader { request: Request::default(), knowledge, grammar };
    let mut length = 0;
    for (key, value) in pairs.filter(|(key, _)| KEYS.contains(key)) {
        length += value.len();
        if length > MAX_BYTES {
            return Err(AskError::TooLong { found: length, limit: MAX_BYTES });
        }
        for one in value.split(SEPARATOR).map(str::trim).filter(|one| !one.is_empty()) {
            let unknown = || AskError::Unknown { key: key.to_owned(), value: one.to_owned() };
            reader.take(key, one).ok_or_else(unknown)?;
        }
    }
    Ok(reader.request)
}

struct Reader<'a> {
    request: Request,
    knowledge: &'a Knowledge,
    grammar: &'a Grammar,
}

impl Reader<'_> {
    /// `None` where the value means nothing.
    fn take(&mut self, key: &str, value: &str) -> Option<()> {
        let request = &mut self.request;
        match key {
            "intent" => request.intent = Intent::of(value)?,
            "scope" => request.scope = ScopeKind::of(value)?,
            "topic" | "except_topic" | "also_topic" | "not_topic" => return self.topic(key, value),
            "body" | "except" | "issuing_body" | "also_body" | "not_body" => return self.body(key, value),
            "also_role" => {
                request.also.get_or_insert_default().roles.push(term(&Role::ALL, export::role, value)?)
            }
            "not_role" => {
                request.but_not.get_or_insert_default().roles.push(term(&Role::ALL, export::role, value)?)
            }
            "body_printed" => request.body_printed = Some(value.to_owned()),
            "body_kind" => request.body_kind = Some(value.to_owned()),
            "role" => request.roles.push(term(&Role::ALL, export::role, value)?),
            "basis" => request.named_only = value == "named",
            "role_basis" => request.stated_role = value == "stated",
            "modality" => request.modality = Some(term(&Modality::ALL, export::modality, value)?),
            "province" => return self.province(value),
            "except_province" => {
                let knowledge = self.knowledge;
                let found = knowledge.province(value).or_else(|| knowledge.province_named(value))?;
                request.except_provinces.push(found.code.clone());
            }
            "province_printed" => request.province_printed.push(value.to_owned()),
            "level" => request.level = Some(term(&Level::ALL, export::level, value)?),
            "plan_year" => request.plan_year = Some(value.parse().ok()?),
            "programme" => {
                let known = self.knowledge.programme(value).and_then(|known| known.programme.as_ref());
                request
                    .programme
                    .push(known.map_or_else(|| value.to_owned(), |known| known.instrument.clone()));
            }
            "instrument" => request.instruments.push(value.to_owned()),
            "also_instrument" => request.also.get_or_insert_default().instruments.push(value.to_owned()),
            "not_instrument" => request.but_not.get_or_insert_default().instruments.push(value.to_owned()),
            "except_instrument" => request.except_instruments.push(value.to_owned()),
            "relation" => request.relation = Some(term(&Relation::ALL, export::relation, value)?),
            "field" => request.field = Some(Field::of(value)?),
            "due_from" => request.due.from = Some(Day::of(value)?.to_string()),
            "due_to" => request.due.to = Some(Day::of(value)?.to_string()),
            "due_before" => request.due.to = Some(Day::of(value)?.before().to_string()),
            "due" => request.undated = value == "none",
            "recurrence" => request.recurrence = Some(term(&Recurrence::ALL, export::recurrence, value)?),
            _ => *request.said(key)? = value == "true",
        }
        Some(())
    }

    fn topic(&mut self, key: &str, value: &str) -> Option<()> {
        let topic = match self.whole(value) {
            Some(What::Topic(topic)) if !topic.negative => Topic::Concept(topic.concept),
            _ => Topic::Words(value.to_owned()),
        };
        match key {
            "topic" => self.request.topics.push(topic),
            "except_topic" => self.request.except_topics.push(topic),
            "also_topic" => self.request.also.get_or_insert_default().topics.push(topic),
            _ => self.request.but_not.get_or_insert_default().topics.push(topic),
        }
        Some(())
    }

    fn body(&mut self, key: &str, value: &str) -> Option<()> {
        let id = match self.whole(value) {
            Some(What::Body(at)) => self.knowledge.bodies[at].id.clone(),
            Some(What::Group(at)) => self.knowledge.groups[at].id.clone(),
            Some(What::Bodies(several)) if several.len() == 1 => self.knowledge.bodies[several[0]].id.clone(),
            Some(What::Bodies(several)) if key == "body" => {
                let ids = several.iter().map(|&at| self.knowledge.bodies[at].id.clone());
                self.request.ambiguous.extend(ids);
                return Some(());
            }
            _ if ["body", "issuing_body"].contains(&key) && self.may_be_printed(value) => value.to_owned(),
            _ => return None,
        };
        let list = match key {
            "body" => &mut self.request.bodies,
            "except" => &mut self.request.except,
            "also_body" => &mut self.request.also.get_or_insert_default().bodies,
            "not_body" => &mut self.request.but_not.get_or_insert_default().bodies,
            _ => &mut self.request.issuers,
        };
        if !list.contains(&id) {
            list.push(id);
        }
        Some(())
    }

    /// May it be the name of a body that plans print and no list knows ("Văn phòng Sở")?
    fn may_be_printed(&self, value: &str) -> bool {
        let keyed = self.knowledge.marks.key(value);
        let head = self.knowledge.marks.longest(&keyed, 0, |mark| *mark == Mark::Cue(Cue::UnknownHead));
        // Every department (sở) is listed.
        head.is_some_and(|head| head.words.end < keyed.words.len()) && !value.starts_with("Sở ")
    }

    fn province(&mut self, value: &str) -> Option<()> {
        let found = self.knowledge.province(value).or_else(|| self.knowledge.province_named(value))?;
        self.request.provinces.push(found.code.clone());
        self.request.scope = ScopeKind::Provinces;
        Some(())
    }

    /// What the value names as a whole.
    fn whole(&self, value: &str) -> Option<What> {
        let mut spots = spots(value, self.grammar, &BTreeMap::new()).into_iter();
        let Spot { what, text, .. } = spots.next()?;
        (spots.next().is_none() && text == normalize(value).text).then_some(what)
    }
}

/// The term whose code or word this is.
fn term<T: Copy>(all: &[T], term: impl Fn(T) -> export::Term, value: &str) -> Option<T> {
    let value = value.to_lowercase();
    all.iter().copied().find(|&one| {
        let term = term(one);
        [term.code, term.vi, term.en].contains(&value.as_str())
    })
}
