//! Turns a plan and the items of a checklist into cells: which provisions answer which item, led by whom, by when.

use super::matrix::{Body, Cell, Due, Place, State, Why};
use super::phrase::{NEAR, Phrase, Postings, Vocabulary, Wanted, Word, Words, best};
use super::units::{Unit, Zone};
use crate::knowledge::{Checklist, Item, ItemKind};
use crate::model::{Assignment, Citation, HeldPlan, Modality, Provision, ProvisionId, Relation, Role, Span};

/// What is looked for, made once for all plans.
pub(super) struct Aligner<'a> {
    checklist: &'a Checklist,
    vocabulary: &'a Vocabulary<'a>,
    wanted: &'a [Wanted],
    /// By word of the lexicon: its number in the checklist.
    known: Vec<Option<u32>>,
    names: Postings<'a>,
    mentions: Postings<'a>,
    not: Postings<'a>,
}

/// A plan with its units compared. Tables are by unit and item.
struct Compared<'a> {
    held: &'a HeldPlan<'a>,
    units: &'a [Unit],
    aligner: &'a Aligner<'a>,
    /// Words of each unit that the checklist knows.
    words: Vec<Vec<Word>>,
    /// How firmly the head names it (1: enough); 0 where it does not come near.
    heads: Vec<f32>,
    /// How firmly the text holds it; 0 where it does not come near.
    texts: Vec<f32>,
    /// 1 where a unit holds what means something else.
    not: Vec<f32>,
}

/// Enough of what a phrase asks for.
const ENOUGH: f32 = 1.0;
/// How many near passages, further places and extra tasks are shown.
const SHOWN: usize = 3;
const FURTHER: usize = 6;
/// How many characters of a passage are shown.
const QUOTE: usize = 300;

