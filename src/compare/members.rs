//! Turns a programme and the plans held into its members, each with the plan that answers for it.

use rustc_hash::FxHashMap;

use super::matrix::{Column, PlanRef, Standing};
use super::phrase::best;
use crate::knowledge::{Checklist, Item, Knowledge, Programme, code};
use crate::model::{Citation, HeldPlan, Level, Relation};
use crate::normalize::normalize;
use crate::tokenizer::Analyzer;

use super::phrase::{Vocabulary, Wanted};

/// How a plan belongs to a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Belongs {
    /// It says that it carries the central instrument out.
    Directly,
    /// Its parent does, which is held.
    ThroughParent,
    /// Its parent does by its name, and is not held: its number.
    ThroughStub(String),
}

/// How many generations of plans lie between the center and a plan, at most.
const DEPTH: usize = 3;
/// How many bytes behind a citation may say what the cited paper is about.
const BEHIND: usize = 600;

/// Tells which plans belong to a programme.
pub(super) struct Membership<'a> {
    programme: &'a Programme,
    plans: &'a [HeldPlan<'a>],
    /// Places of plans by their number and symbol.
    numbered: FxHashMap<String, Vec<usize>>,
    vocabulary: Vocabulary<'a>,
    subject: Wanted,
}

impl<'a> Membership<'a> {
    pub(super) fn new(
        programme: &'a Programme,
        plans: &'a [HeldPlan<'a>],
        knowledge: &Knowledge,
        analyzer: &'a Analyzer,
    ) -> Membership<'a> {
        let item = Item { id: String::new(), words: programme.subject.clone(), ..Item::default() };
        let checklist = Checklist {
            id: String::new(),
            title: String::new(),
            version: String::new(),
            provisional: true,
            source: String::new(),
            programme: None,
            items: vec![item],
        };
        let vocabulary = Vocabulary::new(&checklist, knowledge, analyzer);
        let subject = vocabulary.wanted(&checklist.items[0], knowledge);
        let mut numbered: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, number) in plans.iter().enumerate().filter_map(|(at, held)| Some((at, number(held)?))) {
            numbered.entry(code(&number)).or_default().push(at);
        }
        Membership { programme, plans, numbered, vocabulary, subject }
    }

    /// Is this the central instrument itself?
    pub(super) fn is_center(&self, held: &HeldPlan<'_>) -> bool {
        number(held).is_some_and(|own| code(&own) == code(&self.programme.instrument))
    }

    pub(super) fn of(&self, held: &HeldPlan<'_>) -> Option<Belongs> {
        self.traced(held, DEPTH)
    }

    fn traced(&self, held: &HeldPlan<'_>, depth: usize) -> Option<Belongs> {
        let rests =
            |citation: &&Citation| matches!(citation.relation, Relation::Implements | Relation::Basis);
        let own: Vec<&Citation> = held.plan.citations.iter().filter(rests).collect();
        let center = code(&self.programme.instrument);
        if own.iter().any(|citation| citation.number.as_deref().is_some_and(|number| code(number) == center))
        {
            return Some(Belongs::Directly);
        }
        if depth == 0 {
            return None;
        }
        own.iter().filter(|citation| citation.relation == Relation::Implements).find_map(|citation| {
            let cited = citation.number.as_deref()?;
            let same_number = self.numbered.get(&code(cited)).into_iter().flatten();
            match same_number.map(|&at| &self.plans[at]).find(|other| is_paper(other, held)) {
                Some(parent) => self.traced(parent, depth - 1).map(|_| Belongs::ThroughParent),
                None => self.is_stub(held, citation).then(|| Belongs::ThroughStub(cited.to_owned())),
            }
        })
    }

    /// A paper that is not held belongs when it is named after the programme and younger than the central instrument.
    fn is_stub(&self, held: &HeldPlan<'_>, citation: &Citation) -> bool {
        let younger = citation.date.as_deref().is_some_and(|date| date >= self.programme.date.as_str());
        let mut end = (citation.span.end + BEHIND).min(held.text.len());
        while !held.text.is_char_boundary(end) {
            end -= 1;
        }
        let behind = normalize(&held.text[citation.span.end..end]).text;
        younger && best(&self.subject.names, &self.vocabulary.words(&behind, |_| false)) >= 1.0
    }
}

/// Is `other`, of the number that `held` cites, the paper meant? Numbers are the issuer's own: the province has to agree.
fn is_paper(other: &HeldPlan<'_>, held: &HeldPlan<'_>) -> bool {
    other.id != held.id && other.province == held.province
}

