//! Turns a central plan into a checklist: its tasks, the bodies that lead them, their last days. People look through it
//! and correct it.

use super::members::number;
use crate::export::provision_start;
use crate::knowledge::{Checklist, Cue, Item, Knowledge, Mark, Programme};
use crate::model::{Assignment, HeldPlan, Level, ProvisionId, Relation, Role};
use crate::normalize::{composed, fold, normalize};

/// Most characters of a title, and how many have to stand before a full stop that ends it.
const TITLE: usize = 200;
const SENTENCE: usize = 40;

/// One item for each task of the plan, in its order. A task that names no local body at all binds the center only, so
/// that nobody is accused of leaving out what was never theirs.
pub fn derive(held: &HeldPlan<'_>, knowledge: &Knowledge) -> Checklist {
    let number = number(held);
    let title = held.plan.header.subject.clone().unwrap_or_else(|| held.file.to_owned());
    Checklist {
        id: number.as_deref().map_or_else(|| held.id.to_owned(), slug),
        version: "1".to_owned(),
        provisional: false,
        source: number.clone().unwrap_or_else(|| held.file.to_owned()),
        programme: number.zip(held.plan.header.date.as_ref()).map(|(instrument, date)| Programme {
            instrument,
            date: date.from.clone(),
            carries_out: cited(held, &[Relation::Basis, Relation::Implements]),
            replaces: cited(held, &[Relation::Replaces]),
            subject: vec![title.clone()],
            roster: Vec::new(),
            plans_due: None,
        }),
        items: items(held, knowledge),
        title,
    }
}

fn items(held: &HeldPlan<'_>, knowledge: &Knowledge) -> Vec<Item> {
    let outline = &held.plan.outline;
    let mut tasks: Vec<ProvisionId> = held.plan.assignments.iter().filter_map(|given| given.task).collect();
    tasks.sort_unstable();
    tasks.dedup();
    let is_work = |task: &ProvisionId| {
        let own = std::iter::once(*task).chain(outline.ancestors(*task));
        let provision = outline.get(*task);
        // "II. NHIỆM VỤ … các bộ, các tỉnh thực hiện các nhiệm vụ sau:": what it opens are the tasks.
        let is_section = provision.parent.is_none() && !provision.children.is_empty();
        !is_section
            && !own.into_iter().any(|unit| follows_up(held, unit, knowledge))
            && !provision.path.starts_with("Điều")
    };
    let in_sections: Vec<ProvisionId> = tasks.iter().copied().filter(is_work).collect();
    let kept = if in_sections.is_empty() { tasks } else { in_sections };
    kept.into_iter().map(|task| item(held, task, knowledge)).collect()
}

/// Does its heading open the section that follows up the whole plan?
fn follows_up(held: &HeldPlan<'_>, unit: ProvisionId, knowledge: &Knowledge) -> bool {
    let heading = held.plan.outline.get(unit).heading.map(|heading| normalize(heading.of(held.text)).text);
    heading.is_some_and(|heading| {
        let keyed = knowledge.marks.key(&heading);
        let organizes = |mark: &Mark| *mark == Mark::Cue(Cue::Organization);
        !keyed.words.is_empty() && knowledge.marks.longest(&keyed, 0, organizes).is_some()
    })
}

fn item(held: &HeldPlan<'_>, task: ProvisionId, knowledge: &Knowledge) -> Item {
    let provision = held.plan.outline.get(task);
    let own: Vec<&Assignment> =
        held.plan.assignments.iter().filter(|given| given.task == Some(task)).collect();
    let mut leads: Vec<String> = Vec::new();
    for id in own.iter().filter(|given| given.role == Role::Lead).filter_map(|given| given.body_id.as_ref()) {
        if !leads.contains(id) {
            leads.push(id.clone());
        }
    }
    let dates = own.iter().filter_map(|given| given.deadline.as_ref()?.due.clone());
    let local = own.iter().any(|given| is_local(given, knowledge));
    let bound = if local { Level::Province } else { Level::Central };
    Item {
        id: provision.path.clone(),
        title: title(held, task),
        applies_to: vec![bound.name().to_owned()],
        lead: leads.first().cloned(),
        joint: leads.into_iter().skip(1).collect(),
        due: dates.max(),
        source: Some(provision.path.clone()),
        ..Item::default()
    }
}

/// The heading, else the first words: up to a full stop or semicolon, at most so many whole words as a title holds.
pub(super) fn title(held: &HeldPlan<'_>, task: ProvisionId) -> String {
    let provision = held.plan.outline.get(task);
    let text = match provision.heading {
        Some(heading) => heading.of(held.text).to_owned(),
        None => provision_start(provision, held.text),
    };
    let text = composed(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    entitled(text.trim_matches(['*', '.', ':', ';', ' ']))
}

/// As much of a text as makes a title.
fn entitled(text: &str) -> String {
    let ends = text.match_indices(". ").chain(text.match_indices("; ")).map(|(at, _)| at);
    let stop = ends.filter(|&at| text[..at].chars().count() >= SENTENCE).min();
    let sentence = &text[..stop.unwrap_or(text.len())];
    let Some((most, _)) = sentence.char_indices().nth(TITLE) else { return sentence.to_owned() };
    let word = sentence[..most].rfind(' ').unwrap_or(most);
    format!("{}…", sentence[..word].trim_end_matches([',', ' ']))
}

/// Is it a body of a province, a committee, or a collective that names the localities?
fn is_local(given: &Assignment, knowledge: &Knowledge) -> bool {
    let level = given.body_id.as_deref().and_then(|id| knowledge.body(id)).map(|body| body.level.as_str());
    let name = fold(&given.agency).to_lowercase();
    matches!(level, Some("province" | "commune")) || LOCAL.iter().any(|word| name.contains(word))
}

/// Words of collectives that reach beyond the center, without marks.
const LOCAL: [&str; 3] = ["dia phuong", "uy ban nhan dan", "cac tinh"];

fn cited(held: &HeldPlan<'_>, relations: &[Relation]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for citation in held.plan.citations.iter().filter(|citation| relations.contains(&citation.relation)) {
        if let Some(number) = citation.number.as_ref().filter(|number| !found.contains(number)) {
            found.push(number.clone());
        }
    }
    found
}

/// `452/QĐ-TTg` → `452-qd-ttg`.
fn slug(number: &str) -> String {
    fold(number).to_lowercase().replace(['/', ' '], "-")
}
