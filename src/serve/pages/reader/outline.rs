//! Turns the units of a plan into the list of its headings that stands beside the text.

use super::{PART, link};
use crate::export::{Language, shown_path};
use crate::model::{HeldPlan, Provision, UnitKind};
use crate::serve::messages::Messages;
use crate::serve::params::encoded;

/// A heading.
pub(super) struct Entry {
    pub(super) title: String,
    pub(super) link: String,
    /// Where it stands on this page: what a script finds it by.
    pub(super) depth: usize,
    pub(super) is_current: bool,
}

/// So many headings are listed; of a plan that has more, those of the upper levels.
const MOST: usize = 250;
/// Levels that are listed.
const DEEPEST: usize = 3;
/// Characters of a heading that are shown.
const SHOWN: usize = 90;

/// `order`: paths in the order of the text; `part`: the part that is shown; `wanted`: the path that was asked for.
pub(super) fn outline(
    held: &HeldPlan<'_>,
    order: &[(&str, usize)],
    part: usize,
    wanted: &str,
    query: &str,
    m: &Messages,
) -> Vec<Entry> {
    let depths = depths(held);
    let listed = |deepest: usize| {
        let all = held.plan.outline.provisions.iter().zip(&depths);
        all.filter(move |(provision, depth)| **depth <= deepest && is_listed(provision))
    };
    let deepest = (0..=DEEPEST).rev().find(|&deepest| listed(deepest).count() <= MOST).unwrap_or(0);
    let current =
        current(held, wanted, &listed(deepest).map(|(one, _)| one.path.as_str()).collect::<Vec<_>>());
    let places: std::collections::HashMap<&str, usize> = order.iter().copied().collect();
    let entry = |(provision, depth): (&Provision, &usize)| {
        let own = places.get(provision.path.as_str()).copied().unwrap_or(0) / PART;
        Entry {
            title: title(held, provision),
            link: match own == part {
                true => format!("#{}", encoded(&provision.path)),
                false => link(held.id, &provision.path, query, m),
            },
            depth: *depth,
            is_current: current == Some(provision.path.as_str()),
        }
    };
    listed(deepest).take(MOST).map(entry).collect()
}

fn is_listed(provision: &Provision) -> bool {
    let small = matches!(provision.kind, UnitKind::Dash | UnitKind::Plus | UnitKind::Row);
    !small && provision.heading.is_some()
}

/// How many units stand above each.
pub(super) fn depths(held: &HeldPlan<'_>) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::with_capacity(held.plan.outline.provisions.len());
    for provision in &held.plan.outline.provisions {
        let above = provision.parent.and_then(|up| found.get(up.0)).map_or(0, |depth| depth + 1);
        found.push(above);
    }
    found
}

/// The path asked for, or the nearest one above it that is listed.
fn current<'a>(held: &HeldPlan<'a>, wanted: &str, listed: &[&str]) -> Option<&'a str> {
    let outline = &held.plan.outline;
    let own = outline.find(wanted)?;
    let all = std::iter::once(own).chain(outline.ancestors(own));
    all.map(|id| outline.get(id).path.as_str()).find(|path| listed.contains(path))
}

fn title(held: &HeldPlan<'_>, provision: &Provision) -> String {
    let heading = provision.heading.map_or("", |span| span.of(held.text));
    let words: Vec<&str> = heading.split_whitespace().collect();
    let whole = words.join(" ").replace("**", "");
    let number = provision.num.trim();
    let whole = if whole.starts_with(number) { whole } else { format!("{number} {whole}") };
    match whole.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", whole[..at].trim_end()),
        None if whole.trim().is_empty() => shown_path(&provision.path, Language::Vietnamese),
        None => whole,
    }
}
