//! Turns the words of plans into links between copies of one paper: a Word file and its scan, a draft and what was
//! signed. All are kept; one is the current one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::normalize::{WordKind, fold, normalize, words};
use crate::store::{FileEntry, NearCopy, PlanEntry};

/// How many numbers a sketch has: the share that two sketches have in common estimates the share of their shingles,
/// give or take six percent.
const SKETCH: usize = 64;
/// Syllables in a shingle.
const SHINGLE: usize = 3;
/// Copies have so many of a hundred shingles in common. Two drafts of one plan have more; two plans of one office that
/// only follow the same pattern have less.
const NEAR: usize = 75;
/// Two plans are compared when so many neighbouring numbers of their sketches agree.
const BAND: usize = 4;
/// The most plans that are compared for one band: one office has no more drafts of a plan.
const MOST_ALIKE: usize = 16;

/// The least hashes of the shingles of a text, marks and case left out (MinHash).
pub(super) fn sketch(text: &str) -> Vec<u32> {
    let normal = normalize(text).text;
    let folded = fold(&normal).to_lowercase();
    let syllables: Vec<&str> = words(&folded)
        .iter()
        .filter(|word| !matches!(word.kind, WordKind::Sign(_)))
        .map(|word| &folded[word.range.clone()])
        .collect();
    let shingles: BTreeSet<u64> = syllables.windows(SHINGLE).map(hash).collect();
    if shingles.is_empty() {
        return Vec::new();
    }
    // An odd factor for each number makes it another order of the same shingles.
    let least = |factor: u64| shingles.iter().map(|shingle| scattered(shingle ^ factor) as u32).min();
    (1..=SKETCH as u64).filter_map(|nth| least(scattered(nth))).collect()
}

/// FNV-1a, the same on every machine.
fn hash(shingle: &[&str]) -> u64 {
    let bytes = shingle.iter().flat_map(|syllable| syllable.bytes().chain([b' ']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Spreads a number over all bits (the finalizer of MurmurHash3).
fn scattered(number: u64) -> u64 {
    let number = (number ^ (number >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let number = (number ^ (number >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    (number ^ (number >> 33)) >> 16
}

/// Links the copies of each paper and says which is current.
pub(super) fn link(entries: &mut BTreeMap<String, FileEntry>) {
    let plans: Vec<&PlanEntry> = entries.values().filter_map(FileEntry::plan).collect();
    let mut found: BTreeMap<String, Vec<NearCopy>> = BTreeMap::new();
    for group in groups(&plans) {
        let current = group.iter().copied().max_by_key(|&at| rank(plans[at], at));
        for &at in &group {
            let others = group.iter().filter(|&&other| other != at).map(|&other| NearCopy {
                plan: plans[other].id.clone(),
                percent: u8::try_from(alike(plans[at], plans[other])).unwrap_or(100),
                is_current: Some(other) == current,
            });
            found.insert(plans[at].id.clone(), others.collect());
        }
    }
    for plan in entries.values_mut().filter_map(FileEntry::plan_mut) {
        plan.copies = found.remove(&plan.id).unwrap_or_default();
    }
}

/// Places of plans that are copies of one paper, two at least in each group. A draft without a number goes with the
/// paper that it is most like, and never joins two papers into one.
fn groups(plans: &[&PlanEntry]) -> Vec<Vec<usize>> {
    let mut seen: HashMap<(&str, usize, &[u32]), Vec<usize>> = HashMap::new();
    let mut found: Vec<Vec<usize>> = Vec::new();
    let mut group_of: Vec<usize> = Vec::new();
    for (at, plan) in plans.iter().enumerate() {
        let mut alike_before = BTreeSet::new();
        for (band, numbers) in plan.sketch.chunks_exact(BAND).enumerate() {
            let before = seen.entry((issuer(plan), band, numbers)).or_default();
            alike_before.extend(before.iter().copied());
            if before.len() < MOST_ALIKE {
                before.push(at);
            }
        }
        let fits = |other: &usize| {
            let group = &found[group_of[*other]];
            alike(plan, plans[*other]) >= NEAR && group.iter().all(|&one| may_be_one(plan, plans[one]))
        };
        let nearest = alike_before.into_iter().filter(fits).max_by_key(|&other| alike(plan, plans[other]));
        let group = nearest.map_or(found.len(), |other| group_of[other]);
        if group == found.len() {
            found.push(Vec::new());
        }
        found[group].push(at);
        group_of.push(group);
    }
    found.retain(|group| group.len() > 1);
    found
}

/// What comes before year and name in a PlanId: who issued it.
fn issuer(plan: &PlanEntry) -> &str {
    plan.base_id.rsplitn(3, '/').nth(2).unwrap_or_default()
}

/// Two printed numbers are two papers, however much one is copied from the other.
fn may_be_one(one: &PlanEntry, other: &PlanEntry) -> bool {
    !matches!((digits(one), digits(other)), (Some(a), Some(b)) if a != b)
}

fn digits(plan: &PlanEntry) -> Option<&str> {
    let number = plan.number.as_deref()?.split('/').next()?;
    number.starts_with(|c: char| c.is_ascii_digit()).then_some(number)
}

/// How much of two plans is alike, in percent.
fn alike(one: &PlanEntry, other: &PlanEntry) -> usize {
    let same = one.sketch.iter().zip(&other.sketch).filter(|(a, b)| a == b).count();
    same * 100 / SKETCH
}

/// The current copy is the one that bears a number, then the one that was read in full; then the later by path.
fn rank(plan: &PlanEntry, at: usize) -> (bool, bool, usize) {
    (digits(plan).is_some(), plan.degraded.is_none(), at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(one: &[u32], other: &[u32]) -> usize {
        one.iter().zip(other).filter(|(a, b)| a == b).count() * 100 / SKETCH
    }

    #[test]
    fn a_sketch_tells_how_much_is_alike() {
        let text: String = (0..600).map(|at| format!("việc {at} của Sở số {} ", at * 7)).collect();
        let whole = sketch(&text);
        assert_eq!(whole.len(), SKETCH);
        assert_eq!(share(&whole, &sketch(&text.to_uppercase())), 100);
        let misread = text.replace("việc 30", "viẽc 3O");
        assert!(
            (80..100).contains(&share(&whole, &sketch(&misread))),
            "{}",
            share(&whole, &sketch(&misread))
        );
        let half = share(&whole, &sketch(&text.chars().take(text.chars().count() / 2).collect::<String>()));
        assert!((30..70).contains(&half), "{half}");
        assert!(sketch("").is_empty());
    }
}
