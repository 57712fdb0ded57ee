//! Turns what plans carry out and rest on into a graph: from the center over provinces to departments.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::matrix::PlanRef;
use super::members::{number, plan_ref};
use super::validity::superseded;
use crate::knowledge::{Checklist, Knowledge, code};
use crate::model::{Citation, HeldPlan, Level, Relation};

/// A plan, and what it carries out or rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The plan that says so.
    pub plan: PlanRef,
    /// Its province by the name of today.
    pub province: Option<String>,
    /// What it carries out or rests on.
    pub number: String,
    /// Its date, where printed.
    pub date: Option<String>,
    /// Carries out, or rests on.
    pub relation: Relation,
    /// The plan of that number, where it is held; else a stub.
    pub parent: Option<PlanRef>,
    /// What replaced it, where it was.
    pub replaced_by: Option<String>,
    /// Its title, where the knowledge files have it.
    pub title: Option<String>,
    /// Bases that come with the parent, by number: inherited, not printed here.
    pub inherited: Vec<String>,
    /// Where it says so.
    pub path: String,
    /// The words.
    pub quote: String,
}

/// One link for each plan and each numbered instrument it carries out or rests on: plans by id, in document order.
pub fn chain(plans: &[HeldPlan<'_>], knowledge: &Knowledge) -> Vec<Link> {
    let mut sorted: Vec<&HeldPlan<'_>> = plans.iter().collect();
    sorted.sort_by_key(|held| held.id);
    let mut numbered = Numbered::default();
    for held in &sorted {
        if let Some(number) = number(held) {
            numbered.entry(code(&number)).or_default().push(*held);
        }
    }
    sorted.iter().flat_map(|held| links(held, &numbered, knowledge)).collect()
}

/// Plans by their number and symbol.
type Numbered<'a> = FxHashMap<String, Vec<&'a HeldPlan<'a>>>;

fn links(held: &HeldPlan<'_>, plans: &Numbered<'_>, knowledge: &Knowledge) -> Vec<Link> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for citation in grounds(held) {
        let Some(cited) = &citation.number else { continue };
        if !seen.insert(code(cited)) {
            continue;
        }
        let same_number = plans.get(&code(cited)).into_iter().flatten();
        let parent = same_number.copied().find(|other| is_parent(other, held));
        let known = knowledge.instruments.iter().find(|known| code(&known.number) == code(cited));
        found.push(Link {
            plan: plan_ref(held),
            province: held.province.map(str::to_owned),
            number: cited.clone(),
            date: citation.date.clone(),
            relation: citation.relation,
            parent: parent.map(|other| plan_ref(other)),
            replaced_by: replaced_by(cited, knowledge),
            title: known.map(|known| known.title.clone()),
            inherited: parent.map_or_else(Vec::new, |other| {
                grounds(other).filter_map(|inherited| inherited.number.clone()).collect()
            }),
            path: citation.path.clone(),
            quote: citation.span.of(held.text).to_owned(),
        });
    }
    found
}

fn grounds<'a>(held: &HeldPlan<'a>) -> impl Iterator<Item = &'a Citation> {
    held.plan
        .citations
        .iter()
        .filter(|citation| matches!(citation.relation, Relation::Implements | Relation::Basis))
}

/// Numbers of committees and departments are their own: the province has to agree. Those of the center are unique.
fn is_parent(other: &HeldPlan<'_>, held: &HeldPlan<'_>) -> bool {
    let of_center = matches!(other.plan.header.level, Level::Central | Level::Other);
    let same_place = other.province == held.province || of_center;
    other.id != held.id && same_place
}

fn replaced_by(cited: &str, knowledge: &Knowledge) -> Option<String> {
    let programmes = knowledge.checklists.iter().filter(|known| known.programme.is_some());
    let by_programme = |checklist: &Checklist| superseded(cited, checklist, knowledge);
    programmes.filter_map(by_programme).map(|found| found.by).next()
}
