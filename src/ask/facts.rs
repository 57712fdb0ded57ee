//! Turns assignments and citations into rows with their proof, and decides which of them a request means.

use super::answer::{AssignmentRow, CitationRow, DeadlineRow, Near, Row, ScopeFrom, Source};
use super::request::{Intent, Request, Topic};
use super::topic::{InPlan, Match, Matcher, Strength};
use crate::export::{printed_path, provision_start};
use crate::knowledge::Knowledge;
use crate::model::{Assignment, Citation, HeldPlan, Role, Span};

/// An assignment that a request means, with what made it so.
#[derive(Debug, Clone)]
pub(super) struct Hit<'a> {
    pub(super) held: &'a HeldPlan<'a>,
    pub(super) given: &'a Assignment,
    pub(super) topic: Option<Match>,
    /// Is the body covered by a collective only? Its id.
    pub(super) via: Option<String>,
    /// Is it the body asked for (or is none asked for)?
    pub(super) is_body: bool,
    /// Is it one of the roles asked for?
    pub(super) is_role: bool,
}

/// Reads the assignments of plans for one request.
pub(super) struct Reader<'a> {
    pub(super) request: &'a Request,
    pub(super) knowledge: &'a Knowledge,
    pub(super) matcher: Matcher<'a>,
}

/// How many characters of a near miss or a heading are shown.
const SHOWN: usize = 300;

impl<'a> Reader<'a> {
    /// Every assignment of a plan, judged. Rows without the topic are kept for near misses.
    pub(super) fn judge(&self, held: &'a HeldPlan<'a>) -> Vec<Hit<'a>> {
        let matcher = self.matcher.of(held);
        let mut hits = Vec::new();
        for given in &held.plan.assignments {
            let asked = !self.request.topics.is_empty();
            let topic = asked.then(|| matcher.scope(given)).flatten();
            let topic = topic.map(|topic| with_quote(&matcher, given, topic));
            hits.push(self.hit(held, given, topic));
        }
        hits
    }

    fn hit(&self, held: &'a HeldPlan<'a>, given: &'a Assignment, topic: Option<Match>) -> Hit<'a> {
        let request = self.request;
        let id = given.body_id.as_deref().unwrap_or_default();
        let asked = &request.bodies;
        let of_kind = |kind: &String| {
            let body = self.knowledge.body(id).is_some_and(|body| body.kind == *kind);
            let group = self.knowledge.group(id).is_some_and(|group| {
                group
                    .members
                    .iter()
                    .any(|member| self.knowledge.body(member).is_some_and(|body| body.kind == *kind))
            });
            body || group
        };
        let named = (asked.is_empty() || asked.iter().any(|body| body == id))
            && request.body_kind.as_ref().is_none_or(of_kind)
            && !request.except.iter().any(|body| body == id);
        let member = asked.iter().find(|body| given.group && self.knowledge.is_member(id, body));
        let via = member.filter(|_| !named).map(|_| id.to_owned());
        Hit { held, given, topic, via, is_body: named, is_role: self.is_role(given) }
    }

    fn is_role(&self, given: &Assignment) -> bool {
        let request = self.request;
        (request.roles.is_empty() || request.roles.contains(&given.role))
            && (!request.stated_role || given.role_basis == crate::model::RoleBasis::Stated)
            && request.modality.is_none_or(|modality| given.modality == modality)
    }

    /// Is the row about the topic, firmly enough for the kind of question?
    pub(super) fn has_topic(&self, hit: &Hit<'_>, least: Strength) -> bool {
        self.request.topics.is_empty() || hit.topic.as_ref().is_some_and(|topic| topic.strength >= least)
    }

    /// Does the row's date fall into the days asked for?
    pub(super) fn is_due(&self, given: &Assignment) -> bool {
        let request = self.request;
        let due = given.deadline.as_ref().and_then(|deadline| deadline.due.as_deref());
        let in_days = request.due.is_open()
            || due.is_some_and(|due| {
                request.due.from.as_deref().is_none_or(|from| from <= due)
                    && request.due.to.as_deref().is_none_or(|to| due <= to)
            });
        let yearly = given
            .deadline
            .as_ref()
            .is_some_and(|deadline| deadline.recurrence == Some(crate::model::Recurrence::Yearly));
        let undated = request.intent != Intent::Duties || !request.undated || given.deadline.is_none();
        in_days && undated && (!request.fixed || due.is_some()) && (!request.yearly || yearly)
    }

    pub(super) fn source(held: &HeldPlan<'_>) -> Source {
        Source {
            plan: held.id.to_owned(),
            file: held.file.to_owned(),
            province: held.province.map(str::to_owned),
        }
    }

    pub(super) fn row(&self, hit: &Hit<'_>) -> Row {
        let (held, given) = (hit.held, hit.given);
        let of = |span: Span| span.of(held.text).to_owned();
        let deadline = given.deadline.as_ref().map(|deadline| DeadlineRow {
            raw: of(deadline.span),
            kind: deadline.kind,
            start: deadline.start.clone(),
            due: deadline.due.clone(),
            recurrence: deadline.recurrence,
            tentative: deadline.tentative,
        });
        let task = given.task.map(|task| provision_start(held.plan.outline.get(task), held.text));
        Row::Assignment(Box::new(AssignmentRow {
            source: Reader::source(held),
            path: printed_path(held.plan, given.place).to_owned(),
            task: printed_path(held.plan, given.task).to_owned(),
            task_start: task.unwrap_or_default(),
            quote: of(given.quote),
            agency: given.agency.clone(),
            group: given.group,
            via: hit.via.as_deref().map(|group| self.membership(group)),
            role: given.role,
            role_basis: given.role_basis,
            modality: given.modality,
            deadline,
            role_quote: given.role_quote.map(of),
            scope_from: scope_from(hit),
            rule: given.rule.clone(),
            page: held.plan.page(given.quote),
            scan_confidence: held.plan.confidence(given),
            status: given.review.state,
        }))
    }

    /// Why a body is covered: "Sở Khoa học và Công nghệ thuộc “các sở, ban, ngành”".
    fn membership(&self, group: &str) -> String {
        let name = self.knowledge.group(group).map_or(group, |group| group.name.as_str());
        let body = self.request.bodies.first().and_then(|id| self.knowledge.body(id));
        format!(
            "{} thuộc “{name}” (danh mục tập thể)",
            body.map_or("cơ quan được hỏi", |body| body.name.as_str())
        )
    }
}

