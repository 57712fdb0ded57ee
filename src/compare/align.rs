//! Turns a plan and the items of a checklist into cells: which provisions answer which item, led by whom, by when.

use super::matrix::{Body, Cell, Due, Place, State, Why};
use super::phrase::{Held, Vocabulary, Wanted, best};
use super::units::{Unit, Zone, units};
use crate::export::provision_text;
use crate::knowledge::{Checklist, Item, ItemKind, Knowledge};
use crate::model::{Assignment, Citation, HeldPlan, Modality, ProvisionId, Relation, Role, Span};
use crate::tokenizer::Analyzer;

/// What is looked for, made once for all plans.
pub(super) struct Aligner<'a> {
    checklist: &'a Checklist,
    knowledge: &'a Knowledge,
    vocabulary: Vocabulary<'a>,
    wanted: Vec<Wanted>,
}

/// A plan with its units compared.
struct Compared<'a> {
    held: &'a HeldPlan<'a>,
    units: Vec<Unit>,
    /// By unit and item: how firmly the head names it (1: enough).
    heads: Vec<Vec<f32>>,
    /// By unit and item: how firmly the text holds it.
    texts: Vec<Vec<f32>>,
    /// By item: units that hold what means something else.
    not: Vec<Vec<bool>>,
}

/// Enough of what a phrase asks for.
const ENOUGH: f32 = 1.0;
/// What comes near has at least so much of it.
const NEAR: f32 = 0.35;
/// How many near passages, further places and extra tasks are shown.
const SHOWN: usize = 3;
const FURTHER: usize = 6;
/// How many characters of a passage are shown.
const QUOTE: usize = 300;

impl<'a> Aligner<'a> {
    pub(super) fn new(
        checklist: &'a Checklist,
        knowledge: &'a Knowledge,
        analyzer: &'a Analyzer,
    ) -> Aligner<'a> {
        let vocabulary = Vocabulary::new(checklist, knowledge, analyzer);
        let wanted = checklist.items.iter().map(|item| vocabulary.wanted(item, knowledge)).collect();
        Aligner { checklist, knowledge, vocabulary, wanted }
    }

    /// One cell for each item, and the tasks that no item asks for.
    pub(super) fn cells(&self, held: &HeldPlan<'_>) -> (Vec<Cell>, Vec<Place>) {
        let compared = self.compared(held);
        let mut answering = vec![false; compared.units.len()];
        let mut cell = |(at, item): (usize, &Item)| {
            let found = match item.kind {
                ItemKind::Section => compared.sections(at),
                ItemKind::Task => compared.tasks(at),
            };
            found.iter().for_each(|(unit, _)| compared.mark(*unit, &mut answering));
            self.cell(&compared, at, item, &found)
        };
        let cells = self.checklist.items.iter().enumerate().map(&mut cell).collect();
        (cells, compared.extra(&answering))
    }

    fn compared<'h>(&self, held: &'h HeldPlan<'h>) -> Compared<'h> {
        let units = units(held, &self.vocabulary, self.knowledge);
        let share = |phrases: &[&[super::phrase::Phrase]], words| {
            phrases
                .iter()
                .map(|list| best(list, words))
                .fold(Held::default(), |a, b| if b.share > a.share { b } else { a })
        };
        let by_item = |read: &dyn Fn(&Wanted) -> f32| self.wanted.iter().map(read).collect::<Vec<f32>>();
        let heads =
            units.iter().map(|unit| by_item(&|wanted| share(&[&wanted.names], &unit.head).share)).collect();
        let texts = units
            .iter()
            .map(|unit| by_item(&|wanted| share(&[&wanted.names, &wanted.mentions], &unit.text).share))
            .collect();
        let is_not = |wanted: &Wanted| {
            let holds = |unit: &Unit| best(&wanted.not, &unit.text).share >= ENOUGH;
            units.iter().map(|unit| !wanted.not.is_empty() && holds(unit)).collect()
        };
        let not = self.wanted.iter().map(is_not).collect();
        Compared { held, heads, texts, not, units }
    }

    fn cell(&self, compared: &Compared<'_>, at: usize, item: &Item, found: &[(usize, Why)]) -> Cell {
        let mut cell = Cell::bare(State::Present);
        let elsewhere = compared.elsewhere(at, found);
        let all = found.iter().chain(&elsewhere).take(FURTHER);
        cell.places = all.map(|&(unit, why)| compared.place(unit, at, why)).collect();
        cell.already_done = item.issues && compared.was_issued(at, &self.wanted[at], &self.vocabulary);
        if let Some(&(main, _)) = found.first() {
            let rows = compared.rows(main, item.kind);
            bodies(&mut cell, &rows);
            if item.kind == ItemKind::Task {
                cell.due = due(compared.held, &rows);
            }
            return cell;
        }
        cell.state = match () {
            () if !self.binds(item, compared.held) => State::NotApplicable,
            () if !cell.places.is_empty() => State::Elsewhere,
            () if self.checklist.provisional => State::NotSeen,
            () => State::Absent,
        };
        cell.looked = compared.units.iter().filter(|unit| unit.zone != Zone::Aims).count();
        if cell.places.is_empty() {
            cell.near = compared.near(at);
        }
        cell
    }

    fn binds(&self, item: &Item, held: &HeldPlan<'_>) -> bool {
        let level = held.plan.header.level.name();
        item.applies_to.is_empty() || item.applies_to.iter().any(|bound| bound == level)
    }
}

