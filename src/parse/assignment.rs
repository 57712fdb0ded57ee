//! Turns the outline into assignments: which body has which task, in which role, by when, and where it says so.
//!
//! A unit is a task, a field of one ("a) Cơ quan chủ trì: …"), or the heading of a body's own list ("1. Công an
//! tỉnh"). Which it is decides whose task its words are (`plan-json.md`, assignments).

use std::collections::BTreeMap;
use std::ops::Range;

use super::agency::{Named, Owners, owners};
use super::clause::{Duty, Labeled, duties};
use super::deadline;
use super::line::is_capitals;
use super::outline::{Units, label_of, labels};
use super::passage::{Passage, Reader};
use super::table::{self, Column, RowField};
use crate::knowledge::{Cue, Field, Knowledge};
use crate::model::{Assignment, Deadline, Modality, ProvisionId, Review, Role, RoleBasis, Span, UnitKind};

/// What a unit is to the tasks around it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// It states something, or holds what does.
    Plain,
    /// It says who, when or what of the unit it stands in.
    Field(Field),
    /// It names bodies; what stands under it is theirs.
    Heading(Owners),
    /// It says why (mục đích, yêu cầu), and assigns nothing; so does all that stands in it.
    Purpose,
}

/// Everything the rules look at.
pub(super) struct Plan<'a> {
    units: &'a Units,
    parts: Vec<Part>,
    knowledge: &'a Knowledge,
    /// The year of the paper, for dates printed without one.
    year: Option<u16>,
}

/// All assignments of the units, in document order.
pub(super) fn assignments(units: &Units, year: Option<u16>, knowledge: &Knowledge) -> Vec<Assignment> {
    let plan = Plan::new(units, year, knowledge);
    let read = units.outline.ids().flat_map(|id| plan.read(id));
    let mut rows = Rows::default();
    read.for_each(|row| rows.merge(row));
    let dated: Vec<Option<Deadline>> = units.outline.ids().map(|id| plan.time_of_heading(id)).collect();
    for row in rows.found.iter_mut().filter(|row| row.deadline.is_none()) {
        let mut above = row.task.into_iter().flat_map(|task| units.outline.ancestors(task));
        row.deadline = above.find_map(|unit| dated[unit.0].clone());
    }
    rows.found
}

/// The assignments of closing words ("Yêu cầu các đơn vị …"), which belong to no unit.
pub(super) fn closing(passages: &[Passage], year: Option<u16>, knowledge: &Knowledge) -> Vec<Assignment> {
    let mut rows = Rows::default();
    for passage in passages {
        for duty in duties(Reader { passage, knowledge }, 0..passage.words().len(), None, None) {
            let Some(named) = duty.named.clone() else { continue };
            let deadline = deadline::of_clause(passage, duty.clause.clone(), year);
            let proof = Proof { place: None, quote: passage.span(duty.quote.clone()), role_quote: None };
            rows.merge(assignment(&duty, named, None, proof, deadline, Vec::new()));
        }
    }
    rows.found
}

/// A stretch of a passage that may assign.
struct Stretch<'a> {
    words: Range<usize>,
    labeled: Option<Labeled>,
    /// The heading that names the bodies meant where a clause has no subject.
    carried: Option<(ProvisionId, &'a Owners)>,
}

/// Where a row is printed.
struct Proof {
    place: Option<ProvisionId>,
    quote: Span,
    role_quote: Option<Span>,
}

fn assignment(
    duty: &Duty,
    named: Named,
    task: Option<ProvisionId>,
    proof: Proof,
    deadline: Option<Deadline>,
    scope: Vec<Span>,
) -> Assignment {
    Assignment {
        task,
        agency: named.name,
        body_id: named.id,
        group: named.group,
        role: duty.role,
        role_basis: duty.basis,
        modality: duty.modality,
        deadline,
        place: proof.place,
        quote: proof.quote,
        role_quote: proof.role_quote,
        scope,
        rule: duty.rule.to_owned(),
        review: Review::default(),
    }
}

/// "A chủ trì … trước ngày …; B phối hợp": the one date of the paragraph binds those who coordinate on the task too,
/// also where the line ends behind the semicolon; not where another duty beside it has none.
fn share_date(rows: &mut [Assignment]) {
    let mut dates: Vec<Deadline> = Vec::new();
    for date in rows.iter().filter_map(|row| row.deadline.as_ref()) {
        if !dates.contains(date) {
            dates.push(date.clone());
        }
    }
    let [date] = dates.as_slice() else { return };
    if rows.iter().any(|row| row.role != Role::Coordinate && row.deadline.is_none()) {
        return;
    }
    let partners = rows.iter_mut().filter(|row| row.role == Role::Coordinate && row.deadline.is_none());
    partners.for_each(|row| row.deadline = Some(date.clone()));
}