/// A sentence of a task that itself holds the topic names it, whatever the task is about.
fn with_quote(matcher: &InPlan<'_>, given: &Assignment, mut topic: Match) -> Match {
    if topic.strength == Strength::Mentioned && matcher.all_in(&[given.quote]).is_some() {
        topic.spans = vec![given.quote];
    }
    topic
}

/// The headings and siblings that gave the topic, the row's own words left out.
fn scope_from(hit: &Hit<'_>) -> Vec<ScopeFrom> {
    let (held, given) = (hit.held, hit.given);
    let outline = &held.plan.outline;
    let spans = hit.topic.as_ref().map_or(&[][..], |topic| topic.spans.as_slice());
    let outside = spans.iter().filter(|span| !given.quote.contains(**span));
    let from = |span: &Span| {
        let home = outline
            .ids()
            .filter(|&id| outline.get(id).spans.iter().any(|own| own.contains(*span) || span.contains(*own)));
        let path = home.last().map_or("", |id| outline.get(id).path.as_str());
        ScopeFrom { path: path.to_owned(), quote: short(span.of(held.text)) }
    };
    outside.map(from).collect()
}

pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

pub(super) fn near(hit: &Hit<'_>, reason: String) -> Near {
    Near {
        path: printed_path(hit.held.plan, hit.given.place).to_owned(),
        quote: short(hit.given.role_quote.unwrap_or(hit.given.quote).of(hit.held.text)),
        reason,
    }
}

pub(super) fn citation_row(
    held: &HeldPlan<'_>,
    citation: &Citation,
    is_held: bool,
    knowledge: &Knowledge,
) -> Row {
    let replaced = citation.number.as_deref().and_then(|number| knowledge.superseded(number));
    Row::Citation(Box::new(CitationRow {
        source: Reader::source(held),
        path: citation.path.clone(),
        quote: citation.span.of(held.text).to_owned(),
        number: citation.number.clone(),
        date: citation.date.clone(),
        relation: citation.relation,
        held: is_held,
        valid_when_issued: replaced.as_ref().and_then(|old| old.was_valid(held.plan.header.date.as_ref())),
        replaced_since: replaced.as_ref().and_then(|old| old.since.clone()),
        replaced_by: replaced.map(|old| old.by),
    }))
}

/// The label of topics, for sentences.
pub(super) fn topic_label(topics: &[Topic], knowledge: &Knowledge) -> String {
    let label = |topic: &Topic| match topic {
        Topic::Concept(at) => knowledge.concepts[*at].vi.clone(),
        Topic::Words(words) => words.clone(),
    };
    topics.iter().map(label).collect::<Vec<_>>().join(" + ")
}

/// Partners are shown only when asked for.
pub(super) fn is_asked_role(request: &Request, role: Role) -> bool {
    !request.roles.is_empty() || request.partners || request.modality.is_some() || role != Role::Coordinate
}
