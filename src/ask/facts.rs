//! Turns assignments and citations into rows with their proof, and decides which of them a request means.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::answer::{AssignmentRow, CitationRow, DeadlineRow, Near, Row, ScopeFrom, Source};
use super::bands::is_issued_by;
use super::request::{Intent, Request, Topic};
use super::topic::{InPlan, Match, Matcher, Strength};
use crate::export::{printed_path, provision_start};
use crate::knowledge::{Body, Group, Knowledge, Superseded};
use crate::model::{Assignment, Citation, HeldPlan, Level, ProvisionId, Role, Span};
use crate::normalize::{fold, normalize};

/// An assignment that a request means, with what made it so.
#[derive(Debug)]
pub(super) struct Hit<'a> {
    pub(super) held: HeldPlan<'a>,
    pub(super) given: &'a Assignment,
    pub(super) topic: Option<Arc<Match>>,
    /// Is the body covered by a collective only? Its id.
    pub(super) via: Option<&'a str>,
    /// Is it the body asked for (or is none asked for)?
    pub(super) is_body: bool,
    /// Is it one of the roles asked for?
    pub(super) is_role: bool,
}

/// Reads the assignments of plans for one request.
pub(super) struct Reader<'r, 'a> {
    pub(super) request: &'r Request,
    pub(super) knowledge: &'a Knowledge,
    pub(super) matcher: Matcher<'r>,
    /// Looks for the topics left out, where there are some.
    left_out: Option<Matcher<'r>>,
    /// The collectives that one of the bodies asked for is a member of.
    covering: FxHashSet<&'a str>,
    /// The bodies and collectives of the kind asked for.
    of_kind: FxHashSet<&'a str>,
    /// The bodies asked for that no list knows, as they are compared.
    printed: Vec<String>,
}

/// How many near misses of a kind stand under a plan that has nothing.
pub(super) const NEAR: usize = 2;
/// How many characters of a near miss or a heading are shown.
const SHOWN: usize = 300;

impl<'r, 'a> Reader<'r, 'a> {
    pub(super) fn new(
        request: &'r Request,
        knowledge: &'a Knowledge,
        matcher: Matcher<'r>,
        left_out: Option<Matcher<'r>>,
    ) -> Self {
        // "Các sở, ban, ngành" are covered by "các sở, ban, ngành, đoàn thể".
        let holds_all = |group: &Group, asked: &Group| {
            let is_in = |member: &String| group.members.contains(member);
            asked.id != group.id && !asked.members.is_empty() && asked.members.iter().all(is_in)
        };
        let covers = |group: &&Group| {
            let is_covered =
                |asked: &String| knowledge.group(asked).is_some_and(|asked| holds_all(group, asked));
            request.bodies.iter().any(|body| knowledge.is_member(&group.id, body) || is_covered(body))
        };
        let is_of_kind = |body: &&Body| request.body_kind.as_ref().is_some_and(|kind| body.kind == *kind);
        let mut of_kind: FxHashSet<&str> =
            knowledge.bodies.iter().filter(is_of_kind).map(|body| body.id.as_str()).collect();
        let holds_kind =
            |group: &&Group| group.members.iter().any(|member| of_kind.contains(member.as_str()));
        let groups: Vec<&Group> = knowledge.groups.iter().filter(holds_kind).collect();
        of_kind.extend(groups.iter().map(|group| group.id.as_str()));
        let covering = knowledge.groups.iter().filter(covers).map(|group| group.id.as_str()).collect();
        let unlisted = |id: &&String| knowledge.body(id).is_none() && knowledge.group(id).is_none();
        let printed = request.bodies.iter().filter(unlisted).map(|name| printed_key(name)).collect();
        Reader { request, knowledge, matcher, left_out, covering, of_kind, printed }
    }

    /// Adds the assignments of a plan that have the topic, and for near misses and for "only" those that have the body
    /// asked for. Where no topic is asked for, or the others of a task are, all of them.
    pub(super) fn judge(&self, held: HeldPlan<'a>, hits: &mut Vec<Hit<'a>>) {
        let all = self.request.partners;
        self.judge_those(held, hits, |may_hold, given| may_hold || all || self.has_body(&held, given));
    }

    /// Of these only the assignments that name or cover the bodies asked for; without near misses.
    pub(super) fn judge_bodies(&self, held: HeldPlan<'a>, hits: &mut Vec<Hit<'a>>) {
        let all = self.request.partners || self.request.only_role;
        self.judge_those(held, hits, |may_hold, given| {
            (may_hold || all) && (self.is_body(&held, given) || self.covers(given))
        });
    }

