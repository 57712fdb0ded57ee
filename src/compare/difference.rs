//! Turns two plans into what changed between them: outline first, then the words of what is left of each pair.

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::model::{HeldPlan, Provision, ProvisionId, Span};
use crate::normalize::{Emphasis, lower_key, normalize_spans};

/// A provision, or a part of the paper, that is not the same in both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// Its path in the first plan.
    pub before: Option<String>,
    /// Its path in the second.
    pub after: Option<String>,
    /// Its words, in order.
    pub pieces: Vec<Piece>,
}

/// What became of a provision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Its words changed.
    Changed,
    /// Only the second plan has it.
    Added,
    /// Only the first plan has it.
    Dropped,
}

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Kept, only before, only after.
    pub kind: PieceKind,
    /// The words as printed, white space folded.
    pub text: String,
}

/// Which plan has the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    /// Both.
    Kept,
    /// Only the first.
    Before,
    /// Only the second.
    After,
}

/// What changed, and how much did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Provisions whose words are the same in both, whatever their number and layout.
    pub kept: usize,
    /// All others, in the order of the second plan; what was dropped stands where it was.
    pub changes: Vec<Change>,
}

/// Two provisions are versions of each other when so much of their words is the same, in percent.
const ALIKE: usize = 50;
/// The same printed path makes them so much likelier to be, in percent.
const SAME_PATH: usize = 25;
/// Provisions between two that are kept are paired by likeness up to so many on either side, in order beyond that.
const PAIRED: usize = 60;
/// Words of a provision that are compared one by one; longer ones are shown whole, before and after.
const WORDS: usize = 4_000;

/// A provision as words.
struct Unit<'a> {
    path: &'a str,
    /// Words as printed.
    printed: Vec<String>,
    /// The same as they are compared.
    keys: Vec<String>,
}

