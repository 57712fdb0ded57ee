//! Turns plans into which of their provisions were taken over, from whom, and what was done to them.
//!
//! Words are compared in runs of five. A run belongs to the oldest plan that holds it, so the work grows with the words
//! of the plans and not with their pairs. A run that plans repeat within themselves ("chủ trì, phối hợp với các cơ quan
//! liên quan") is boilerplate and weighs little; one that a hundred plans hold once each was copied a hundred times and
//! weighs in full.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use serde::Serialize;
use std::hash::{Hash, Hasher};

use super::matrix::PlanRef;
use super::members::plan_ref;
use super::units::{Prepared, Unit};
use crate::model::HeldPlan;

/// How many words make a run.
const RUN: usize = 5;
/// A provision is kept when so much of the weight of its runs stands in one other provision, in percent.
const KEPT: u32 = 85;
/// It was changed when at least so much does; else it is its plan's own.
const CHANGED: u32 = 40;

/// What a plan took over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reuse {
    /// The plan.
    pub plan: PlanRef,
    /// Its province by the name of today.
    pub province: Option<String>,
    /// Provisions taken over as they were.
    pub kept: usize,
    /// Provisions taken over in other words in part.
    pub changed: usize,
    /// Provisions that no older plan has.
    pub added: usize,
    /// From which plans, by id, and how many provisions; most first.
    pub sources: Vec<(String, usize)>,
    /// Each provision long enough to tell, in order.
    pub provisions: Vec<Taken>,
    /// Paths of the source's provisions that it left out; only where one source was asked for.
    pub dropped: Vec<String>,
}

/// A provision and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// Its path.
    pub path: String,
    /// What was done.
    pub kind: ReuseKind,
    /// How much of it stands in the source, in percent of the weight of its runs.
    pub share: u32,
    /// The source: id of the plan and path; none of a provision that was added.
    pub source: Option<(String, String)>,
}

/// What was done to a provision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReuseKind {
    /// Taken over as it was.
    Kept,
    /// Taken over in part.
    Changed,
    /// Its own.
    Added,
}

/// The oldest holder of a run, and how many hold it.
struct Holder {
    plan: usize,
    unit: usize,
    plans: u32,
    units: u32,
    last: usize,
}

/// Runs of words and who holds them first.
struct Origins(FxHashMap<u64, Holder>);

impl Origins {
    /// `order`: places of the plans, the oldest first.
    fn new(prepared: &Prepared, order: &[usize]) -> Origins {
        let mut found: FxHashMap<u64, Holder> = FxHashMap::default();
        for &plan in order {
            for (unit, words) in prepared.plans[plan].iter().enumerate() {
                for run in runs(words) {
                    let fresh = Holder { plan, unit, plans: 0, units: 0, last: usize::MAX };
                    let holder = found.entry(run).or_insert(fresh);
                    holder.units += 1;
                    holder.plans += u32::from(holder.last != plan);
                    holder.last = plan;
                }
            }
        }
        Origins(found)
    }

    /// 1 where each plan has it once; less the more they repeat it.
    fn weight(&self, run: u64) -> f32 {
        self.0.get(&run).map_or(1.0, |holder| (holder.plans as f32 / holder.units as f32).powi(2))
    }
}

/// What each plan took over from older ones; with a source, by its place, what each took over from that.
///
/// `prepared` is what was read of these plans. Linear in their words.
pub fn reuse(plans: &[HeldPlan<'_>], prepared: &Prepared, source: Option<usize>) -> Vec<Reuse> {
    reuse_watched(plans, prepared, source, &|| {})
}

/// The same; `step` is called after each plan, from several threads.
pub fn reuse_watched(
    plans: &[HeldPlan<'_>],
    prepared: &Prepared,
    source: Option<usize>,
    step: &(dyn Fn() + Sync),
) -> Vec<Reuse> {
    let mut order: Vec<usize> = source.map_or_else(|| (0..plans.len()).collect(), |at| vec![at]);
    order.sort_by_key(|&at| {
        let date = plans[at].plan.header.date.as_ref().map(|date| date.to.as_str());
        (date.is_none(), date, plans[at].id)
    });
    let origins = Origins::new(prepared, &order);
    let taker = Taker { plans, prepared, origins: &origins };
    let others: Vec<usize> = (0..plans.len()).filter(|at| Some(*at) != source).collect();
    let reused = |at| {
        let found = taker.reuse(at, source);
        step();
        found
    };
    others.into_par_iter().map(reused).collect()
}

struct Taker<'a> {
    plans: &'a [HeldPlan<'a>],
    prepared: &'a Prepared,
    origins: &'a Origins,
}

