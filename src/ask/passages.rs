//! Turns a mere query into passages that hold its words; the answer says that it is a search.

use rayon::prelude::*;

use super::answer::{Outcome, Parts, PassageRow, Row};
use super::bands::Member;
use super::evaluate::Run;
use super::facts::{short, source};
use super::request::Field;
use crate::model::{HeldPlan, PartKind, Provision, Span};

/// How many passages a mere query gives.
const PASSAGES: usize = 20;

/// A passage with how much it lacks of the query, and the word at which it begins.
type Found<'a> = (usize, usize, HeldPlan<'a>, &'a Provision);

impl<'a> Run<'_, 'a> {
    /// The passages that hold all words of the query, else those that hold most of them.
    pub(super) fn passages(&self) -> (Outcome, Parts<'a>) {
        if let Some(part) = self.request.field.and_then(part_of) {
            let plans = self.members.iter().flat_map(|member| member.plans.iter().chain(&member.lower));
            let rows = plans.flat_map(|held| rows_of_part(*held, part)).collect();
            return (Outcome::Search, Parts { rows: Some(rows), ..Parts::default() });
        }
        if self.request.topics.is_empty() {
            return (Outcome::NotUnderstood, Parts::default());
        }
        let of_member = |member: &Member<'a>| {
            let plans = member.plans.iter().chain(&member.lower);
            plans.flat_map(|held| self.passages_of(*held)).collect::<Vec<Found<'a>>>()
        };
        let mut found: Vec<Found<'a>> = self.members.par_iter().flat_map_iter(of_member).collect();
        found.sort_by_key(|(lacking, at, ..)| (*lacking, *at));
        let whole = found.first().is_some_and(|(lacking, ..)| *lacking == 0);
        found.retain(|(lacking, ..)| !whole || *lacking == 0);
        let rows = found.into_iter().take(PASSAGES).map(|(_, _, held, provision)| row(held, provision));
        (Outcome::Search, Parts { rows: Some(rows.collect()), ..Parts::default() })
    }

    fn passages_of(&self, held: HeldPlan<'a>) -> Vec<Found<'a>> {
        let matcher = self.reader.matcher.of(held);
        if matcher.nearly(&[Span::new(0, held.text.len())]).is_none() {
            return Vec::new();
        }
        let nearly = |provision: &'a Provision| {
            let (lacking, at) = matcher.nearly(&provision.spans)?;
            Some((lacking, at, held, provision))
        };
        held.plan.outline.provisions.iter().filter_map(nearly).collect()
    }
}

/// The part of a paper that prints a field of it.
fn part_of(field: Field) -> Option<PartKind> {
    match field {
        Field::Number | Field::Date => Some(PartKind::Header),
        Field::Signatory => Some(PartKind::Closing),
        Field::Deadline => None,
    }
}

fn rows_of_part<'a>(held: HeldPlan<'a>, kind: PartKind) -> impl Iterator<Item = Row<'a>> {
    let parts = held.plan.parts.iter().filter(move |part| part.kind == kind);
    parts.map(move |part| passage(held, &part.path, words_of(held, &part.spans)))
}

fn row<'a>(held: HeldPlan<'a>, provision: &'a Provision) -> Row<'a> {
    passage(held, &provision.path, short(&words_of(held, &provision.spans)).into_owned())
}

fn words_of(held: HeldPlan<'_>, spans: &[Span]) -> String {
    spans.iter().map(|span| span.of(held.text)).collect::<Vec<_>>().join("\n")
}

fn passage<'a>(held: HeldPlan<'a>, path: &'a str, quote: String) -> Row<'a> {
    Row::Passage(Box::new(PassageRow { source: source(held), path, quote }))
}