impl Compared<'_> {
    /// Does the head of this unit name the item?
    fn names(&self, unit: usize, item: usize) -> bool {
        self.heads[unit][item] >= ENOUGH && !self.not[item][unit]
    }

    /// Does the head of this unit name another item, one that the heading above does not name, and not this one?
    fn is_claimed(&self, unit: usize, above: usize, item: usize) -> bool {
        let other = |other| other != item && self.names(unit, other) && !self.names(above, other);
        !self.names(unit, item) && (0..self.heads[unit].len()).any(other)
    }

    /// Sections whose heading is the item, or little more.
    fn sections(&self, item: usize) -> Vec<(usize, Why)> {
        let outline = &self.held.plan.outline;
        let is_section = |&unit: &usize| {
            let provision = &outline.provisions[unit];
            let (own, heading) = (&self.units[unit], self.units[unit].heading);
            let begins = own.head.first().is_some_and(|word| word.at < 3);
            let whole = provision.parent.is_none() || heading <= 6;
            heading > 0 && whole && begins && own.zone != Zone::Aims && self.names(unit, item)
        };
        (0..self.units.len()).filter(is_section).map(|unit| (unit, Why::Named)).collect()
    }

    /// The tasks that answer an item: those with bodies first, in the order of the plan.
    fn tasks(&self, item: usize) -> Vec<(usize, Why)> {
        let mut found: Vec<(usize, Why)> = Vec::new();
        for unit in 0..self.units.len() {
            if self.units[unit].zone != Zone::Work || !self.names(unit, item) {
                continue;
            }
            let Some((task, why)) = self.task_of(unit, item) else { continue };
            match found.iter_mut().find(|(known, _)| *known == task) {
                Some((_, known)) => *known = if why == Why::Named { why } else { *known },
                None => found.push((task, why)),
            }
        }
        found.sort_by_key(|&(unit, _)| (!self.units[unit].is_task, unit));
        found
    }

    /// The task that a unit stands for: itself, the best below it, or itself where nobody is named at all.
    fn task_of(&self, unit: usize, item: usize) -> Option<(usize, Why)> {
        if self.units[unit].is_task {
            return Some((unit, Why::Named));
        }
        let outline = &self.held.plan.outline;
        let below = outline.subtree(ProvisionId(unit));
        let tasks = below.iter().map(|id| id.0).filter(|&id| self.units[id].is_task);
        let free: Vec<usize> =
            tasks.clone().filter(|&id| !self.is_claimed(id, unit, item) && !self.not[item][id]).collect();
        let score = |id: usize| (self.texts[id][item] * 100.0) as u32;
        if let Some(best) = free.iter().copied().max_by_key(|&id| (score(id), std::cmp::Reverse(id))) {
            return Some((best, Why::Above));
        }
        let above = outline.ancestors(ProvisionId(unit)).into_iter().find(|id| self.units[id.0].is_task);
        match above {
            // The content field of a task names it as its heading does.
            Some(task) => self.gives_topic(unit, task).then_some((task.0, Why::Named)),
            None => (tasks.count() == 0).then_some((unit, Why::Named)),
        }
    }

    /// Does a task have its topic from this unit too?
    fn gives_topic(&self, unit: usize, task: ProvisionId) -> bool {
        let spans = &self.held.plan.outline.provisions[unit].spans;
        let inside = |span: &Span| spans.iter().any(|own| own.start <= span.start && span.end <= own.end);
        let own = self.held.plan.assignments.iter().filter(|given| given.task == Some(task));
        own.into_iter().any(|given| given.scope.iter().any(inside))
    }

    /// Units that hold the item's words outside the tasks that answer it.
    fn elsewhere(&self, item: usize, found: &[(usize, Why)]) -> Vec<(usize, Why)> {
        let outline = &self.held.plan.outline;
        let inside = |unit: usize| {
            let own = |id: usize| found.iter().any(|(task, _)| *task == id);
            own(unit) || outline.ancestors(ProvisionId(unit)).any(|id| own(id.0))
        };
        let holds = |&unit: &usize| {
            let own = &self.units[unit];
            own.zone != Zone::Aims
                && self.texts[unit][item] >= ENOUGH
                && !self.not[item][unit]
                && !inside(unit)
        };
        // A heading above a task that answers it says nothing more.
        let above: Vec<usize> =
            found.iter().flat_map(|(unit, _)| outline.ancestors(ProvisionId(*unit))).map(|id| id.0).collect();
        let why = |unit: usize| {
            if self.units[unit].zone == Zone::FollowUp { Why::FollowUp } else { Why::Mentioned }
        };
        (0..self.units.len())
            .filter(holds)
            .filter(|unit| !above.contains(unit))
            .map(|unit| (unit, why(unit)))
            .collect()
    }

    fn near(&self, item: usize) -> Vec<Place> {
        let mut near: Vec<usize> =
            (0..self.units.len()).filter(|&unit| self.texts[unit][item] >= NEAR).collect();
        near.sort_by(|&a, &b| self.texts[b][item].total_cmp(&self.texts[a][item]).then(a.cmp(&b)));
        near.into_iter().take(SHOWN).map(|unit| self.place(unit, item, Why::Near)).collect()
    }

    /// The assignments of a task; of a section, those of everything in it.
    fn rows(&self, unit: usize, kind: ItemKind) -> Vec<&Assignment> {
        let outline = &self.held.plan.outline;
        let units = match kind {
            ItemKind::Task => vec![ProvisionId(unit)],
            ItemKind::Section => outline.subtree(ProvisionId(unit)),
        };
        let own = |given: &&Assignment| given.task.is_some_and(|task| units.binary_search(&task).is_ok());
        self.held.plan.assignments.iter().filter(own).collect()
    }

    fn place(&self, unit: usize, item: usize, why: Why) -> Place {
        let provision = &self.held.plan.outline.provisions[unit];
        let score = (self.texts[unit][item].max(self.heads[unit][item]).min(1.0) * 100.0) as u32;
        Place {
            path: provision.path.clone(),
            quote: shortened(&provision_text(provision, self.held.text)),
            score,
            why,
        }
    }

    /// A unit answers an item, and so does everything in it.
    fn mark(&self, unit: usize, answering: &mut [bool]) {
        let below = self.held.plan.outline.subtree(ProvisionId(unit));
        below.iter().for_each(|id| answering[id.0] = true);
    }

    fn extra(&self, answering: &[bool]) -> Vec<Place> {
        let is_extra = |&unit: &usize| {
            let own = &self.units[unit];
            own.is_task && own.zone == Zone::Work && !answering[unit]
        };
        let place = |unit: usize| {
            let provision = &self.held.plan.outline.provisions[unit];
            let quote = shortened(&provision_text(provision, self.held.text));
            Place { path: provision.path.clone(), quote, score: 0, why: Why::Extra }
        };
        (0..self.units.len()).filter(is_extra).map(place).collect()
    }

    /// Does the plan cite a paper of its own level, older than itself, by the item's name?
    fn was_issued(&self, item: usize, wanted: &Wanted, vocabulary: &Vocabulary<'_>) -> bool {
        let header = &self.held.plan.header;
        let last = header.date.as_ref().map_or("9999", |date| date.to.as_str());
        let names = |citation: &&Citation| {
            let decided = citation.number.as_deref().is_some_and(|number| number.contains("/QĐ-"));
            let older = citation.date.as_deref().is_some_and(|date| date <= last);
            let cited = matches!(citation.relation, Relation::Cites | Relation::Implements | Relation::Basis);
            decided && older && cited && self.is_named_after(citation, wanted, vocabulary)
        };
        self.texts.iter().any(|texts| texts[item] >= ENOUGH)
            && self.held.plan.citations.iter().any(|citation| names(&citation))
    }

    /// Do the words right behind the citation name the item?
    fn is_named_after(&self, citation: &Citation, wanted: &Wanted, vocabulary: &Vocabulary<'_>) -> bool {
        let behind = &self.held.text[citation.span.end..];
        let line = behind.split(['\n', ';']).next().unwrap_or_default();
        let words = vocabulary.words(&crate::normalize::normalize(line).text, |_| false);
        let near: Vec<_> = words.into_iter().filter(|word| word.at < AFTER).collect();
        best(&wanted.names, &near).share >= ENOUGH
    }
}