    /// `counts`: does an assignment count, by whether it may have the topic?
    fn judge_those(
        &self,
        held: HeldPlan<'a>,
        hits: &mut Vec<Hit<'a>>,
        counts: impl Fn(bool, &Assignment) -> bool,
    ) {
        let (request, all) = (self.request, &held.plan.assignments);
        let left_out = self.left_out.as_ref().map(|matcher| matcher.of(held));
        let is_left_out = |given: &Assignment| {
            let topic = left_out.as_ref().and_then(|left_out| left_out.scope(given));
            topic.is_some_and(|topic| topic.strength >= Strength::Above)
        };
        let counts = |may_hold: bool, given: &Assignment| counts(may_hold, given) && !is_left_out(given);
        if request.topics.is_empty() {
            hits.extend(
                all.iter().filter(|given| counts(true, given)).map(|given| self.hit(held, given, None)),
            );
            return;
        }
        let matcher = self.matcher.of(held);
        let looser = matcher.looser();
        let mut may_hold = matcher.may_hold();
        if let Some(looser) = &looser {
            may_hold.iter_mut().zip(looser.may_hold()).for_each(|(may_hold, by_title)| *may_hold |= by_title);
        }
        // The bodies of one sentence stand one after another and have one topic.
        let mut last: Option<(&Assignment, Option<Arc<Match>>)> = None;
        let hit = |(given, may_hold): (&'a Assignment, bool)| {
            let same = last.as_ref().filter(|(other, _)| is_of_one_sentence(other, given));
            let topic = match same {
                Some((_, topic)) => topic.clone(),
                None if may_hold => self.topic(&matcher, looser.as_ref(), given),
                None => None,
            };
            last = Some((given, topic.clone()));
            self.hit(held, given, topic)
        };
        let counted = all.iter().zip(may_hold).filter(|(given, may_hold)| counts(*may_hold, given));
        let has_body = |given: &Assignment| self.has_body(&held, given);
        if request.partners {
            hits.extend(counted.map(hit));
        } else if matcher.holds() {
            hits.extend(counted.map(hit).filter(|hit| hit.topic.is_some() || has_body(hit.given)));
        } else {
            let enough = if request.only_role { usize::MAX } else { NEAR };
            let mut last = None;
            let mut is_new = |given: &Assignment| last.replace(given.quote) != Some(given.quote);
            hits.extend(counted.filter(|(given, _)| has_body(given) && is_new(given)).take(enough).map(hit));
        }
    }

    /// Is it one of the bodies asked for?
    fn has_body(&self, held: &HeldPlan<'_>, given: &Assignment) -> bool {
        !self.request.bodies.is_empty() && self.is_body(held, given)
    }

    /// Adds the assignments of the tasks one of whose items, or the items below, holds the topic.
    pub(super) fn judge_items(&self, held: HeldPlan<'a>, hits: &mut Vec<Hit<'a>>) {
        let (matcher, outline) = (self.matcher.of(held), &held.plan.outline);
        let is_task = |id: &ProvisionId| held.plan.assignments.iter().any(|given| given.task == Some(*id));
        for id in matcher.provisions() {
            let spans = &outline.get(id).spans;
            let Some(task) = std::iter::once(id).chain(outline.ancestors(id)).find(is_task) else { continue };
            if matcher.all_in(spans).is_none() {
                continue;
            }
            for given in held.plan.assignments.iter().filter(|given| given.task == Some(task)) {
                let topic = Match {
                    strength: Strength::Named,
                    firmest: Strength::Named,
                    spans: spans.clone(),
                    by_title: false,
                };
                hits.push(self.hit(held, given, Some(Arc::new(topic))));
            }
        }
    }

    /// Where the assignment has its topic from.
    fn topic(
        &self,
        matcher: &InPlan<'_>,
        looser: Option<&InPlan<'_>>,
        given: &Assignment,
    ) -> Option<Arc<Match>> {
        let by_title = || Some(Match { by_title: true, ..looser?.scope(given)? });
        let topic = matcher.scope(given).or_else(by_title);
        topic.map(|topic| Arc::new(with_quote(matcher, given, topic)))
    }

