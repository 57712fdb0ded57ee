//! Turns what was read, in whatever order, into a list that depends on the files alone.

use std::collections::BTreeMap;
use std::path::Path;

use super::near;
use crate::store::{FileEntry, FileOutcome};

/// How much of a hash tells apart two papers of one name, in hexadecimal digits.
const HASH_DIGITS: usize = 6;

/// Of files with the same bytes the first by path holds the plan, the others point at it; plans of one name are told
/// apart by their bytes.
pub(super) fn settle(entries: &mut BTreeMap<String, FileEntry>) {
    settle_duplicates(entries);
    settle_names(entries);
    near::link(entries);
}

fn settle_duplicates(entries: &mut BTreeMap<String, FileEntry>) {
    let mut by_hash: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, entry) in entries.iter().filter(|(_, entry)| !entry.stamp.sha256.is_empty()) {
        by_hash.entry(entry.stamp.sha256.clone()).or_default().push(path.clone());
    }
    for paths in by_hash.values().filter(|paths| paths.len() > 1) {
        let read = |path: &&String| !matches!(entries[*path].outcome, FileOutcome::Duplicate(_));
        let held = paths.iter().find(|path| entries[*path].plan().is_some()).or(paths.iter().find(read));
        let Some(mut outcome) = held.map(|path| entries[path].outcome.clone()) else { continue };
        if let FileOutcome::Plan(plan) = &mut outcome {
            plan.file = Path::new(&paths[0]).file_name().unwrap_or_default().to_string_lossy().into_owned();
        }
        let is_plan = matches!(outcome, FileOutcome::Plan(_));
        for (nth, path) in paths.iter().enumerate() {
            let points = is_plan && nth > 0;
            let own = if points { FileOutcome::Duplicate(paths[0].clone()) } else { outcome.clone() };
            entries.entry(path.clone()).and_modify(|entry| entry.outcome = own);
        }
    }
}

fn settle_names(entries: &mut BTreeMap<String, FileEntry>) {
    let mut taken = std::collections::BTreeSet::new();
    for entry in entries.values_mut() {
        let digits = entry.stamp.sha256.get(..HASH_DIGITS).unwrap_or_default().to_owned();
        if let Some(plan) = entry.plan_mut() {
            plan.id.clone_from(&plan.base_id);
            if !taken.insert(plan.id.clone()) {
                plan.id = format!("{}~{digits}", plan.base_id);
                taken.insert(plan.id.clone());
            }
        }
    }
}
