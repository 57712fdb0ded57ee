//! Turns a request with two conditions for one place into one list: those that meet both.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{Gap, Near, Parts, Row};
use super::evaluate::Run;
use super::facts::{NEAR, short};
use super::request::ScopeKind;

impl<'a> Run<'_, 'a> {
    /// The bands of the request; with a second condition, of those that meet both.
    pub(super) fn list(&self) -> Parts<'a> {
        let mut parts = self.one_list();
        let clauses = [(&self.request.also, true), (&self.request.but_not, false)];
        for (clause, wanted) in clauses {
            let Some(clause) = clause.as_ref().filter(|clause| clause.is_of_tasks()) else { continue };
            let other = Run::new(&self.request.with(clause), self.plans, self.library).one_list();
            // A second role of the body is one that is given to it by name.
            let of_role = clause.topics.is_empty() && clause.bodies.is_empty();
            let covers = wanted && !of_role;
            self.hold_against(&mut parts, other, wanted, covers);
        }
        if clauses
            .iter()
            .any(|(clause, _)| clause.as_ref().is_some_and(|clause| !clause.instruments.is_empty()))
        {
            self.leave_citing(&mut parts);
        }
        parts
    }

    /// Leaves those of which a plan cites what the conditions ask of it.
    fn leave_citing(&self, parts: &mut Parts<'a>) {
        let instruments = self.instruments();
        let met: BTreeSet<&str> =
            self.plans.iter().filter(|held| instruments.meets(held)).map(|held| held.id).collect();
        let none = parts.none.get_or_insert_default();
        for band in [&mut parts.named, &mut parts.group] {
            let mut left = Vec::new();
            for rows in by_member(band.take(), self.request.scope).into_values() {
                match rows.iter().any(|row| met.contains(row.evidence().0.plan)) {
                    true => left.extend(rows),
                    false => none.push(self.lacking(&rows)),
                }
            }
            *band = Some(left);
        }
    }

    /// Leaves those that another list has too (or has not), with the rows of both; `covers`: by a collective too.
    fn hold_against(&self, parts: &mut Parts<'a>, other: Parts<'a>, wanted: bool, covers: bool) {
        let (named, group) =
            (by_member(other.named, self.request.scope), by_member(other.group, self.request.scope));
        let own = [parts.named.take(), parts.group.take()].map(|rows| by_member(rows, self.request.scope));
        let (mut kept, mut covered) = (Vec::new(), Vec::new());
        let none = parts.none.get_or_insert_default();
        let of_band = |(rows, is_named): (BTreeMap<&'a str, Vec<Row<'a>>>, bool)| {
            rows.into_iter().map(move |(member, rows)| (member, rows, is_named))
        };
        for (member, rows, is_named) in own.into_iter().zip([true, false]).flat_map(of_band) {
            // What is given to a collective names nobody.
            let more = named.get(member).or_else(|| group.get(member).filter(|_| covers));
            if more.is_some() != wanted {
                none.push(self.lacking(&rows));
                continue;
            }
            let is_named = is_named && (!wanted || named.contains_key(member));
            let into = if is_named { &mut kept } else { &mut covered };
            into.extend(rows);
            for row in more.into_iter().flatten().filter(|_| wanted) {
                if !into.contains(row) {
                    into.push(row.clone());
                }
            }
        }
        (parts.named, parts.group) = (Some(kept), Some(covered));
    }

    /// The gap of a member that meets one of two conditions, which these rows show.
    fn lacking(&self, rows: &[Row<'a>]) -> Gap<'a> {
        let reason =
            self.say("chỉ đáp ứng một trong hai điều kiện được hỏi", "meets one of the two conditions only");
        let near = |row: &Row<'a>| match row {
            Row::Assignment(row) => Some(Near { path: row.path, quote: short(row.quote), reason }),
            _ => None,
        };
        let source = rows.first().map(|row| row.evidence().0);
        Gap {
            plan: source.map(|source| source.plan),
            file: source.map(|source| source.file),
            province: source.and_then(|source| source.province),
            reason,
            stub: None,
            near: rows.iter().filter_map(near).take(NEAR).collect(),
        }
    }
}

/// Rows by the member of the scope that they stand for.
fn by_member<'a>(rows: Option<Vec<Row<'a>>>, scope: ScopeKind) -> BTreeMap<&'a str, Vec<Row<'a>>> {
    let mut found: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for row in rows.into_iter().flatten() {
        let source = *row.evidence().0;
        let member = match scope {
            ScopeKind::Plans => source.plan,
            ScopeKind::Provinces => source.province.unwrap_or(source.plan),
        };
        found.entry(member).or_default().push(row);
    }
    found
}
