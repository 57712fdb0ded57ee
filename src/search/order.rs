//! Turns rows into the order that is asked for, and into groups: province, plan, provision.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::rows::{PlanRow, Row, Rows};
use crate::knowledge::Knowledge;
use crate::normalize::collation_key;

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// What matches best.
    #[default]
    Relevance,
    /// Provinces as in a dictionary; those papers that have none come last.
    Province,
    /// The newest paper.
    Date,
    /// The earliest deadline; what has none comes last.
    Deadline,
}

impl Sort {
    /// The order of this English or Vietnamese name.
    pub fn named(name: &str) -> Option<Sort> {
        match name {
            "relevance" | "lien-quan" => Some(Sort::Relevance),
            "province" | "tinh" => Some(Sort::Province),
            "date" | "ngay" => Some(Sort::Date),
            "deadline" | "han" => Some(Sort::Deadline),
            _ => None,
        }
    }
}

/// The hits of one plan.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PlanGroup {
    /// The plan: SHA-256 of its file.
    #[serde(skip)]
    pub key: String,
    /// Code of its province; empty where it has none.
    pub province: String,
    /// How many of its provisions match, exactly.
    pub total: usize,
    /// How many of them are among the hits given.
    pub shown: usize,
}

/// What sorts before what, for plans.
type PlanKey = (bool, (String, String), String);

fn plan_keys(plans: &[PlanRow], knowledge: &Knowledge) -> Vec<PlanKey> {
    let key = |plan: &PlanRow| {
        let name = knowledge.province(&plan.province).map(|province| province.name.as_str());
        (name.is_none(), collation_key(name.unwrap_or_default()), plan.key.clone())
    };
    plans.iter().map(key).collect()
}

/// Puts all rows in order.
pub(super) fn sort(found: &mut Rows, by: Sort, knowledge: &Knowledge) {
    let keys = plan_keys(&found.plans, knowledge);
    let (plans, rows) = (&found.plans, &mut found.rows);
    rows.sort_by(|a, b| {
        let first = match by {
            Sort::Relevance => Ordering::Equal,
            Sort::Province => {
                let place = |row: &Row| (keys[row.plan as usize].0, &keys[row.plan as usize].1);
                place(a).cmp(&place(b))
            }
            Sort::Date => plans[b.plan as usize].date.cmp(&plans[a.plan as usize].date),
            Sort::Deadline => a.due.cmp(&b.due),
        };
        let best = || b.score.total_cmp(&a.score);
        let name = || (&keys[a.plan as usize].2, a.ordinal).cmp(&(&keys[b.plan as usize].2, b.ordinal));
        first.then_with(best).then_with(name)
    });
}

/// The plans of sorted rows, each with its rows, best first: provinces stand together, each where its first row stands.
pub(super) fn grouped(found: &Rows) -> Vec<(usize, Vec<Row>)> {
    let mut groups: Vec<(usize, Vec<Row>)> = Vec::new();
    let mut of_plan: BTreeMap<u32, usize> = BTreeMap::new();
    let mut provinces: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &found.rows {
        let at = *of_plan.entry(row.plan).or_insert_with(|| {
            groups.push((row.plan as usize, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(*row);
        let next = provinces.len();
        provinces.entry(&found.plans[row.plan as usize].province).or_insert(next);
    }
    groups.sort_by_key(|(plan, _)| provinces[found.plans[*plan].province.as_str()]);
    groups
}
