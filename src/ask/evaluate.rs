//! Turns a request into an answer over the plans held.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::answer::{Answer, AssignmentRow, Gap, Outcome, Parts, PassageRow, Reading, Row, State};
use super::bands::{Member, members, scope};
use super::facts::{Hit, Reader, citation_row, is_asked_role, near, short};
use super::parts::understood;
use super::request::{Field, Intent, Request, ScopeKind, Topic};
use super::spot::Grammar;
use super::topic::{Matcher, Strength};
use super::words::Prepared;
use crate::knowledge::{Knowledge, code};
use crate::model::{Citation, HeldPlan, ProvisionId, Relation, Role};
use crate::normalize::normalize;

/// How many near misses stand under a plan that has nothing.
const NEAR: usize = 2;
/// How many passages a mere query gives.
const PASSAGES: usize = 20;

/// Answers a request.
pub(super) fn answer(
    question: &str,
    request: Request,
    plans: &[HeldPlan<'_>],
    library: &Library<'_>,
) -> Answer {
    let knowledge = library.knowledge;
    let run = Run::new(&request, plans, library);
    let (outcome, parts) = run.outcome();
    Answer {
        question: question.to_owned(),
        outcome,
        understood: understood(&request, knowledge),
        not_understood: request.not_understood.clone(),
        scope: scope(&request, &run.members, plans.len()),
        answer: parts,
    }
}

/// What a question is answered with beside the plans.
#[derive(Clone, Copy)]
pub(super) struct Library<'a> {
    pub(super) knowledge: &'a Knowledge,
    pub(super) grammar: &'a Grammar,
    pub(super) prepared: &'a Prepared,
}

struct Run<'a> {
    library: &'a Library<'a>,
    reader: Reader<'a>,
    members: Vec<Member<'a>>,
    plans: &'a [HeldPlan<'a>],
    knowledge: &'a Knowledge,
    request: &'a Request,
}

/// How a row must hold the topic for each kind of question.
fn least(intent: Intent) -> Strength {
    match intent {
        Intent::List | Intent::Count | Intent::Duties => Strength::Mentioned,
        _ => Strength::Above,
    }
}

