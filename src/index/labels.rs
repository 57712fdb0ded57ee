//! Turns a plan into what each of its documents is filtered by beside its words.

use std::collections::{BTreeMap, BTreeSet};

use crate::knowledge::{Knowledge, Phrases};
use crate::model::{Assignment, Code, Part, PartKind, Plan, ProvisionId, Span, UnitKind};
use crate::normalize::{Emphasis, normalize_spans};
use crate::tokenizer::{Analyzer, Joint};

/// What one document is filtered by.
#[derive(Debug, Clone, Default)]
pub(super) struct Labels {
    /// Id of the kind of section it stands in.
    pub(super) section: String,
    /// Ids of bodies that are given something here; the printed name where the knowledge files have none.
    pub(super) bodies: BTreeSet<String>,
    /// Their roles.
    pub(super) roles: BTreeSet<&'static str>,
    /// Role and body together, see [`duty`].
    pub(super) duties: BTreeSet<String>,
    /// Ids of the topics that its words or the headings above name.
    pub(super) concepts: BTreeSet<String>,
    /// When its deadlines fall, see [`window`].
    pub(super) windows: BTreeSet<String>,
    /// Their last days, `YYYYMMDD`.
    pub(super) due: BTreeSet<u64>,
}

/// One value for a role and a body of the same assignment.
pub fn duty(role: &str, body: &str) -> String {
    format!("{role}|{body}")
}

/// A date of `YYYY-MM-DD` as a number that sorts like it.
pub fn day_number(date: &str) -> Option<u64> {
    date.replace('-', "").parse().ok().filter(|_| date.len() == 10)
}

/// How well the plan was read: `clean`, with `remarks`, or `in_part`.
pub(super) fn quality(plan: &Plan) -> &'static str {
    let in_part = [Code::TableUnread, Code::EncodingDamaged, Code::ReadInPart];
    match plan.diagnostics.iter().any(|diagnostic| in_part.contains(&diagnostic.code)) {
        true => "in_part",
        false if plan.diagnostics.is_empty() => "clean",
        false => "remarks",
    }
}

/// What tells topics and sections, made once for a writer.
pub(super) struct Labeler<'k> {
    knowledge: &'k Knowledge,
    sections: Phrases<usize>,
}

impl<'k> Labeler<'k> {
    pub(super) fn new(knowledge: &'k Knowledge) -> Labeler<'k> {
        Labeler { knowledge, sections: knowledge.section_words() }
    }

    /// The labels of all provisions in order, then of all parts.
    pub(super) fn labels(&self, plan: &Plan, text: &str, analyzer: &Analyzer) -> Vec<Labels> {
        let defined = analyzer.own_forms().map(|(short, long)| (short, self.concepts(long))).collect();
        let concepts = |text: &str| {
            let mut found = self.concepts(text);
            found.extend(own_concepts(text, analyzer, &defined));
            found
        };
        let provisions = plan.outline.provisions.len();
        let mut all = vec![Labels::default(); provisions + plan.parts.len()];
        let mut above: Vec<BTreeSet<String>> = Vec::with_capacity(provisions);
        for id in plan.outline.ids() {
            let provision = plan.outline.get(id);
            let parent = provision.parent;
            let inherited = parent.map(|parent| above[parent.0].clone()).unwrap_or_default();
            let heading = provision.heading.map(|span| words(text, &[span])).unwrap_or_default();
            let mut headings = concepts(&heading);
            headings.extend(inherited.iter().cloned());
            let mut own = concepts(&words(text, &provision.spans));
            own.extend(inherited);
            above.push(headings);
            let outer = parent.map_or("other", |parent| &all[parent.0].section).to_owned();
            let section =
                if provision.kind == UnitKind::Annex { Some("annex") } else { self.section(&heading) };
            all[id.0].section = section.map_or(outer, str::to_owned);
            all[id.0].concepts = own;
        }
        for (part, labels) in plan.parts.iter().zip(&mut all[provisions..]) {
            labels.section = part_name(part).to_owned();
            labels.concepts = concepts(&words(text, &part.spans));
        }
        for given in &plan.assignments {
            places(plan, given).into_iter().for_each(|at| all[at].add(given));
        }
        all
    }

    /// The topics that a normalized text names.
    fn concepts(&self, text: &str) -> BTreeSet<String> {
        let topics = &self.knowledge.topics;
        let keyed = topics.key(text);
        let mut found = BTreeSet::new();
        let mut at = 0;
        while at < keyed.words.len() {
            let Some(topic) = topics.longest(&keyed, at, |_| true) else {
                at += 1;
                continue;
            };
            at = topic.words.end;
            if !topic.value.negative {
                found.insert(self.knowledge.concepts[topic.value.concept].id.clone());
            }
        }
        found
    }

    /// The kind of section whose words a heading begins with, behind its number.
    fn section(&self, heading: &str) -> Option<&str> {
        let keyed = self.sections.key(heading);
        let found =
            (0..keyed.words.len().min(4)).find_map(|at| self.sections.longest(&keyed, at, |_| true))?;
        Some(&self.knowledge.sections[found.value].id)
    }
}

impl Labels {
    fn add(&mut self, given: &Assignment) {
        let body = given.body_id.as_ref().unwrap_or(&given.agency);
        self.bodies.insert(body.clone());
        self.roles.insert(given.role.name());
        self.duties.insert(duty(given.role.name(), body));
        let deadline = given.deadline.as_ref();
        let due = deadline.and_then(|deadline| day_number(deadline.due.as_deref()?));
        self.due.extend(due);
        self.windows.insert(match (due, deadline) {
            (Some(due), _) => window(due),
            (None, Some(deadline)) => deadline.kind.name().to_owned(),
            (None, None) => "undated".to_owned(),
        });
    }
}

/// The topics that the plan's own short forms in a normalized text stand for.
fn own_concepts(
    text: &str,
    analyzer: &Analyzer,
    defined: &BTreeMap<&str, BTreeSet<String>>,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if !defined.is_empty() {
        analyzer.syllables(text, |term, _, joint| {
            let named = defined.get(term).filter(|_| joint == Joint::Short);
            found.extend(named.into_iter().flatten().cloned());
        });
    }
    found
}

/// The quarter of a day: `2026-Q3`.
fn window(day: u64) -> String {
    let (year, month) = (day / 10_000, day / 100 % 100);
    format!("{year}-Q{}", month.saturating_sub(1) / 3 + 1)
}

/// The documents of an assignment: where the body is named, and the task; else the closing words.
fn places(plan: &Plan, given: &Assignment) -> BTreeSet<usize> {
    let found: BTreeSet<usize> =
        [given.place, given.task].into_iter().flatten().map(|ProvisionId(at)| at).collect();
    if !found.is_empty() {
        return found;
    }
    let holds = |part: &Part| part.spans.iter().any(|span| span.contains(given.quote));
    let part = plan.parts.iter().position(holds);
    part.map(|at| plan.outline.provisions.len() + at).into_iter().collect()
}

fn part_name(part: &Part) -> &'static str {
    match part.kind {
        PartKind::Header => "header",
        PartKind::Preamble => "preamble",
        PartKind::Closing => "closing",
    }
}

fn words(text: &str, spans: &[Span]) -> String {
    normalize_spans(text, spans, Emphasis::Drop).text
}
