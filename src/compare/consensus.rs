//! Turns the tasks that many plans share into a provisional checklist: what most plans hold, whether or not a center
//! asked for it.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::derive::title;
use super::units::{Prepared, Unit, Zone};
use crate::knowledge::{Checklist, Item};
use crate::model::{HeldPlan, ProvisionId};

/// Two heads tell of the same task when they share so much of the weight of their words (Dice).
const ALIKE: f32 = 0.6;
/// How many wordings of an item are kept as its phrases.
const WORDINGS: usize = 8;
/// How many of its rarest words a head is looked up by.
const RARE: usize = 8;

/// Tasks of several plans that say the same.
#[derive(Default)]
struct Cluster {
    /// The words of the first member.
    words: Vec<u32>,
    /// Places of the plans that have it.
    plans: Vec<usize>,
    /// How often each wording stands.
    titles: BTreeMap<String, usize>,
    /// Places of the members in their plans, in percent of the plan: their mean orders the items.
    places: Vec<usize>,
}

/// Items that at least `least` of the plans hold as a task, in the order in which plans have them on average; each says
/// how many do. The checklist is provisional: whoever lacks an item of it is accused of nothing.
///
/// `prepared` is what was read of these plans. Heads are compared only with those that share a rare word with them, and
/// only with the first of each cluster.
pub fn consensus(plans: &[HeldPlan<'_>], prepared: &Prepared, least: usize) -> Checklist {
    let weights = weights(plans, prepared);
    let mut clusters = Clusters { all: Vec::new(), with: FxHashMap::default(), weights: &weights };
    for (at, (held, units)) in plans.iter().zip(&prepared.plans).enumerate() {
        for unit in tasks(held, units) {
            clusters.put(at, held, unit, units);
        }
    }
    let mut shared: Vec<Cluster> =
        clusters.all.into_iter().filter(|cluster| cluster.plans.len() >= least.max(2)).collect();
    shared.sort_by_key(|cluster| cluster.places.iter().sum::<usize>() * 100 / cluster.places.len().max(1));
    Checklist {
        id: "dong-thuan".to_owned(),
        title: "Nội dung chung của các kế hoạch đang có".to_owned(),
        version: "1".to_owned(),
        provisional: true,
        source: format!("đồng thuận của {} kế hoạch (ít nhất {least} kế hoạch cùng có)", plans.len()),
        programme: None,
        items: shared.iter().enumerate().map(|(at, cluster)| item(at, cluster, plans.len())).collect(),
    }
}

fn item(at: usize, cluster: &Cluster, plans: usize) -> Item {
    let mut titles: Vec<(&String, usize)> =
        cluster.titles.iter().map(|(title, count)| (title, *count)).collect();
    titles.sort_by_key(|(title, count)| (std::cmp::Reverse(*count), title.chars().count()));
    let words: Vec<String> = titles.iter().take(WORDINGS).map(|(title, _)| (*title).clone()).collect();
    Item {
        id: format!("C{}", at + 1),
        title: words.first().cloned().unwrap_or_default(),
        words,
        source: Some(format!("{}/{plans} kế hoạch", cluster.plans.len())),
        shared_by: Some(cluster.plans.len()),
        ..Item::default()
    }
}

/// The units that give work: tasks, and headings below the sections of the plan ("NỘI DUNG" is no task of anybody).
fn tasks<'a>(held: &'a HeldPlan<'_>, units: &'a [Unit]) -> impl Iterator<Item = usize> + 'a {
    (0..units.len()).filter(|&at| {
        let (unit, is_section) = (&units[at], held.plan.outline.provisions[at].parent.is_none());
        let gives_work = unit.is_task || (unit.heading > 0 && !is_section);
        gives_work && unit.zone == Zone::Work && !unit.head.is_empty()
    })
}

/// A word weighs less the more heads hold it.
fn weights(plans: &[HeldPlan<'_>], prepared: &Prepared) -> Vec<f32> {
    let mut heads = vec![0u32; prepared.lexicon.len()];
    for (held, units) in plans.iter().zip(&prepared.plans) {
        for unit in tasks(held, units) {
            words(&units[unit]).into_iter().for_each(|id| heads[id as usize] += 1);
        }
    }
    heads.into_iter().map(|count| 1.0 / (count.max(1) as f32).sqrt()).collect()
}

/// The words of a head, each once, sorted.
fn words(unit: &Unit) -> Vec<u32> {
    let mut ids: Vec<u32> = unit.head.iter().map(|word| word.id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

struct Clusters<'a> {
    all: Vec<Cluster>,
    /// By word: the clusters whose first member has it.
    with: FxHashMap<u32, Vec<usize>>,
    weights: &'a [f32],
}

impl Clusters<'_> {
    fn put(&mut self, plan: usize, held: &HeldPlan<'_>, unit: usize, units: &[Unit]) {
        let words = words(&units[unit]);
        let at = self.nearest(&words).unwrap_or_else(|| self.begin(words));
        let cluster = &mut self.all[at];
        if cluster.plans.last() != Some(&plan) {
            cluster.plans.push(plan);
        }
        *cluster.titles.entry(title(held, ProvisionId(unit))).or_default() += 1;
        cluster.places.push(unit * 100 / units.len());
    }

    fn begin(&mut self, words: Vec<u32>) -> usize {
        let at = self.all.len();
        for &word in &words {
            self.with.entry(word).or_default().push(at);
        }
        self.all.push(Cluster { words, ..Cluster::default() });
        at
    }

    /// The cluster that is most alike, if any is alike enough.
    fn nearest(&self, words: &[u32]) -> Option<usize> {
        let rare = self.rare(words);
        let candidates: FxHashSet<usize> =
            rare.iter().filter_map(|word| self.with.get(word)).flatten().copied().collect();
        let mut candidates: Vec<usize> = candidates.into_iter().collect();
        candidates.sort_unstable();
        let alike = candidates.into_iter().map(|at| (self.alike(words, &self.all[at].words), at));
        let best = alike.fold((0.0, 0), |best, next| if next.0 > best.0 { next } else { best });
        (best.0 >= ALIKE).then_some(best.1)
    }

    /// The rarest words: two alike heads share one of them.
    fn rare(&self, words: &[u32]) -> Vec<u32> {
        let mut rare = words.to_vec();
        rare.sort_by(|&a, &b| self.weights[b as usize].total_cmp(&self.weights[a as usize]).then(a.cmp(&b)));
        rare.truncate(RARE);
        rare
    }

    /// The weight of the words that both have, of all (Dice). Both are sorted.
    fn alike(&self, a: &[u32], b: &[u32]) -> f32 {
        let weigh = |words: &[u32]| words.iter().map(|&id| self.weights[id as usize]).sum::<f32>();
        let both: Vec<u32> = a.iter().copied().filter(|id| b.binary_search(id).is_ok()).collect();
        2.0 * weigh(&both) / (weigh(a) + weigh(b)).max(f32::MIN_POSITIVE)
    }
}