impl<'a> Run<'a> {
    fn new(request: &'a Request, plans: &'a [HeldPlan<'a>], library: &'a Library<'a>) -> Run<'a> {
        let Library { knowledge, grammar, prepared } = *library;
        let matcher = Matcher::new(&request.topics, prepared, &grammar.analyzer);
        let members = members(request, plans, knowledge);
        Run { library, reader: Reader { request, knowledge, matcher }, members, plans, knowledge, request }
    }

    /// A sentence in the reader's language.
    fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        self.request.language.pick(vi, en)
    }

    fn outcome(&self) -> (Outcome, Parts) {
        if self.request.out_of_scope {
            return (Outcome::OutOfScope, Parts::default());
        }
        if self.request.is_empty() && self.request.intent != Intent::NoPlan {
            return (Outcome::NotUnderstood, Parts::default());
        }
        if self.request.ambiguous.len() > 1 {
            return (Outcome::Ambiguous, self.readings());
        }
        let parts = match self.request.intent {
            Intent::List => self.list(),
            Intent::Who | Intent::When => self.rows(),
            Intent::Duties => self.duties(),
            Intent::Missing => Parts { states: Some(self.states()), ..Parts::default() },
            Intent::Compare => self.compare(),
            Intent::Count => self.count(),
            Intent::Cites | Intent::Chain => self.cites(),
            Intent::NoPlan => Parts { no_plan: Some(self.without_plan()), ..Parts::default() },
            Intent::Search => return self.search(),
        };
        (Outcome::Answered, parts)
    }

    /// The members that a plan answers for, with its assignments judged; in the order of the members.
    fn judged(&self) -> Vec<(&Member<'a>, Vec<Hit<'a>>)> {
        let judge =
            |member: &Member<'a>| member.plans.iter().flat_map(|held| self.reader.judge(held)).collect();
        let answering = self.members.par_iter().filter(|member| !member.plans.is_empty());
        answering.map(|member| (member, judge(member))).collect()
    }

    /// Rows that are about the topic. Where tasks are named for it, those that only mention it are left out.
    fn about(&self, hits: Vec<Hit<'a>>, least: Strength) -> Vec<Hit<'a>> {
        let found: Vec<Hit> = hits.into_iter().filter(|hit| self.reader.has_topic(hit, least)).collect();
        let named = |hit: &Hit| hit.topic.as_ref().is_some_and(|topic| topic.strength >= Strength::Above);
        if least == Strength::Mentioned && found.iter().any(named) && !self.request.topics.is_empty() {
            return found.into_iter().filter(named).collect();
        }
        found
    }

    fn list(&self) -> Parts {
        let mut parts = Parts {
            named: Some(vec![]),
            group: Some(vec![]),
            none: Some(vec![]),
            unknown: Some(vec![]),
            ..Parts::default()
        };
        for (member, hits) in self.judged() {
            let wanted = |hit: &&Hit<'a>| {
                hit.is_role
                    && self.reader.is_due(hit.given)
                    && self.reader.has_topic(hit, Strength::Mentioned)
            };
            let named: Vec<&Hit> = hits.iter().filter(wanted).filter(|hit| hit.is_body).collect();
            let group: Vec<&Hit> = hits.iter().filter(wanted).filter(|hit| hit.via.is_some()).collect();
            let (named, excluded) = self.only_in_role(named, &hits);
            if !named.is_empty() {
                parts.named.get_or_insert_default().extend(named.iter().map(|hit| self.reader.row(hit)));
            } else if !group.is_empty() && !self.request.named_only && !excluded {
                parts.group.get_or_insert_default().extend(group.iter().map(|hit| self.reader.row(hit)));
            } else {
                parts.none.get_or_insert_default().push(self.nothing(member, &hits));
            }
        }
        self.fill(&mut parts);
        parts
    }

    /// "Chỉ chủ trì": the body has this role and no other in the whole plan.
    fn only_in_role<'h>(&self, named: Vec<&'h Hit<'a>>, all: &[Hit<'a>]) -> (Vec<&'h Hit<'a>>, bool) {
        let other = |hit: &Hit| hit.is_body && !hit.is_role && !self.request.bodies.is_empty();
        if self.request.only_role && all.iter().any(other) { (Vec::new(), true) } else { (named, false) }
    }

    /// A plan that was read and does not have it, with what is near.
    fn nothing(&self, member: &Member<'a>, hits: &[Hit<'a>]) -> Gap {
        let mut gap = member.gap(
            self.say(
                "đã đọc kế hoạch, không thấy nội dung được hỏi",
                "the plan was read and does not have what is asked",
            )
            .to_owned(),
        );
        let other_topic = hits.iter().filter(|hit| hit.is_body && !self.request.bodies.is_empty());
        gap.near.extend(other_topic.take(NEAR).map(|hit| {
            near(
                hit,
                self.say(
                    "nêu cơ quan này cho việc khác hoặc vai trò khác",
                    "names this body for something else or in another role",
                )
                .to_owned(),
            )
        }));
        gap.near.dedup_by(|a, b| a.quote == b.quote);
        let topical = |hit: &&Hit| hit.topic.is_some() && !hit.is_body;
        gap.near.extend(hits.iter().filter(topical).take(NEAR).map(|hit| {
            near(
                hit,
                self.say("nội dung này giao cho cơ quan khác", "gives this topic to another body").to_owned(),
            )
        }));
        gap
    }

    /// Bands of those without a plan that answers.
    fn fill(&self, parts: &mut Parts) {
        let reason = match self.request.level {
            Some(_) => self.say("chỉ có văn bản của cấp khác", "only papers of another level are held"),
            None => self.say(
                "chỉ có kế hoạch của sở, ngành hoặc cấp xã; chưa có kế hoạch cấp tỉnh",
                "only plans of departments or communes are held, no provincial plan",
            ),
        };
        let lower = self.members.iter().filter(|member| member.plans.is_empty() && !member.lower.is_empty());
        parts.unknown.get_or_insert_default().extend(lower.map(|member| member.gap(reason.to_owned())));
        if self.request.scope == ScopeKind::Provinces {
            parts.no_plan = Some(self.without_plan());
        }
    }

    fn without_plan(&self) -> Vec<Gap> {
        let empty = self.members.iter().filter(|member| !self.answers_programme(member));
        empty
            .map(|member| {
                member.gap(self.say("chưa có kế hoạch nào trong kho", "no plan is held").to_owned())
            })
            .collect()
    }

    /// Does the member have a plan, and one that carries out or rests on the instrument where one is named?
    fn answers_programme(&self, member: &Member<'a>) -> bool {
        if self.request.intent != Intent::NoPlan || self.request.instruments.is_empty() {
            return !member.has_no_plan();
        }
        let asked =
            |number: &String| self.request.instruments.iter().any(|other| code(other) == code(number));
        let own = |citation: &Citation| {
            matches!(citation.relation, Relation::Implements | Relation::Basis)
                && citation.number.as_ref().is_some_and(asked)
        };
        member.plans.iter().any(|held| held.plan.citations.iter().any(own))
    }

    /// Who, and by when: rows of the tasks about the topic.
    fn rows(&self) -> Parts {
        let mut parts =
            Parts { rows: Some(vec![]), none: Some(vec![]), unknown: Some(vec![]), ..Parts::default() };
        for (member, hits) in self.judged() {
            let found: Vec<Row> = self.chosen(&hits).iter().map(|hit| self.reader.row(hit)).collect();
            if found.is_empty() {
                parts.none.get_or_insert_default().push(self.nothing(member, &hits));
            }
            parts.rows.get_or_insert_default().extend(found);
        }
        self.fill(&mut parts);
        if let Some(rows) = parts.rows.as_mut().filter(|_| self.request.intent == Intent::When) {
            one_per_deadline(rows);
        }
        parts
    }

    /// The rows of a plan that answer who and when.
    fn chosen(&self, hits: &[Hit<'a>]) -> Vec<Hit<'a>> {
        let wanted = |hit: &&Hit<'a>| {
            hit.is_body
                && hit.is_role
                && self.reader.is_due(hit.given)
                && (self.request.intent == Intent::When || is_asked_role(self.request, hit.given.role))
        };
        let found: Vec<Hit> = hits.iter().filter(wanted).cloned().collect();
        let about = self.about(self.named_first(found.clone()), least(self.request.intent));
        // Of several topics one may stand in the heading and the other in the words below it.
        let firm = |hit: &Hit| hit.topic.as_ref().is_some_and(|topic| topic.firmest == Strength::Named);
        match about.is_empty() && self.request.topics.len() > 1 {
            true => found.into_iter().filter(firm).collect(),
            false => about,
        }
    }

    /// Tasks that are named for the topic before tasks whose headings above are.
    fn named_first(&self, hits: Vec<Hit<'a>>) -> Vec<Hit<'a>> {
        let strongest = |hit: &Hit| hit.topic.as_ref().is_some_and(|topic| topic.strength == Strength::Named);
        if hits.iter().any(strongest) {
            let kept: Vec<Hit> = hits.iter().filter(|hit| strongest(hit)).cloned().collect();
            return kept;
        }
        hits
    }

    fn duties(&self) -> Parts {
        let mut parts = Parts {
            rows: Some(vec![]),
            group: Some(vec![]),
            none: Some(vec![]),
            unknown: Some(vec![]),
            ..Parts::default()
        };
        for (member, hits) in self.judged() {
            let wanted = |hit: &&Hit| {
                hit.is_role
                    && self.reader.is_due(hit.given)
                    && self.reader.has_topic(hit, Strength::Mentioned)
            };
            let own: Vec<&Hit> = hits.iter().filter(|hit| hit.is_body).filter(wanted).collect();
            let covered: Vec<&Hit> = hits.iter().filter(|hit| hit.via.is_some()).filter(wanted).collect();
            let mut rows: Vec<Row> = own.iter().map(|hit| self.reader.row(hit)).collect();
            rows.extend(self.partners(&own, &hits));
            match (own.is_empty(), covered.is_empty() || self.request.named_only) {
                (true, true) => parts.none.get_or_insert_default().push(self.nothing(member, &hits)),
                (true, false) => {
                    parts.group.get_or_insert_default().extend(covered.iter().map(|hit| self.reader.row(hit)))
                }
                _ => {}
            }
            if self.request.bodies.is_empty() && self.request.body_kind.is_none() {
                one_per_deadline(&mut rows);
            }
            parts.rows.get_or_insert_default().extend(rows);
        }
        self.fill(&mut parts);
        parts
    }

    /// Those who coordinate on the tasks of the body, where they are asked for.
    fn partners(&self, own: &[&Hit<'a>], all: &[Hit<'a>]) -> Vec<Row> {
        if !self.request.partners || self.request.bodies.is_empty() {
            return Vec::new();
        }
        let tasks: BTreeSet<_> = own.iter().map(|hit| (hit.held.id, hit.given.task)).collect();
        let partner = |hit: &&Hit| {
            !hit.is_body
                && hit.given.role == Role::Coordinate
                && tasks.contains(&(hit.held.id, hit.given.task))
        };
        all.iter().filter(partner).map(|hit| self.reader.row(hit)).collect()
    }

    fn compare(&self) -> Parts {
        let mut parts = Parts { rows: Some(vec![]), states: Some(self.states()), ..Parts::default() };
        for (_, hits) in self.judged() {
            parts
                .rows
                .get_or_insert_default()
                .extend(self.chosen(&hits).iter().map(|hit| self.reader.row(hit)));
        }
        parts
    }

    fn count(&self) -> Parts {
        if self.request.counts_no_plan {
            let empty = self.without_plan();
            return Parts { count: Some(empty.len()), no_plan: Some(empty), ..Parts::default() };
        }
        if self.request.field.is_some() {
            let states = self.states();
            let count = states.iter().filter(|state| state.state == "absent").count();
            return Parts { count: Some(count), states: Some(states), ..Parts::default() };
        }
        if self.request.is_about_instruments() {
            let rows = self.cited();
            return Parts { count: Some(plans_of(&rows)), rows: Some(rows), ..Parts::default() };
        }
        let counts_tasks = !self.request.counts_members
            && (!self.request.provinces.is_empty() || self.request.fixed || self.request.topics.is_empty());
        if counts_tasks && self.has_rows() {
            let rows = self.duties().rows.unwrap_or_default();
            return Parts { count: Some(tasks_of(&rows)), rows: Some(rows), ..Parts::default() };
        }
        let listed = self.list();
        let of = |rows: &Option<Vec<Row>>| rows.as_deref().map_or(0, |rows| self.members_of(rows));
        Parts { count: Some(of(&listed.named) + of(&listed.group)), ..listed }
    }

    /// Does the request speak of tasks at all (not merely of how many plans there are)?
    fn has_rows(&self) -> bool {
        !self.request.bodies.is_empty()
            || self.request.fixed
            || !self.request.due.is_open()
            || !self.request.provinces.is_empty()
    }

    fn members_of(&self, rows: &[Row]) -> usize {
        match self.request.scope {
            ScopeKind::Plans => plans_of(rows),
            ScopeKind::Provinces => {
                rows.iter().filter_map(|row| source(row).province.clone()).collect::<BTreeSet<_>>().len()
            }
        }
    }

    fn cites(&self) -> Parts {
        Parts { rows: Some(self.cited()), ..Parts::default() }
    }

    /// Citations of the instrument asked for; for "which does it replace, carry out" of any.
    fn cited(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let replacing = self.replacing();
        for member in &self.members {
            let plans = member.plans.iter().chain(&member.lower);
            for held in plans.filter(|held| replacing.is_none_or(|id| id == held.id)) {
                let mut seen = BTreeSet::new();
                for citation in held.plan.citations.iter().filter(|citation| self.is_cited(held, citation)) {
                    if seen.insert((citation.number.clone(), citation.relation.name())) {
                        rows.push(citation_row(held, citation, self.holds(citation, held), self.knowledge));
                    }
                }
            }
        }
        strongest_relation(rows)
    }

    /// "Quyết định số … thay thế quyết định nào?": the paper held that has this number is the one that replaces.
    fn replacing(&self) -> Option<&str> {
        let number =
            self.request.instruments.first().filter(|_| self.request.relation == Some(Relation::Replaces))?;
        let own = |held: &&HeldPlan<'_>| {
            let header = &held.plan.header;
            header
                .number
                .as_ref()
                .zip(header.symbol.as_ref())
                .is_some_and(|(n, s)| code(&format!("{n}/{s}")) == code(number))
        };
        self.plans.iter().find(own).map(|held| held.id)
    }

    /// Is a law that is cited without a number the one asked for, by its name and, where printed, its date?
    fn is_named(&self, held: &HeldPlan<'_>, citation: &Citation, asked: &str) -> bool {
        let known = self.knowledge.instruments.iter().find(|known| code(&known.number) == code(asked));
        known.is_some_and(|known| {
            let printed = normalize(citation.span.of(held.text)).text.to_lowercase();
            let named = printed.contains(&normalize(&known.title).text.to_lowercase());
            named && (citation.date.is_none() || known.date.is_none() || citation.date == known.date)
        })
    }

    fn is_cited(&self, held: &HeldPlan<'_>, citation: &Citation) -> bool {
        let number = citation.number.as_deref().map(code);
        let by_number = |asked: &String| match &number {
            Some(number) => *number == code(asked),
            None => self.is_named(held, citation, asked),
        };
        let numbered = self.request.instruments.is_empty()
            || self.replacing().is_some()
            || self.request.instruments.iter().any(by_number);
        let dead = |number: &String| self.knowledge.superseded(number).is_some();
        let superseded = !self.request.superseded || citation.number.as_ref().is_some_and(dead);
        let related = match (self.request.intent, self.request.relation) {
            (Intent::Chain, None) => citation.relation == Relation::Implements && is_plan_symbol(citation),
            (Intent::Count, Some(Relation::Implements)) => {
                matches!(citation.relation, Relation::Implements | Relation::Basis)
            }
            (_, Some(relation)) => citation.relation == relation,
            (_, None) => true,
        };
        numbered && superseded && related
    }

    /// Is the cited paper one of the plans held (same number, and same province where both have one)?
    fn holds(&self, citation: &Citation, citing: &HeldPlan<'_>) -> bool {
        let Some(number) = citation.number.as_deref().map(code) else { return false };
        self.plans.iter().any(|other| {
            let header = &other.plan.header;
            let own =
                header.number.as_ref().zip(header.symbol.as_ref()).map(|(n, s)| code(&format!("{n}/{s}")));
            own.as_deref() == Some(&number) && (other.province.is_none() || other.province == citing.province)
        })
    }

    fn states(&self) -> Vec<State> {
        let mut states = Vec::new();
        for member in &self.members {
            let state = |state, reason: &str| State {
                plan: member.lower.first().map(|held| held.id.to_owned()),
                file: member.lower.first().map(|held| held.file.to_owned()),
                province: member.province.map(str::to_owned),
                state,
                path: None,
                quote: None,
                reason: reason.to_owned(),
            };
            match (member.plans.as_slice(), member.lower.is_empty()) {
                ([], true) => states
                    .push(state("no_plan", self.say("chưa có kế hoạch nào trong kho", "no plan is held"))),
                ([], false) => states.push(state(
                    "unknown",
                    self.say("chỉ có kế hoạch của cấp dưới", "only plans of a lower level are held"),
                )),
                (plans, _) => states.extend(plans.iter().map(|held| self.state(held))),
            }
        }
        states
    }

    fn state(&self, held: &'a HeldPlan<'a>) -> State {
        let header = &held.plan.header;
        match self.request.field {
            Some(Field::Number) => {
                self.field(held, header.number.is_some(), self.say("số văn bản", "the number"))
            }
            Some(Field::Date) => {
                let whole = header.date.as_ref().is_some_and(|date| date.from == date.to);
                self.field(held, whole, self.say("ngày ban hành", "the date of issue"))
            }
            Some(Field::Signatory) => self.field(
                held,
                header.signatory.as_ref().is_some_and(|signer| signer.name.is_some()),
                self.say("tên người ký", "the signer's name"),
            ),
            Some(Field::Deadline) => self.deadline_state(held),
            None if self.request.topics.is_empty() && self.request.is_about_instruments() => {
                let cited = held.plan.citations.iter().find(|citation| self.is_cited(held, citation));
                match cited {
                    Some(citation) => found(
                        held,
                        "present",
                        &citation.path,
                        citation.span.of(held.text),
                        self.say("có viện dẫn", "cited"),
                    ),
                    None => self.absent(held, self.say("không viện dẫn", "not cited")),
                }
            }
            None if !self.request.bodies.is_empty() && !self.request.section => self.given_state(held),
            None => self.topic_state(held),
        }
    }

    /// Is the topic, or anything, given to the body in the role asked for? A collective that covers it is elsewhere.
    fn given_state(&self, held: &'a HeldPlan<'a>) -> State {
        let hits = self.reader.judge(held);
        let wanted = |hit: &&Hit<'a>| {
            hit.is_role && self.reader.is_due(hit.given) && self.reader.has_topic(hit, Strength::Above)
        };
        let named = hits.iter().filter(wanted).find(|hit| hit.is_body);
        let covered = hits.iter().filter(wanted).find(|hit| hit.via.is_some() && !self.request.named_only);
        let show = |hit: &Hit, state, reason: &str| {
            let path = crate::export::printed_path(held.plan, hit.given.place);
            found(held, state, path, hit.given.quote.of(held.text), reason)
        };
        match (named, covered) {
            (Some(hit), _) => show(hit, "present", self.say("có giao đích danh", "gives it by name")),
            (None, Some(hit)) => show(
                hit,
                "elsewhere",
                self.say("chỉ giao chung qua tập thể", "gives it to a collective only"),
            ),
            (None, None) => {
                self.absent(held, self.say("đã đọc toàn văn, không thấy giao", "read whole, not given"))
            }
        }
    }

    fn field(&self, held: &HeldPlan<'_>, there: bool, what: &str) -> State {
        match there {
            true => found(held, "present", "header", "", &format!("{} {what}", self.say("có ghi", "prints"))),
            false => self.absent(
                held,
                &format!(
                    "{} {what}",
                    self.say("để trống hoặc không ghi đủ", "leaves blank, in whole or part,")
                ),
            ),
        }
    }

    fn absent(&self, held: &HeldPlan<'_>, reason: &str) -> State {
        State { path: None, quote: None, ..found(held, "absent", "", "", reason) }
    }

    /// Do the tasks about the topic have a date?
    fn deadline_state(&self, held: &'a HeldPlan<'a>) -> State {
        let hits = self.reader.judge(held);
        let own = self.about(
            self.named_first(hits.into_iter().filter(|hit| hit.topic.is_some()).collect()),
            Strength::Above,
        );
        let dated = own.iter().find(|hit| hit.given.deadline.is_some());
        let show = |hit: &Hit, state, reason: &str| {
            let path = crate::export::printed_path(held.plan, hit.given.task);
            found(held, state, path, hit.given.quote.of(held.text), reason)
        };
        match (dated, own.first()) {
            (Some(hit), _) => {
                show(hit, "present", self.say("nhiệm vụ có ghi thời hạn", "the task has a date"))
            }
            (None, Some(hit)) => {
                show(hit, "absent", self.say("nhiệm vụ không ghi thời hạn", "the task has no date"))
            }
            (None, None) => State {
                path: None,
                quote: None,
                ..found(
                    held,
                    "not_applicable",
                    "",
                    "",
                    self.say("không có nhiệm vụ này", "there is no such task"),
                )
            },
        }
    }

    /// Does the plan deal with the topic, as a section or task of its own where that is asked?
    fn topic_state(&self, held: &'a HeldPlan<'a>) -> State {
        let (matcher, outline) = (self.reader.matcher.of(held), &held.plan.outline);
        let mut mentioned = None;
        let mut own = None;
        for id in outline.ids() {
            let provision = outline.get(id);
            let Some(at) = matcher.all_in(&provision.spans) else { continue };
            let heading = provision.heading.is_some_and(|heading| matcher.all_in(&[heading]).is_some());
            let tasks = held.plan.assignments.iter().any(|given| given.task == Some(id))
                && at < 16
                && provision.parent.is_some();
            let is_own = if self.request.top_section {
                heading && provision.parent.is_none()
            } else {
                heading || tasks
            };
            let is_own = is_own && !self.only_follows_up(held, id);
            mentioned.get_or_insert(id);
            if is_own {
                own.get_or_insert(id);
            }
        }
        let show = |id, state, reason: &str| {
            let provision = outline.get(id);
            let quote = provision.spans.first().map_or("", |span| span.of(held.text));
            found(held, state, &provision.path, quote, reason)
        };
        match (own, mentioned) {
            (Some(id), _) => show(
                id,
                "present",
                self.say("có mục hoặc nhiệm vụ về nội dung này", "has a section or task of this topic"),
            ),
            (None, Some(id)) if self.request.section || self.request.intent == Intent::Compare => show(
                id,
                "elsewhere",
                self.say(
                    "có đề cập, nhưng không thành mục hoặc nhiệm vụ riêng",
                    "mentioned, but not as a section or task of its own",
                ),
            ),
            (None, Some(id)) if self.binds_elsewhere(held).is_none() => {
                show(id, "present", self.say("có đề cập", "mentioned"))
            }
            _ => self.not_there(held),
        }
    }

    /// Does the unit stand in the section that follows up the whole plan, while tasks stand elsewhere?
    fn only_follows_up(&self, held: &HeldPlan<'_>, id: ProvisionId) -> bool {
        let words = self.library.prepared.of(held);
        let parent = |unit: ProvisionId| held.plan.outline.get(unit).parent;
        let in_last = |unit: ProvisionId| parent(unit).is_some_and(|above| words.follows_up(above));
        let elsewhere = held
            .plan
            .assignments
            .iter()
            .filter_map(|given| given.task)
            .filter(|&task| !in_last(task))
            .count();
        in_last(id) && elsewhere * 2 > held.plan.assignments.len()
    }

    /// A duty of another level is not left out by this plan.
    fn not_there(&self, held: &HeldPlan<'_>) -> State {
        match self.binds_elsewhere(held) {
            Some(by) => {
                let reason = self.request.language.pick(
                    format!("nhiệm vụ thuộc cấp khác theo {by}; không phải là thiếu"),
                    format!("a duty of another level ({by}); nothing is left out"),
                );
                State { path: None, quote: None, ..found(held, "not_applicable", "", "", &reason) }
            }
            None => self.absent(held, self.say("đã đọc toàn văn, không thấy", "read whole, not found")),
        }
    }

    fn binds_elsewhere(&self, held: &HeldPlan<'_>) -> Option<&str> {
        let level = held.plan.header.level.name();
        self.request.topics.iter().find_map(|topic| match topic {
            Topic::Concept(at) => self.knowledge.concepts[*at]
                .binds
                .as_ref()
                .filter(|binds| binds.level != level)
                .map(|binds| binds.by.as_str()),
            Topic::Words(_) => None,
        })
    }

    /// A mere query: passages that hold all its words, else those that hold most of them; said to be so.
    fn search(&self) -> (Outcome, Parts) {
        if self.request.topics.is_empty() {
            return (Outcome::NotUnderstood, Parts::default());
        }
        let mut found: Vec<(usize, usize, Row)> = Vec::new();
        for held in self.members.iter().flat_map(|member| member.plans.iter().chain(&member.lower)) {
            let matcher = self.reader.matcher.of(held);
            for provision in &held.plan.outline.provisions {
                let Some((lacking, at)) = matcher.nearly(&provision.spans) else { continue };
                let quote =
                    provision.spans.iter().map(|span| span.of(held.text)).collect::<Vec<_>>().join("\n");
                let (source, path) = (Reader::source(held), provision.path.clone());
                let row = PassageRow { source, path, quote: short(&quote) };
                found.push((lacking, at, Row::Passage(Box::new(row))));
            }
        }
        found.sort_by_key(|(lacking, at, _)| (*lacking, *at));
        let whole = found.first().is_some_and(|(lacking, ..)| *lacking == 0);
        found.retain(|(lacking, ..)| !whole || *lacking == 0);
        let rows = found.into_iter().map(|(.., row)| row).take(PASSAGES).collect();
        (Outcome::Search, Parts { rows: Some(rows), ..Parts::default() })
    }

    fn readings(&self) -> Parts {
        let reading = |id: &String| {
            let request = Request { bodies: vec![id.clone()], ambiguous: Vec::new(), ..self.request.clone() };
            let name = self.knowledge.body(id).map_or_else(|| id.clone(), |body| body.name.clone());
            let (_, parts) = Run::new(&request, self.plans, self.library).outcome();
            let rows = [parts.rows, parts.named, parts.group].into_iter().flatten().flatten().collect();
            Reading { understood: understood(&request, self.knowledge), text: name, rows }
        };
        Parts { readings: Some(self.request.ambiguous.iter().map(reading).collect()), ..Parts::default() }
    }
}