    fn hit(&self, held: HeldPlan<'a>, given: &'a Assignment, topic: Option<Arc<Match>>) -> Hit<'a> {
        let is_body = self.is_body(&held, given);
        let id = given.body_id.as_deref().unwrap_or_default();
        let via = (!is_body && self.covers(given)).then_some(id);
        Hit { held, given, topic, via, is_body, is_role: self.is_role(given) }
    }

    /// Is it a collective that one of the bodies asked for is a member of?
    fn covers(&self, given: &Assignment) -> bool {
        given.group && given.body_id.as_deref().is_some_and(|id| self.covering.contains(id))
    }

    /// Is it the body asked for, or is none asked for?
    fn is_body(&self, held: &HeldPlan<'_>, given: &Assignment) -> bool {
        let (request, id) = (self.request, given.body_id.as_deref().unwrap_or_default());
        let asks_none = request.bodies.is_empty() && request.body_kind.is_none();
        (asks_none
            || request.bodies.iter().any(|body| body == id)
            || self.of_kind.contains(id)
            || self.is_printed(given)
            || self.is_own(held))
            && !request.except.iter().any(|body| body == id)
    }

    fn is_printed(&self, given: &Assignment) -> bool {
        !self.printed.is_empty()
            && given.body_id.is_none()
            && self.printed.contains(&printed_key(&given.agency))
    }

    /// All that a department's own plan says is the department's, where that plan answers for the place named.
    fn is_own(&self, held: &HeldPlan<'_>) -> bool {
        held.plan.header.level == Level::Department
            && !self.request.provinces.is_empty()
            && is_issued_by(&self.request.bodies, held, self.knowledge)
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
        let recurrence = given.deadline.as_ref().and_then(|deadline| deadline.recurrence);
        let again = request.recurrence.is_none() || request.recurrence == recurrence;
        let undated = request.intent != Intent::Duties || !request.undated || given.deadline.is_none();
        in_days && undated && (!request.fixed || due.is_some()) && again
    }

    pub(super) fn row(&self, hit: &Hit<'a>) -> Row<'a> {
        let (held, given) = (hit.held, hit.given);
        let of = |span: Span| span.of(held.text);
        let deadline = given.deadline.as_ref().map(|deadline| DeadlineRow {
            raw: of(deadline.span),
            kind: deadline.kind,
            start: deadline.start.as_deref(),
            due: deadline.due.as_deref(),
            recurrence: deadline.recurrence,
            tentative: deadline.tentative,
        });
        let task = given.task.map(|task| provision_start(held.plan.outline.get(task), held.text));
        Row::Assignment(Box::new(AssignmentRow {
            source: source(held),
            path: printed_path(held.plan, given.place),
            task: printed_path(held.plan, given.task),
            task_start: task.unwrap_or_default(),
            quote: of(given.quote),
            agency: &given.agency,
            group: given.group,
            via: hit.via.map(|group| self.membership(group)),
            role: given.role,
            role_basis: given.role_basis,
            modality: given.modality,
            deadline,
            role_quote: given.role_quote.map(of),
            scope_from: self.scope_from(hit),
            rule: &given.rule,
            page: held.plan.page(given.quote),
            scan_confidence: held.plan.confidence(given),
            status: given.review.state,
        }))
    }

    /// The headings and siblings that gave the topic, the row's own words left out.
    fn scope_from(&self, hit: &Hit<'a>) -> Vec<ScopeFrom<'a>> {
        let (held, given) = (hit.held, hit.given);
        let spans = hit.topic.as_ref().map_or(&[][..], |topic| topic.spans.as_slice());
        let outside = spans.iter().filter(|span| !given.quote.contains(**span));
        let words = std::cell::LazyCell::new(|| self.matcher.words(&held));
        let from = |span: &Span| {
            let home = words.home(*span);
            let path = home.map_or("", |home| held.plan.outline.get(home).path.as_str());
            ScopeFrom { path, quote: short(span.of(held.text)) }
        };
        outside.map(from).collect()
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

/// Are these two bodies of one sentence, with one task and one date?
fn is_of_one_sentence(one: &Assignment, other: &Assignment) -> bool {
    let date = |given: &Assignment| given.deadline.as_ref().map(|deadline| deadline.span);
    one.task == other.task && one.quote == other.quote && date(one) == date(other)
}

/// The name of a body that no list knows, as it is compared.
pub(super) fn printed_key(name: &str) -> String {
    fold(&normalize(name).text).to_lowercase()
}

/// Where the rows of a plan come from.
pub(super) fn source(held: HeldPlan<'_>) -> Source<'_> {
    Source { plan: held.id, file: held.file, province: held.province }
}

/// A sentence of a task that itself holds the topic names it, whatever the task is about.
fn with_quote(matcher: &InPlan<'_>, given: &Assignment, mut topic: Match) -> Match {
    if topic.strength == Strength::Mentioned && matcher.all_in(&[given.quote]).is_some() {
        topic.spans = vec![given.quote];
    }
    topic
}

/// A quote of which as much is shown as a list has room for.
pub(super) fn short(text: &str) -> Cow<'_, str> {
    let cut = if text.len() > SHOWN { text.char_indices().nth(SHOWN) } else { None };
    match cut {
        Some((end, _)) => format!("{}…", text[..end].trim_end()).into(),
        None => text.into(),
    }
}

pub(super) fn near<'a>(hit: &Hit<'a>, reason: &'static str) -> Near<'a> {
    Near {
        path: printed_path(hit.held.plan, hit.given.place),
        quote: short(hit.given.role_quote.unwrap_or(hit.given.quote).of(hit.held.text)),
        reason,
    }
}

pub(super) fn citation_row<'a>(
    held: HeldPlan<'a>,
    citation: &'a Citation,
    is_held: bool,
    replaced: Option<&Superseded>,
) -> Row<'a> {
    Row::Citation(Box::new(CitationRow {
        source: source(held),
        path: &citation.path,
        quote: citation.span.of(held.text),
        number: citation.number.as_deref(),
        date: citation.date.as_deref(),
        relation: citation.relation,
        held: is_held,
        valid_when_issued: replaced.and_then(|old| old.was_valid(held.plan.header.date.as_ref())),
        replaced_since: replaced.and_then(|old| old.since.clone()),
        replaced_by: replaced.map(|old| old.by.clone()),
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
    !request.roles.is_empty()
        || !request.except.is_empty()
        || request.partners
        || request.modality.is_some()
        || role != Role::Coordinate
}