/// How many syllables behind a citation say what the cited paper is.
const AFTER: u32 = 30;

fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(QUOTE) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}

/// Leads that are assigned come before leads that are asked for; partners are those of the same kind.
fn bodies(cell: &mut Cell, rows: &[&Assignment]) {
    let in_role = |role: Role, modality: Option<Modality>| {
        let wanted =
            |given: &&&Assignment| given.role == role && modality.is_none_or(|other| given.modality == other);
        let mut found: Vec<Body> = Vec::new();
        for given in rows.iter().filter(wanted) {
            let body = Body {
                name: given.agency.clone(),
                id: given.body_id.clone(),
                group: given.group,
                basis: given.role_basis,
                modality: given.modality,
            };
            if found.iter().all(|known| known.name != body.name) {
                found.push(body);
            }
        }
        found
    };
    let assigned = in_role(Role::Lead, Some(Modality::Assign));
    cell.leads = if assigned.is_empty() { in_role(Role::Lead, None) } else { assigned };
    let modality = cell.leads.first().map_or(Modality::Assign, |lead| lead.modality);
    cell.coordinates = in_role(Role::Coordinate, Some(modality));
    if cell.leads.is_empty() {
        cell.implements = in_role(Role::Implement, None);
        cell.implements.extend(in_role(Role::Advise, None));
    }
}

/// The date of those who lead, else of anybody on the task.
fn due(held: &HeldPlan<'_>, rows: &[&Assignment]) -> Option<Due> {
    let leads = rows.iter().filter(|given| given.role == Role::Lead && given.modality == Modality::Assign);
    let date = leads.chain(rows.iter()).find_map(|given| given.deadline.as_ref())?;
    Some(Due {
        raw: date.span.of(held.text).to_owned(),
        kind: date.kind,
        start: date.start.clone(),
        due: date.due.clone(),
        recurrence: date.recurrence,
        tentative: date.tentative,
    })
}