fn found(held: &HeldPlan<'_>, state: &'static str, path: &str, quote: &str, reason: &str) -> State {
    State {
        plan: Some(held.id.to_owned()),
        file: Some(held.file.to_owned()),
        province: held.province.map(str::to_owned),
        state,
        path: Some(path.to_owned()),
        quote: Some(short(quote)),
        reason: reason.to_owned(),
    }
}

/// Is the cited paper itself a plan (…/KH-UBND)?
fn is_plan_symbol(citation: &Citation) -> bool {
    citation.number.as_deref().is_some_and(|number| code(number).contains("/kh"))
}

fn source(row: &Row) -> &super::answer::Source {
    match row {
        Row::Assignment(row) => &row.source,
        Row::Citation(row) => &row.source,
        Row::Passage(row) => &row.source,
    }
}

fn plans_of(rows: &[Row]) -> usize {
    rows.iter().map(|row| source(row).plan.clone()).collect::<BTreeSet<_>>().len()
}

fn tasks_of(rows: &[Row]) -> usize {
    let task = |row: &Row| match row {
        Row::Assignment(row) => Some((row.source.plan.clone(), row.task.clone())),
        _ => None,
    };
    rows.iter().filter_map(task).collect::<BTreeSet<_>>().len()
}

/// One row for each task and date.
fn one_per_deadline(rows: &mut Vec<Row>) {
    let mut seen = BTreeSet::new();
    let key = |row: &AssignmentRow| {
        let date = row.deadline.as_ref().map(|date| {
            (date.kind.name(), date.start.clone(), date.due.clone(), date.recurrence.map(|r| r.name()))
        });
        (row.source.plan.clone(), row.task.clone(), date)
    };
    rows.retain(|row| match row {
        Row::Assignment(row) => seen.insert(key(row)),
        _ => true,
    });
    // A task with a date says nothing more by its rows without one.
    let dated: BTreeSet<(String, String)> = rows
        .iter()
        .filter_map(|row| match row {
            Row::Assignment(row) if row.deadline.is_some() => {
                Some((row.source.plan.clone(), row.task.clone()))
            }
            _ => None,
        })
        .collect();
    rows.retain(|row| match row {
        Row::Assignment(row) => {
            row.deadline.is_some() || !dated.contains(&(row.source.plan.clone(), row.task.clone()))
        }
        _ => true,
    });
}

/// Of several citations of one instrument by one plan the one that says most of it: carries out, rests on, replaces.
fn strongest_relation(rows: Vec<Row>) -> Vec<Row> {
    let rank = |relation: Relation| match relation {
        Relation::Implements => 0,
        Relation::Basis => 1,
        Relation::Replaces => 2,
        Relation::Amends => 3,
        Relation::Cites => 4,
    };
    let mut best: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
    for row in &rows {
        if let Row::Citation(row) = row {
            let entry = best.entry((row.source.plan.clone(), row.number.clone())).or_insert(usize::MAX);
            *entry = (*entry).min(rank(row.relation));
        }
    }
    let keep = |row: &Row| match row {
        Row::Citation(row) => {
            best.get(&(row.source.plan.clone(), row.number.clone())) == Some(&rank(row.relation))
        }
        _ => true,
    };
    rows.into_iter().filter(keep).collect()
}
