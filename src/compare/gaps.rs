//! Turns a matrix and its plans into gaps (thiếu sót), each with its evidence.

use std::collections::BTreeMap;

use serde::Serialize;

use super::days;
use super::matrix::{Cell, Column, Matrix, PlanRef, Standing, State};
use super::validity::superseded;
use crate::knowledge::{Checklist, Item, ItemKind, Knowledge};
use crate::model::{HeldPlan, Level, PartKind, Relation};
use crate::normalize::fold;

/// Something that a ministry would ask a province about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// Of which kind.
    pub kind: GapKind,
    /// The province by its name of today.
    pub province: Option<String>,
    /// The plan it is about, where one is held.
    pub plan: Option<PlanRef>,
    /// Whose plan it is, for sentences.
    pub issuer: String,
    /// The item it is about: id and title.
    pub item: Option<(String, String)>,
    /// Where the evidence stands.
    pub path: Option<String>,
    /// The evidence, verbatim.
    pub quote: Option<String>,
    /// What the kind needs beside.
    pub detail: Detail,
}

/// A gap with its sentence, for programs.
#[derive(Debug, Serialize)]
pub struct Told<'a> {
    /// The gap.
    #[serde(flatten)]
    pub gap: &'a Gap,
    /// Its sentence.
    pub sentence: String,
}

/// What a gap of some kinds says beside its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Detail {
    /// The last day of the plan, or the day of the paper, `YYYY-MM-DD`.
    pub own: Option<String>,
    /// The day of the center, or the day from which something holds, `YYYY-MM-DD`.
    pub center: Option<String>,
    /// How many days lie between.
    pub days: Option<i64>,
    /// The instrument cited, and what replaced it.
    pub instruments: Option<(String, String)>,
    /// Was the one cited in force when the plan was issued?
    pub valid_when_issued: Option<bool>,
    /// Who leads by the plan, and who by the center.
    pub leads: Option<(String, String)>,
    /// A plan that is cited and not held.
    pub stub: Option<String>,
    /// How many provisions were looked through.
    pub looked: Option<usize>,
}

/// The kinds of gaps, in the order they are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GapKind {
    /// Nothing of the member is held.
    NoPlan,
    /// Only a plan of another programme is held.
    OtherProgramme,
    /// Only a plan of a lower level is held.
    OnlyLower,
    /// What is held is a draft.
    OnlyDraft,
    /// An item is left out.
    OmittedItem,
    /// An item of a provisional checklist was not seen.
    NotSeen,
    /// A task without a lead.
    NoLead,
    /// Another body leads than the center expects.
    OtherLead,
    /// A task without a date.
    NoDeadline,
    /// A task due later than the center says.
    LaterThanCenter,
    /// A task whose date lies before the paper itself.
    PastDeadline,
    /// It rests on an instrument that was replaced.
    Superseded,
    /// It is older than the central instrument it answers.
    PredatesCenter,
    /// It was issued after the day that the center set.
    IssuedLate,
    /// No number.
    BlankNumber,
    /// No full date.
    BlankDate,
    /// No name under the signature.
    BlankSigner,
}

/// All gaps of a matrix: by kind, then in the order of its columns and rows.
///
/// `plans` are those that the matrix was made of.
pub fn gaps(
    matrix: &Matrix,
    checklist: &Checklist,
    plans: &[HeldPlan<'_>],
    knowledge: &Knowledge,
) -> Vec<Gap> {
    let by_id: BTreeMap<&str, &HeldPlan<'_>> = plans.iter().map(|held| (held.id, held)).collect();
    let mut found = Vec::new();
    for (at, column) in matrix.columns.iter().enumerate() {
        let held = column.plan.as_ref().and_then(|plan| by_id.get(plan.id.as_str()).copied());
        let finder = Finder { column, held, checklist, knowledge };
        finder.member(&mut found);
        if column.standing != Standing::OnlyLower {
            finder.paper(&mut found);
        }
        for (item, row) in checklist.items.iter().zip(&matrix.cells) {
            finder.cell(item, &row[at], &mut found);
        }
    }
    found.sort_by_key(|gap| gap.kind);
    found
}

struct Finder<'a> {
    column: &'a Column,
    held: Option<&'a HeldPlan<'a>>,
    checklist: &'a Checklist,
    knowledge: &'a Knowledge,
}