/// Compares two plans. Numbers of provisions, white space and emphasis make no difference.
pub fn difference(before: &HeldPlan<'_>, after: &HeldPlan<'_>) -> Difference {
    let (old, new) = (units(before), units(after));
    let keys = |units: &[Unit<'_>]| units.iter().map(|unit| unit.keys.clone()).collect::<Vec<_>>();
    let mut found = Difference { kept: 0, changes: Vec::new() };
    for op in capture_diff_slices(Algorithm::Patience, &keys(&old), &keys(&new)) {
        match op {
            DiffOp::Equal { len, .. } => found.kept += len,
            other => between(&old[other.old_range()], &new[other.new_range()], &mut found),
        }
    }
    found
}

/// What changed from one task to another, each with all that stands below it; numbers make no difference.
pub(super) fn task_difference(
    before: (&HeldPlan<'_>, ProvisionId),
    after: (&HeldPlan<'_>, ProvisionId),
) -> Vec<Piece> {
    let (old, new) = (task(before.0, before.1), task(after.0, after.1));
    pieces(&old, &new)
}

/// A task with all that stands below it, as printed, white space folded.
pub(super) fn task_words(held: &HeldPlan<'_>, id: ProvisionId) -> String {
    task(held, id).printed.join(" ")
}

fn task<'a>(held: &'a HeldPlan<'_>, id: ProvisionId) -> Unit<'a> {
    let outline = &held.plan.outline;
    let spans = outline.subtree(id).into_iter().flat_map(|id| unnumbered(outline.get(id)));
    unit(held.text, &outline.get(id).path, &spans.collect::<Vec<_>>())
}

fn units<'a>(held: &'a HeldPlan<'_>) -> Vec<Unit<'a>> {
    let parts = held.plan.parts.iter().map(|part| (&part.path, part.spans.clone()));
    let provisions =
        held.plan.outline.provisions.iter().map(|provision| (&provision.path, unnumbered(provision)));
    let mut stretches: Vec<(&String, Vec<Span>)> = parts.chain(provisions).collect();
    stretches.sort_by_key(|(_, spans)| spans.first().map_or(0, |span| span.start));
    let units = stretches.into_iter().map(|(path, spans)| unit(held.text, path, &spans));
    units.filter(|unit| !unit.keys.is_empty()).collect()
}

/// Its own text without its number.
fn unnumbered(provision: &Provision) -> Vec<Span> {
    let (number, behind) = (provision.num_span, provision.num_span.end);
    let own = provision.spans.iter().filter(|span| span.end > behind || span.end <= number.start);
    own.map(|span| if span.start < behind && span.end > behind { Span::new(behind, span.end) } else { *span })
        .collect()
}

fn unit<'a>(text: &str, path: &'a str, spans: &[Span]) -> Unit<'a> {
    let text = normalize_spans(text, spans, Emphasis::Drop).text;
    let printed: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    let key = |word: &String| lower_key(word.trim_end_matches(['.', ';', ':', ',']));
    Unit { path, keys: printed.iter().map(key).collect(), printed }
}

/// What stands between two provisions that are kept: pairs that are alike, in order, and the rest.
fn between(old: &[Unit<'_>], new: &[Unit<'_>], found: &mut Difference) {
    let mut next = 0;
    for unit in new {
        let reach = old.len().min(next + PAIRED);
        let best = (next..reach)
            .map(|at| (likeness(&old[at], unit), at))
            .max_by_key(|&(alike, at)| (alike, std::cmp::Reverse(at)));
        match best.filter(|(alike, _)| *alike >= ALIKE) {
            Some((_, at)) => {
                found.changes.extend(old[next..at].iter().map(dropped));
                pair(&old[at], unit, found);
                next = at + 1;
            }
            None => found.changes.push(whole(ChangeKind::Added, unit)),
        }
    }
    found.changes.extend(old[next.min(old.len())..].iter().map(dropped));
}

fn dropped(unit: &Unit<'_>) -> Change {
    whole(ChangeKind::Dropped, unit)
}

fn whole(kind: ChangeKind, unit: &Unit<'_>) -> Change {
    let (path, text) = (Some(unit.path.to_owned()), unit.printed.join(" "));
    match kind {
        ChangeKind::Dropped => {
            Change { kind, before: path, after: None, pieces: vec![Piece { kind: PieceKind::Before, text }] }
        }
        _ => Change { kind, before: None, after: path, pieces: vec![Piece { kind: PieceKind::After, text }] },
    }
}

fn pair(old: &Unit<'_>, new: &Unit<'_>, found: &mut Difference) {
    if old.keys == new.keys {
        found.kept += 1;
        return;
    }
    found.changes.push(Change {
        kind: ChangeKind::Changed,
        before: Some(old.path.to_owned()),
        after: Some(new.path.to_owned()),
        pieces: pieces(old, new),
    });
}

fn pieces(old: &Unit<'_>, new: &Unit<'_>) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut put = |kind, words: &[String]| {
        if !words.is_empty() {
            found.push(Piece { kind, text: words.join(" ") });
        }
    };
    if old.keys.len().max(new.keys.len()) > WORDS {
        put(PieceKind::Before, &old.printed);
        put(PieceKind::After, &new.printed);
        return found;
    }
    for op in capture_diff_slices(Algorithm::Myers, &old.keys, &new.keys) {
        if let DiffOp::Equal { .. } = op {
            put(PieceKind::Kept, &new.printed[op.new_range()]);
        } else {
            put(PieceKind::Before, &old.printed[op.old_range()]);
            put(PieceKind::After, &new.printed[op.new_range()]);
        }
    }
    found
}

/// How many words two provisions share, in percent of the words of both (Dice); more where they stand in one place.
fn likeness(old: &Unit<'_>, new: &Unit<'_>) -> usize {
    let mut counts: rustc_hash::FxHashMap<&str, usize> = rustc_hash::FxHashMap::default();
    old.keys.iter().for_each(|key| *counts.entry(key).or_default() += 1);
    let shared = new.keys.iter().filter(|key| {
        counts.get_mut(key.as_str()).is_some_and(|count| {
            let left = *count > 0;
            *count = count.saturating_sub(1);
            left
        })
    });
    let alike = 200 * shared.count() / (old.keys.len() + new.keys.len()).max(1);
    if old.path == new.path { alike + SAME_PATH } else { alike }
}