/// A body of a role column: its words prove it, the heading of the column proves the role.
fn row_assignment(
    id: ProvisionId,
    named: Named,
    role: Role,
    field: &RowField,
    scope: Vec<Span>,
) -> Assignment {
    Assignment {
        task: Some(id),
        agency: named.name,
        body_id: named.id,
        group: named.group,
        role,
        role_basis: RoleBasis::Stated,
        modality: Modality::Assign,
        deadline: None,
        place: Some(id),
        quote: field.span,
        role_quote: Some(field.heading.span),
        scope,
        rule: "column".to_owned(),
        review: Review::default(),
    }
}

/// The row once for each date; once without a date where none is set.
fn on_each(row: Assignment, deadlines: &[Deadline]) -> Vec<Assignment> {
    if deadlines.is_empty() {
        return vec![row];
    }
    let with = |deadline: &Deadline| Assignment { deadline: Some(deadline.clone()), ..row.clone() };
    deadlines.iter().map(with).collect()
}

/// Rows as they are found: one body on one task has its strongest role only, unless two dates are set
/// (`plan-json.md`).
#[derive(Default)]
struct Rows {
    found: Vec<Assignment>,
    /// Where in `found` each body on each task stands.
    places: BTreeMap<(Option<ProvisionId>, String), Vec<usize>>,
}

impl Rows {
    fn merge(&mut self, row: Assignment) {
        let places = self.places.entry((row.task, row.agency.clone())).or_default();
        let same = |at: &&usize| same_date(self.found[**at].deadline.as_ref(), row.deadline.as_ref());
        let Some(&at) = places.iter().rev().take(MOST_DATES).find(same) else {
            places.push(self.found.len());
            self.found.push(row);
            return;
        };
        let old = &mut self.found[at];
        let deadline = old.deadline.take().or_else(|| row.deadline.clone());
        // "phối hợp …; hướng dẫn …": a role that is printed stands against one that is only read from the sentence.
        let weak = row.rule == "same_subject" && row.role_basis == RoleBasis::Implied;
        if row.role < old.role && !(weak && old.role_basis == RoleBasis::Stated) {
            *old = row;
        }
        old.deadline = deadline;
    }
}

/// The most dates that one field sets; no real one sets more.
const MOST_DATES: usize = 6;

/// Do two rows set the same date, in whatever words, or one of them none?
fn same_date(one: Option<&Deadline>, other: Option<&Deadline>) -> bool {
    let facts = |deadline: &Deadline| {
        (
            deadline.kind,
            deadline.start.clone(),
            deadline.due.clone(),
            deadline.recurrence,
            deadline.offset_days,
        )
    };
    one.zip(other)
        .is_none_or(|(one, other)| one == other || (one.due.is_some() && facts(one) == facts(other)))
}