impl Finder<'_> {
    fn gap(&self, kind: GapKind) -> Gap {
        Gap {
            kind,
            province: self.column.province.clone(),
            plan: self.column.plan.clone(),
            issuer: self.issuer(),
            item: None,
            path: None,
            quote: None,
            detail: Detail::default(),
        }
    }

    /// "tỉnh Hưng Yên"; of a plan of a lower level, its issuer.
    fn issuer(&self) -> String {
        let province = self.column.province.as_deref().and_then(|name| self.knowledge.province_named(name));
        let member = province.map(|province| format!("{} {}", province.kind, province.name));
        let header = self.held.map(|held| &held.plan.header);
        let lower = header
            .filter(|header| header.level != Level::Province && self.column.standing != Standing::OnlyLower);
        let issuer = lower.and_then(|header| header.issuing_body.clone());
        issuer.or(member).or_else(|| self.column.province.clone()).unwrap_or_else(|| "—".to_owned())
    }

    /// Does a plan answer for the member?
    fn member(&self, found: &mut Vec<Gap>) {
        let kind = match self.column.standing {
            Standing::Nothing => GapKind::NoPlan,
            Standing::OtherProgramme => GapKind::OtherProgramme,
            Standing::OnlyLower => GapKind::OnlyLower,
            Standing::Answers | Standing::Lower | Standing::Held => return,
        };
        let detail = Detail { stub: self.column.stub.clone(), ..Detail::default() };
        found.push(Gap { detail, ..self.gap(kind) });
    }

    /// What is wrong with the paper itself.
    fn paper(&self, found: &mut Vec<Gap>) {
        let Some(held) = self.held else { return };
        let header = &held.plan.header;
        let head = |kind| Gap { path: Some("header".to_owned()), ..self.gap(kind) };
        if is_draft(held) {
            found.push(head(GapKind::OnlyDraft));
        }
        if header.number.is_none() {
            let quote = header.symbol.as_ref().map(|symbol| format!("/{symbol}"));
            found.push(Gap { quote, ..head(GapKind::BlankNumber) });
        }
        if header.date.as_ref().is_none_or(|date| date.from != date.to) {
            let quote = header.date.as_ref().map(|date| date.raw.clone());
            found.push(Gap { quote, ..head(GapKind::BlankDate) });
        }
        let signer = header.signatory.as_ref();
        if signer.is_none_or(|signer| signer.name.is_none()) {
            let quote = signer.and_then(|signer| signer.position.clone());
            found.push(Gap { quote, path: Some("closing".to_owned()), ..self.gap(GapKind::BlankSigner) });
        }
        self.dates(held, found);
        self.grounds(held, found);
    }

    /// Is the paper older than what it answers, or later than it was to be?
    fn dates(&self, held: &HeldPlan<'_>, found: &mut Vec<Gap>) {
        let (Some(programme), Some(date)) = (&self.checklist.programme, &held.plan.header.date) else {
            return;
        };
        if self.column.standing != Standing::Answers {
            return;
        }
        let gap = |kind, own: &str, center: &str| {
            let detail = Detail {
                own: Some(own.to_owned()),
                center: Some(center.to_owned()),
                days: days::between(center, own),
                ..Detail::default()
            };
            Gap { path: Some("header".to_owned()), quote: Some(date.raw.clone()), detail, ..self.gap(kind) }
        };
        if date.to < programme.date {
            found.push(gap(GapKind::PredatesCenter, &date.to, &programme.date));
        }
        if let Some(due) = programme.plans_due.as_ref().filter(|due| date.from > **due) {
            found.push(gap(GapKind::IssuedLate, &date.from, due));
        }
    }

    /// What it rests on and carries out, once each, where that was replaced.
    fn grounds(&self, held: &HeldPlan<'_>, found: &mut Vec<Gap>) {
        let mut seen = std::collections::BTreeSet::new();
        for citation in &held.plan.citations {
            let Some(number) = &citation.number else { continue };
            if !matches!(citation.relation, Relation::Basis | Relation::Implements) || !seen.insert(number) {
                continue;
            }
            let Some(replaced) = superseded(number, self.checklist, self.knowledge) else { continue };
            let detail = Detail {
                valid_when_issued: replaced.was_valid(held.plan.header.date.as_ref()),
                center: replaced.since,
                instruments: Some((number.clone(), replaced.by)),
                ..Detail::default()
            };
            let quote = Some(citation.span.of(held.text).to_owned());
            found.push(Gap {
                path: Some(citation.path.clone()),
                quote,
                detail,
                ..self.gap(GapKind::Superseded)
            });
        }
    }

    fn cell(&self, item: &Item, cell: &Cell, found: &mut Vec<Gap>) {
        let about = |kind| {
            let place = cell.places.first().or(cell.near.first());
            Gap {
                item: Some((item.id.clone(), item.title.clone())),
                path: place.map(|place| place.path.clone()),
                quote: place.map(|place| place.quote.clone()),
                ..self.gap(kind)
            }
        };
        let looked = Detail { looked: Some(cell.looked), ..Detail::default() };
        match cell.state {
            State::Absent => found.push(Gap { detail: looked, ..about(GapKind::OmittedItem) }),
            State::NotSeen => found.push(Gap { detail: looked, ..about(GapKind::NotSeen) }),
            State::Present if item.kind == ItemKind::Task => self.task(item, cell, &about, found),
            _ => {}
        }
    }

    fn task(&self, item: &Item, cell: &Cell, about: &dyn Fn(GapKind) -> Gap, found: &mut Vec<Gap>) {
        if cell.leads.is_empty() {
            found.push(about(GapKind::NoLead));
        }
        if let Some(expected) = self.other_lead(item, cell) {
            let own = super::tables::names(&cell.leads);
            let detail = Detail { leads: Some((own, expected)), ..Detail::default() };
            found.push(Gap { detail, ..about(GapKind::OtherLead) });
        }
        let Some(due) = &cell.due else {
            let detail = Detail { center: item.due.clone(), ..Detail::default() };
            found.push(Gap { detail, ..about(GapKind::NoDeadline) });
            return;
        };
        let Some(own) = &due.due else { return };
        let against = |kind, center: &str| {
            let days = days::between(center, own);
            let detail =
                Detail { own: Some(own.clone()), center: Some(center.to_owned()), days, ..Detail::default() };
            Gap { quote: Some(due.raw.clone()), detail, ..about(kind) }
        };
        if let Some(center) = item.due.as_ref().filter(|center| own > *center) {
            found.push(against(GapKind::LaterThanCenter, center));
        }
        let issued = self.held.and_then(|held| held.plan.header.date.as_ref());
        if let Some(issued) = issued.filter(|issued| *own < issued.from) {
            found.push(against(GapKind::PastDeadline, &issued.from));
        }
    }
}