impl<'a> Aligner<'a> {
    pub(super) fn new(
        checklist: &'a Checklist,
        wanted: &'a [Wanted],
        vocabulary: &'a Vocabulary<'a>,
        lexicon: &[String],
    ) -> Aligner<'a> {
        let words = vocabulary.len();
        let postings = |phrases: fn(&Wanted) -> &[Phrase]| Postings::new(wanted.iter().map(phrases), words);
        Aligner {
            known: vocabulary.known(lexicon),
            names: postings(|wanted| &wanted.names),
            mentions: postings(|wanted| &wanted.mentions),
            not: postings(|wanted| &wanted.not),
            checklist,
            wanted,
            vocabulary,
        }
    }

    /// One cell for each item, and the tasks that no item asks for. `units` are those of the plan.
    pub(super) fn cells(&self, held: &HeldPlan<'_>, units: &[Unit]) -> (Vec<Cell>, Vec<Place>) {
        let compared = self.compared(held, units);
        let mut answering = vec![false; units.len()];
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

    fn compared<'h>(&'h self, held: &'h HeldPlan<'h>, units: &'h [Unit]) -> Compared<'h> {
        let items = self.wanted.len();
        let table = || vec![0.0f32; units.len() * items];
        let (mut heads, mut texts, mut not) = (table(), table(), table());
        let mut words = Vec::with_capacity(units.len());
        let mut sums = Vec::new();
        for (at, unit) in units.iter().enumerate() {
            let row = at * items..(at + 1) * items;
            let (in_head, in_text) = (self.in_checklist(&unit.head), self.in_checklist(&unit.text));
            let (head, text) = (Words::new(&in_head), Words::new(&in_text));
            self.names.fill(&head, &mut heads[row.clone()], &mut sums);
            self.names.fill(&text, &mut texts[row.clone()], &mut sums);
            self.mentions.fill(&text, &mut texts[row.clone()], &mut sums);
            self.not.fill(&text, &mut not[row], &mut sums);
            words.push(in_text);
        }
        Compared { held, units, aligner: self, words, heads, texts, not }
    }

    fn in_checklist(&self, words: &[Word]) -> Vec<Word> {
        let known = |word: &Word| Some(Word { id: self.known[word.id as usize]?, at: word.at });
        let mut found = Vec::with_capacity(words.len());
        found.extend(words.iter().filter_map(known));
        found
    }

    fn cell(&self, compared: &Compared<'_>, at: usize, item: &Item, found: &[(usize, Why)]) -> Cell {
        let mut cell = Cell::bare(State::Present);
        let elsewhere = compared.elsewhere(at, found);
        let all = found.iter().chain(&elsewhere).take(FURTHER);
        cell.places = all.map(|&(unit, why)| compared.place(unit, at, why)).collect();
        cell.already_done = item.issues && compared.was_issued(at, &self.wanted[at], self.vocabulary);
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
        self.at(&self.heads, unit, item) >= ENOUGH && !self.is_not(unit, item)
    }

    fn at(&self, table: &[f32], unit: usize, item: usize) -> f32 {
        table[unit * self.aligner.wanted.len() + item]
    }

    fn text(&self, unit: usize, item: usize) -> f32 {
        self.at(&self.texts, unit, item)
    }

    fn is_not(&self, unit: usize, item: usize) -> bool {
        self.at(&self.not, unit, item) >= ENOUGH
    }

    /// How firmly the text holds an item, also where it does not come near.
    fn exact(&self, unit: usize, item: usize) -> f32 {
        let (wanted, words) = (&self.aligner.wanted[item], &self.words[unit]);
        best(&wanted.names, words).max(best(&wanted.mentions, words))
    }

    /// Does the head of this unit name another item, one that the heading above does not name, and not this one?
    fn is_claimed(&self, unit: usize, above: usize, item: usize) -> bool {
        let other = |other| other != item && self.names(unit, other) && !self.names(above, other);
        !self.names(unit, item) && (0..self.aligner.wanted.len()).any(other)
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
        if found.is_empty() {
            self.worded(item).map(|unit| (unit, Why::Mentioned)).into_iter().collect()
        } else {
            found
        }
    }

    /// The one task whose words name the item under a heading that names no item. Of several, none.
    fn worded(&self, item: usize) -> Option<usize> {
        let names = &self.aligner.wanted[item].names;
        let is_free = |unit: usize| (0..self.aligner.wanted.len()).all(|other| !self.names(unit, other));
        let is_it = |&unit: &usize| {
            let own = &self.units[unit];
            own.is_task
                && own.zone == Zone::Work
                && self.text(unit, item) >= ENOUGH
                && !self.is_not(unit, item)
                && is_free(unit)
                && best(names, &self.words[unit]) >= ENOUGH
        };
        let mut found = (0..self.units.len()).filter(is_it);
        found.next().filter(|_| found.next().is_none())
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
            tasks.clone().filter(|&id| !self.is_claimed(id, unit, item) && !self.is_not(id, item)).collect();
        let score = |id: usize| (self.exact(id, item) * 100.0) as u32;
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
                && self.text(unit, item) >= ENOUGH
                && !self.is_not(unit, item)
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
            (0..self.units.len()).filter(|&unit| self.text(unit, item) >= NEAR).collect();
        near.sort_by(|&a, &b| self.text(b, item).total_cmp(&self.text(a, item)).then(a.cmp(&b)));
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
        let score = (self.exact(unit, item).max(self.at(&self.heads, unit, item)).min(1.0) * 100.0) as u32;
        Place { path: provision.path.clone(), quote: quote(provision, self.held.text), score, why }
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
            let quote = quote(provision, self.held.text);
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
        (0..self.units.len()).any(|unit| self.text(unit, item) >= ENOUGH)
            && self.held.plan.citations.iter().any(|citation| names(&citation))
    }

    /// Do the words right behind the citation name the item?
    fn is_named_after(&self, citation: &Citation, wanted: &Wanted, vocabulary: &Vocabulary<'_>) -> bool {
        let behind = &self.held.text[citation.span.end..];
        let line = behind.split(['\n', ';']).next().unwrap_or_default();
        let words = vocabulary.words(&crate::normalize::normalize(line).text, |_| false);
        let near: Vec<_> = words.into_iter().filter(|word| word.at < AFTER).collect();
        best(&wanted.names, &near) >= ENOUGH
    }
}

/// How many syllables behind a citation say what the cited paper is.
const AFTER: u32 = 30;

/// The first words of a provision, white space folded.
fn quote(provision: &Provision, text: &str) -> String {
    let words = provision.spans.iter().flat_map(|span| span.of(text).split_whitespace());
    let (mut quote, mut length) = (String::new(), 0);
    for word in words {
        length += word.chars().count() + 1;
        if length > QUOTE {
            return quote + "…";
        }
        if !quote.is_empty() {
            quote.push(' ');
        }
        quote += word;
    }
    quote
}

/// Leads that are assigned come before leads that are asked for; partners are those of the same kind.
fn bodies(cell: &mut Cell, rows: &[&Assignment]) {
    cell.review = rows.iter().map(|given| given.review.state).min().unwrap_or_default();
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
