//! Turns what the catalog holds into what was said of each plan held.

use std::collections::HashMap;
use std::path::Path;

use crate::catalog::{Catalog, CatalogError, Head, Judgment};
use crate::knowledge::Knowledge;
use crate::model::DateBounds;
use crate::store::{PlanEntry, Store, StoredPlan};

/// What people said, by the plan it is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Said {
    plans: HashMap<String, OfPlan>,
    /// Judgments of papers that are not held.
    pub(super) homeless: Vec<Judgment>,
}

/// What people said of one plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct OfPlan {
    pub(super) judgments: Vec<Judgment>,
    pub(super) head: Option<Head>,
}

impl Said {
    /// What the catalog in the data folder says of the plans of this store; nothing where there is no catalog.
    pub(super) fn read(data: &Path, store: &Store) -> Result<Said, CatalogError> {
        let Some(catalog) = Catalog::open_if_there(data)? else { return Ok(Said::default()) };
        Said::of(&catalog, store)
    }

    pub(super) fn of(catalog: &Catalog, store: &Store) -> Result<Said, CatalogError> {
        let ids: HashMap<&str, &str> =
            store.plans().map(|plan| (plan.id.as_str(), plan.id.as_str())).collect();
        let home = |sha256: &str, plan: &str| {
            let by_bytes = store.by_key(sha256).map(|entry| entry.id.as_str());
            by_bytes.or_else(|| ids.get(plan).copied()).map(str::to_owned)
        };
        let mut said = Said::default();
        for judgment in catalog.judgments()? {
            match home(&judgment.subject.sha256, &judgment.subject.plan) {
                Some(id) => said.plans.entry(id).or_default().judgments.push(judgment),
                None => said.homeless.push(judgment),
            }
        }
        for head in catalog.heads()? {
            if let Some(id) = home(&head.sha256, &head.plan) {
                said.plans.entry(id).or_default().head = Some(head);
            }
        }
        Ok(said)
    }

    pub(super) fn of_plan(&self, id: &str) -> Option<&OfPlan> {
        self.plans.get(id)
    }
}

/// Puts what a person read at the head of a paper in the place of what the machine read.
pub(super) fn correct_head(
    head: &Head,
    entry: &mut PlanEntry,
    stored: &mut StoredPlan,
    knowledge: &Knowledge,
) {
    let header = &mut stored.plan.header;
    if let Some(number) = &head.number {
        let (digits, symbol) = number.split_once('/').unwrap_or((number, ""));
        header.number = Some(digits.to_owned()).filter(|digits| !digits.is_empty());
        header.symbol = Some(symbol.to_owned()).filter(|symbol| !symbol.is_empty());
        entry.number = Some(number.clone());
    }
    if let Some(day) = &head.date {
        let raw = header.date.as_ref().map_or_else(|| day.clone(), |date| date.raw.clone());
        header.date = Some(DateBounds { raw, from: day.clone(), to: day.clone() });
        entry.year = day.get(..4).and_then(|year| year.parse().ok());
    }
    if let Some(province) = head.province.as_deref().and_then(|code| knowledge.province(code)) {
        header.province = Some(province.name.clone());
        entry.province = Some(province.code.clone());
    }
}