/// Number and symbol, where both are printed.
pub(super) fn number(held: &HeldPlan<'_>) -> Option<String> {
    let header = &held.plan.header;
    Some(format!("{}/{}", header.number.as_ref()?, header.symbol.as_ref()?))
}

pub(super) fn plan_ref(held: &HeldPlan<'_>) -> PlanRef {
    let (id, file) = (held.id.to_owned(), held.file.to_owned());
    PlanRef { id, file, level: held.plan.header.level, number: number(held) }
}

/// Does each of the plans belong to the programme: does it carry the central instrument out or rest on it, directly or
/// through a plan of its province, held or cited? The instrument itself does not.
pub fn belonging(
    programme: &Programme,
    plans: &[HeldPlan<'_>],
    knowledge: &Knowledge,
    analyzer: &Analyzer,
) -> Vec<bool> {
    let membership = Membership::new(programme, plans, knowledge, analyzer);
    plans.iter().map(|held| !membership.is_center(held) && membership.of(held).is_some()).collect()
}

/// The columns of a programme with the place of each one's plan in `plans`: members in the order of the roster, then
/// plans of lower levels.
pub(super) fn columns(
    membership: &Membership<'_>,
    plans: &[HeldPlan<'_>],
    knowledge: &Knowledge,
) -> Vec<(Column, Option<usize>)> {
    let roster = &membership.programme.roster;
    let is_member = |code: &String| roster.is_empty() || roster.contains(code);
    let belongs: Vec<Option<Belongs>> = plans
        .iter()
        .map(|held| if membership.is_center(held) { None } else { membership.of(held) })
        .collect();
    let mut found = Vec::new();
    for province in knowledge.provinces.iter().filter(|province| is_member(&province.code)) {
        let of_province = |at: &usize| plans[*at].province == Some(province.name.as_str());
        let own = (0..plans.len()).filter(of_province).filter(|&at| !membership.is_center(&plans[at]));
        found.push(member(&province.name, plans, &belongs, &own.collect::<Vec<_>>()));
    }
    let lower = |at: &usize| belongs[*at].is_some() && plans[*at].plan.header.level != Level::Province;
    for at in (0..plans.len()).filter(lower) {
        let province = plans[at].province.unwrap_or_default();
        let stub = stub(belongs[at].as_ref());
        found.push((column(province, Standing::Lower, Some(plan_ref(&plans[at])), stub), Some(at)));
    }
    found
}

fn member(
    province: &str,
    plans: &[HeldPlan<'_>],
    belongs: &[Option<Belongs>],
    own: &[usize],
) -> (Column, Option<usize>) {
    let is_province = |at: &usize| plans[*at].plan.header.level == Level::Province;
    let mut answers: Vec<usize> =
        own.iter().copied().filter(|at| is_province(at) && belongs[*at].is_some()).collect();
    // A signed paper speaks before a draft, the younger before the older.
    answers.sort_by_key(|&at| {
        let header = &plans[at].plan.header;
        let date = header.date.as_ref().map(|date| date.to.clone());
        (header.number.is_none(), std::cmp::Reverse(date), plans[at].id)
    });
    let shown = |at: usize| Some(plan_ref(&plans[at]));
    if let Some((&first, rest)) = answers.split_first() {
        let mut answered = column(province, Standing::Answers, shown(first), None);
        answered.others = rest.iter().map(|&at| plan_ref(&plans[at])).collect();
        return (answered, Some(first));
    }
    if let Some(&lower) = own.iter().find(|&&at| belongs[at].is_some()) {
        return (column(province, Standing::OnlyLower, shown(lower), stub(belongs[lower].as_ref())), None);
    }
    let other = own.iter().copied().find(|at| is_province(at)).or(own.first().copied());
    let standing = if other.is_some() { Standing::OtherProgramme } else { Standing::Nothing };
    (column(province, standing, other.and_then(shown), None), None)
}

fn stub(belongs: Option<&Belongs>) -> Option<String> {
    match belongs {
        Some(Belongs::ThroughStub(number)) => Some(number.clone()),
        _ => None,
    }
}

pub(super) fn column(
    province: &str,
    standing: Standing,
    plan: Option<PlanRef>,
    stub: Option<String>,
) -> Column {
    let province = Some(province.to_owned()).filter(|name| !name.is_empty());
    Column { province, plan, standing, others: Vec::new(), stub, present: 0, of: 0, extra: Vec::new() }
}