impl Finder<'_> {
    /// The body that the center expects to lead, where the plan names another. A ministry, or a collective of them, leads
    /// for the center and does not say whom a province is to name; a member of a local collective is as good as all of it.
    fn other_lead(&self, item: &Item, cell: &Cell) -> Option<String> {
        let expected = item.lead.as_deref().filter(|_| self.column.standing != Standing::Lower)?;
        let body = self.knowledge.body(expected).map(|body| (&body.name, &body.level));
        let group = self.knowledge.group(expected).map(|group| (&group.name, &group.level));
        let (name, level) = body.or(group)?;
        let meets =
            |id: &String| id == expected || item.joint.contains(id) || self.knowledge.is_member(expected, id);
        let leads = |lead: &super::matrix::Body| lead.id.as_ref().is_some_and(meets);
        let met = cell.leads.is_empty() || cell.leads.iter().any(leads) || level == Level::Central.name();
        (!met).then(|| name.clone())
    }
}

/// Does its head say that it is a draft?
fn is_draft(held: &HeldPlan<'_>) -> bool {
    let heads = held.plan.parts.iter().filter(|part| part.kind == PartKind::Header);
    let mut lines = heads.flat_map(|part| &part.spans).flat_map(|span| span.of(held.text).lines());
    lines.any(|line| fold(line.trim().trim_start_matches('(')).to_lowercase().starts_with(DRAFT))
}

/// How a draft says so at its head, without marks.
const DRAFT: &str = "du thao";