impl Taker<'_> {
    fn reuse(&self, at: usize, source: Option<usize>) -> Reuse {
        let mut taken = Vec::new();
        let mut from: Vec<(usize, usize)> = Vec::new();
        for (unit, words) in self.prepared.plans[at].iter().enumerate() {
            if let Some((share, origin)) = self.origin(at, words) {
                let (one, origin) = self.taken(at, unit, share, origin);
                taken.push(one);
                from.extend(origin);
            }
        }
        let count = |kind: ReuseKind| taken.iter().filter(|one: &&Taken| one.kind == kind).count();
        Reuse {
            plan: plan_ref(&self.plans[at]),
            province: self.plans[at].province.map(str::to_owned),
            kept: count(ReuseKind::Kept),
            changed: count(ReuseKind::Changed),
            added: count(ReuseKind::Added),
            sources: self.sources(&from),
            dropped: source.map_or_else(Vec::new, |source| self.dropped(source, &from)),
            provisions: taken,
        }
    }

    /// How much of a unit stands in one unit of another plan, at most, in percent, and where. `None` where it is too
    /// short to tell.
    fn origin(&self, own: usize, unit: &Unit) -> Option<(u32, Option<(usize, usize)>)> {
        let mut votes: FxHashMap<(usize, usize), f32> = FxHashMap::default();
        let mut total = 0.0;
        for run in runs(unit) {
            let weight = self.origins.weight(run);
            total += weight;
            if let Some(holder) = self.origins.0.get(&run).filter(|holder| holder.plan != own) {
                *votes.entry((holder.plan, holder.unit)).or_default() += weight;
            }
        }
        if total == 0.0 {
            return None;
        }
        let mut votes: Vec<_> = votes.into_iter().collect();
        votes.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let best = votes.first();
        let share = best.map_or(0.0, |(_, weight)| weight / total);
        Some(((share * 100.0).round() as u32, best.map(|(place, _)| *place)))
    }

    fn taken(
        &self,
        at: usize,
        unit: usize,
        share: u32,
        origin: Option<(usize, usize)>,
    ) -> (Taken, Option<(usize, usize)>) {
        let kind = match share {
            KEPT.. => ReuseKind::Kept,
            CHANGED.. => ReuseKind::Changed,
            _ => ReuseKind::Added,
        };
        let origin = origin.filter(|_| kind != ReuseKind::Added);
        let source = origin.map(|(plan, unit)| (self.plans[plan].id.to_owned(), self.path(plan, unit)));
        (Taken { path: self.path(at, unit), kind, share, source }, origin)
    }

    fn path(&self, plan: usize, unit: usize) -> String {
        self.plans[plan].plan.outline.provisions[unit].path.clone()
    }

    fn sources(&self, from: &[(usize, usize)]) -> Vec<(String, usize)> {
        let mut counts: FxHashMap<usize, usize> = FxHashMap::default();
        from.iter().for_each(|(plan, _)| *counts.entry(*plan).or_default() += 1);
        let named = counts.into_iter().map(|(plan, count)| (self.plans[plan].id.to_owned(), count));
        let mut sources: Vec<(String, usize)> = named.collect();
        sources.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        sources
    }

    /// Units of the source that are long enough to tell, and from which nothing was taken.
    fn dropped(&self, source: usize, from: &[(usize, usize)]) -> Vec<String> {
        let units = self.prepared.plans[source].iter().enumerate();
        let left = units.filter(|(unit, words)| {
            runs(words).next().is_some() && !from.iter().any(|(_, taken)| taken == unit)
        });
        left.map(|(unit, _)| self.path(source, unit)).collect()
    }
}

/// The runs of a unit, as numbers. Two runs that get one number are a chance of one in many millions.
fn runs(unit: &Unit) -> impl Iterator<Item = u64> + '_ {
    unit.text.windows(RUN).map(|words| {
        let mut hasher = FxHasher::default();
        words.iter().for_each(|word| word.id.hash(&mut hasher));
        hasher.finish()
    })
}