impl<'a> Plan<'a> {
    fn new(units: &'a Units, year: Option<u16>, knowledge: &'a Knowledge) -> Plan<'a> {
        let mut plan = Plan { units, parts: Vec::new(), knowledge, year };
        for id in units.outline.ids() {
            let part = plan.part(id);
            plan.parts.push(part);
        }
        plan
    }

    fn passages(&self, id: ProvisionId) -> &'a [Passage] {
        &self.units.texts[id.0].passages
    }

    fn reader(&self, passage: &'a Passage) -> Reader<'a> {
        Reader { passage, knowledge: self.knowledge }
    }

    /// What the unit is; its parent has been looked at before it.
    fn part(&self, id: ProvisionId) -> Part {
        let provision = self.units.outline.get(id);
        if provision.parent.is_some_and(|parent| self.parts[parent.0] == Part::Purpose) {
            return Part::Purpose;
        }
        let Some(first) = self.passages(id).first() else { return Part::Plain };
        if self.is_purpose(first) {
            return Part::Purpose;
        }
        if let Some((field, _)) = label_of(first, self.knowledge).filter(|_| provision.parent.is_some()) {
            let numbered = |child: &ProvisionId| self.units.outline.get(*child).kind.is_numbered();
            let section = field == Field::Other && provision.children.iter().any(numbered);
            let is_task = section || (field == Field::Content && self.has_fields(id));
            return if is_task { Part::Plain } else { Part::Field(field) };
        }
        let holds = !provision.children.is_empty() || self.passages(id).len() > 1;
        match owners(first, self.knowledge).filter(|_| holds && !self.in_field(id)) {
            Some(owners) => Part::Heading(owners),
            None => Part::Plain,
        }
    }

    /// Do units in it say who or when? Then it is a task, even if it is called "Nội dung"; so is a section.
    fn has_fields(&self, id: ProvisionId) -> bool {
        let label = |child: &ProvisionId| {
            self.passages(*child).first().and_then(|line| label_of(line, self.knowledge))
        };
        let children = &self.units.outline.get(id).children;
        children.iter().filter_map(label).any(|(field, _)| !matches!(field, Field::Content | Field::Other))
    }

    fn is_purpose(&self, heading: &Passage) -> bool {
        let reader = Reader { passage: heading, knowledge: self.knowledge };
        reader.cue(0, Cue::Purpose).is_some_and(|end| {
            heading.words()[end..].iter().all(|word| word.is_sign(':') || word.is_sign('.'))
        })
    }

    fn in_field(&self, id: ProvisionId) -> bool {
        self.parent(id).is_some_and(|parent| matches!(self.parts[parent.0], Part::Field(_)))
    }

    fn parent(&self, id: ProvisionId) -> Option<ProvisionId> {
        self.units.outline.get(id).parent
    }

    /// The rows of one unit.
    fn read(&self, id: ProvisionId) -> Vec<Assignment> {
        let mut rows = Vec::new();
        if self.parts[id.0] == Part::Purpose {
            return rows;
        }
        if let Some(fields) = self.units.rows.get(&id) {
            return self.read_row(id, fields);
        }
        let passages = self.passages(id);
        let mut first = 0;
        for run in passages.chunk_by(|one, _| one.as_str().trim_end().ends_with(';')) {
            let mut said = Vec::new();
            for (passage, at) in run.iter().zip(first..) {
                let heading_line = at == 0 && matches!(self.parts[id.0], Part::Heading(_));
                if !heading_line && !is_capitals(passage.as_str()) {
                    said.extend(self.read_passage(id, passage));
                }
            }
            share_date(&mut said);
            rows.extend(said);
            first += run.len();
        }
        rows
    }

    /// The rows of a row of a table: each body of a role column, with each date of the time column.
    fn read_row(&self, id: ProvisionId, fields: &[RowField]) -> Vec<Assignment> {
        let original = self.units.original.as_str();
        let times = fields.iter().filter(|field| field.heading.column == Column::Time);
        let own: Vec<Deadline> = times
            .flat_map(|field| table::deadlines(original, field.span, self.year, self.knowledge))
            .collect();
        let dates = if own.is_empty() { self.outline_dates(id) } else { own };
        let scope = self.scope(id);
        let mut rows = Vec::new();
        for field in fields {
            let Column::Role(role) = field.heading.column else { continue };
            for named in table::bodies(original, field.span, self.knowledge) {
                rows.extend(on_each(row_assignment(id, named, role, field, scope.clone()), &dates));
            }
        }
        rows
    }

    /// The dates that the nearest unit above sets for all in it.
    fn outline_dates(&self, id: ProvisionId) -> Vec<Deadline> {
        let above = self.units.outline.ancestors(id).map(|unit| self.time_field(unit));
        above.into_iter().find(|dates| !dates.is_empty()).unwrap_or_default()
    }

    fn read_passage(&self, id: ProvisionId, passage: &'a Passage) -> Vec<Assignment> {
        let task = self.task(id);
        let scope = self.scope(task);
        // What the task's own fields set is looked for once, and only where a clause sets nothing.
        let set = std::cell::OnceCell::new();
        let mut rows = Vec::new();
        for field in self.fields(id, passage) {
            for duty in
                duties(self.reader(passage), field.words, field.labeled, field.carried.map(|c| c.1.modality))
            {
                let own = self.own_deadline(passage, &duty.clause);
                let deadlines = match &own {
                    Some(own) => std::slice::from_ref(own),
                    None => set.get_or_init(|| self.set_below(id, passage, task)).as_slice(),
                };
                for (named, proof) in self.proofs(id, passage, &duty, field.carried) {
                    let row = assignment(&duty, named, Some(task), proof, None, scope.clone());
                    rows.extend(on_each(row, deadlines));
                }
            }
        }
        rows
    }

    /// The stretches of a passage that may assign: behind each label that gives a role, or the whole.
    fn fields(&self, id: ProvisionId, passage: &'a Passage) -> Vec<Stretch<'_>> {
        let labels = labels(self.reader(passage));
        let mut found = Vec::new();
        let first = labels.first().map_or(passage.words().len(), |label| label.start);
        if first > 0 {
            let (labeled, carried) = (self.inherited_label(id), self.carried(id));
            found.push(Stretch { words: 0..first, labeled, carried });
        }
        for (at, label) in labels.iter().enumerate() {
            let end = labels.get(at + 1).map_or(passage.words().len(), |next| next.start);
            let labeled = role_of(label.field).map(|role| Labeled { role, in_line: true });
            if !matches!(label.field, Field::Time | Field::Other) {
                found.push(Stretch { words: label.end..end, labeled, carried: None });
            }
        }
        found
    }

    /// "b) Cơ quan thực hiện" with dashes under it labels those.
    fn inherited_label(&self, id: ProvisionId) -> Option<Labeled> {
        match self.parent(id).map(|parent| &self.parts[parent.0]) {
            Some(Part::Field(field)) => role_of(*field).map(|role| Labeled { role, in_line: false }),
            _ => None,
        }
    }

    /// The heading above that names the bodies of this unit, and those bodies.
    fn carried(&self, id: ProvisionId) -> Option<(ProvisionId, &Owners)> {
        let own = std::iter::once(id).chain(self.parent(id));
        own.into_iter().find_map(|unit| match &self.parts[unit.0] {
            Part::Heading(owners) => Some((unit, owners)),
            _ => None,
        })
    }

    /// Whom a duty is about and where that is printed: in its clause, or in the heading that carries it.
    fn proofs(
        &self,
        id: ProvisionId,
        passage: &Passage,
        duty: &Duty,
        carried: Option<(ProvisionId, &Owners)>,
    ) -> Vec<(Named, Proof)> {
        let words = passage.span(duty.quote.clone());
        if let Some(named) = &duty.named {
            return vec![(named.clone(), Proof { place: Some(id), quote: words, role_quote: None })];
        }
        let Some((heading, owners)) = carried else { return Vec::new() };
        let line = &self.passages(heading)[0];
        let quote = line.span(0..line.words().len());
        let proof = || Proof { place: Some(heading), quote, role_quote: Some(words) };
        owners.named.iter().map(|named| (named.clone(), proof())).collect()
    }

    /// The smallest unit that states what is to be done: fields belong to the unit they stand in, and a dash beside
    /// fields does too (`plan-json.md`, task).
    fn task(&self, id: ProvisionId) -> ProvisionId {
        let mut task = id;
        while let Some(parent) = self.parent(task) {
            if !self.belongs_to_parent(task, parent) {
                break;
            }
            task = parent;
        }
        task
    }

    fn belongs_to_parent(&self, id: ProvisionId, parent: ProvisionId) -> bool {
        let kind = self.units.outline.get(id).kind;
        match (&self.parts[id.0], &self.parts[parent.0]) {
            (Part::Field(_), _) | (_, Part::Field(_)) => true,
            (_, Part::Heading(_)) => false,
            _ if kind == UnitKind::Plus => true,
            _ => kind == UnitKind::Dash && self.holds_fields(parent),
        }
    }

    fn holds_fields(&self, parent: ProvisionId) -> bool {
        let in_text = || {
            self.passages(parent).iter().skip(1).any(|passage| label_of(passage, self.knowledge).is_some())
        };
        self.units
            .outline
            .get(parent)
            .children
            .iter()
            .any(|child| matches!(self.parts[child.0], Part::Field(_)))
            || in_text()
    }

    /// The date of a clause, or of the bracket that ends its sentence.
    fn own_deadline(&self, passage: &Passage, clause: &Range<usize>) -> Option<Deadline> {
        deadline::of_clause(passage, clause.clone(), self.year)
            .or_else(|| deadline::at_sentence_end(passage, clause.end, self.year))
    }

    /// The dates of the parts that a passage opens ("…: a) … trước …; b) … trước …"), where each of them sets one; else
    /// those set for the task.
    fn set_below(&self, id: ProvisionId, passage: &Passage, task: ProvisionId) -> Vec<Deadline> {
        let date = |part: &ProvisionId| {
            let [line] = self.passages(*part) else { return None };
            let is_field = matches!(self.parts[part.0], Part::Field(_));
            let date = || self.own_deadline(line, &(0..line.words().len()));
            if is_field { None } else { date() }
        };
        let parts = &self.units.outline.get(id).children;
        let opens = passage.as_str().trim_end().ends_with(':') && (2..=MOST_DATES).contains(&parts.len());
        let dates = opens.then(|| parts.iter().map(date).collect::<Option<Vec<Deadline>>>());
        dates.flatten().unwrap_or_else(|| self.set_for(task))
    }

    /// The dates of a task's field (which may set several), else of the nearest unit above that sets one.
    fn set_for(&self, task: ProvisionId) -> Vec<Deadline> {
        let above = std::iter::once(task).chain(self.units.outline.ancestors(task));
        above.map(|unit| self.time_field(unit)).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// The dates that a unit's own fields set: a label line, a child that is a field, or "Thời gian …" in its text.
    fn time_field(&self, unit: ProvisionId) -> Vec<Deadline> {
        let in_text = self.passages(unit).iter().map(|passage| self.time_in(passage));
        if let Some(found) = in_text.into_iter().find(|found| !found.is_empty()) {
            return found;
        }
        let children = &self.units.outline.get(unit).children;
        let fields = children.iter().filter(|child| matches!(self.parts[child.0], Part::Field(_)));
        fields.map(|&child| self.time_field(child)).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// "I. NHỮNG NHIỆM VỤ TRIỂN KHAI NGAY TRONG THÁNG 12/2025": the heading sets the date for all under it.
    fn time_of_heading(&self, unit: ProvisionId) -> Option<Deadline> {
        let provision = self.units.outline.get(unit);
        let [heading] = self.passages(unit) else { return None };
        let is_heading = provision.heading.is_some() && !provision.children.is_empty();
        if is_heading { self.own_deadline(heading, &(0..heading.words().len())) } else { None }
    }

    /// "Thời gian thực hiện: …" at the start of the passage or of one of its sentences; after a colon the dates of all
    /// its parts ("gửi lấy ý kiến trước …; trình trước …").
    fn time_in(&self, passage: &'a Passage) -> Vec<Deadline> {
        let reader = self.reader(passage);
        let sentences = passage.sentences();
        for (at, sentence) in sentences.iter().enumerate() {
            let Some((Field::Time, end)) = reader.field(sentence.start) else { continue };
            let parts = if passage.is_sign(end, ':') { &sentences[at..] } else { &sentences[at..=at] };
            let found = self.dates_of(reader, parts, end);
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// The date of each part of a field, up to the end of the sentence or the next label.
    fn dates_of(&self, reader: Reader<'a>, parts: &[Range<usize>], label_end: usize) -> Vec<Deadline> {
        let passage = reader.passage;
        let mut found = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let ended =
                at > 0 && (!passage.is_sign(part.start - 1, ';') || reader.field(part.start).is_some());
            if ended || found.len() == MOST_DATES {
                break;
            }
            let colon = usize::from(passage.is_sign(label_end, ':'));
            let start = if at == 0 { (label_end + colon).min(part.end) } else { part.start };
            let date = if colon == 0 {
                deadline::of_clause(passage, start..part.end, self.year)
                    .or_else(|| deadline::of_field(passage, start..part.end, self.year))
            } else {
                deadline::of_field(passage, start..part.end, self.year)
            };
            found.extend(date);
        }
        found
    }

    /// What gives the task its topic: the headings above it, its own words, and the content block beside its fields.
    fn scope(&self, task: ProvisionId) -> Vec<Span> {
        let outline = &self.units.outline;
        let mut above: Vec<Span> =
            outline.ancestors(task).filter_map(|unit| outline.get(unit).heading).collect();
        above.reverse();
        above.extend(self.own_words(task));
        for &child in &outline.get(task).children {
            if self.parts[child.0] == Part::Field(Field::Content) {
                above.extend(outline.subtree(child).into_iter().flat_map(|unit| self.own_words(unit)));
            }
        }
        above
    }

    /// The paragraphs of a unit that are no field of who or when.
    fn own_words(&self, unit: ProvisionId) -> Vec<Span> {
        let first_only = if self.units.rows.contains_key(&unit) { 1 } else { usize::MAX };
        let says_what = |passage: &&Passage| !matches!(label_of(passage, self.knowledge), Some((field, _)) if field != Field::Content);
        self.passages(unit)
            .iter()
            .take(first_only)
            .filter(says_what)
            .map(|passage| passage.span(0..passage.words().len()))
            .collect()
    }
}

/// The role that a label gives.
fn role_of(field: Field) -> Option<Role> {
    match field {
        Field::Lead => Some(Role::Lead),
        Field::Coordinate => Some(Role::Coordinate),
        Field::Implement => Some(Role::Implement),
        Field::Advise => Some(Role::Advise),
        Field::Time | Field::Content | Field::Other => None,
    }
}
