//! Turns a request into an answer over the plans held.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::answer::{Answer, Gap, Outcome, Parts, Reading, Row, State};
use super::bands::{Member, members, scope};
use super::cites::{Instruments, own_number};
use super::dates::Day;
use super::facts::{Hit, NEAR, Reader, is_asked_role, near};
use super::grammar::Grammar;
use super::parts::understood;
use super::programme::of_programme;
use super::request::{Intent, Request, ScopeKind, Topic};
use super::topic::{Matcher, Strength};
use super::words::Prepared;
use crate::knowledge::{Knowledge, code};
use crate::model::{HeldPlan, Level, Role};

/// Answers a request.
pub(super) fn answer<'a>(
    question: &str,
    mut request: Request,
    plans: &[HeldPlan<'a>],
    library: &Library<'_, 'a>,
) -> Answer<'a> {
    let knowledge = library.knowledge;
    let named = papers_named(&request, plans);
    let plans = if named.is_empty() { plans } else { named.as_slice() };
    // Of a paper that is not held nothing can be asked.
    request.under = !named.is_empty();
    let mut meant = meant(&request, !named.is_empty(), plans, library);
    let of_programme = of_programme(&meant, plans, library);
    if of_programme.is_none() {
        let unknown = std::mem::take(&mut meant.programme);
        request.programme.retain(|number| !unknown.contains(number));
        request.not_understood.extend(unknown);
    }
    let all = plans;
    let plans = of_programme.as_deref().unwrap_or(plans);
    let run = Run { others: all, ..Run::new(&meant, plans, library) };
    let (outcome, parts) = run.outcome();
    Answer {
        question: question.to_owned(),
        outcome,
        understood: understood(&request, knowledge),
        not_understood: request.not_understood.clone(),
        scope: scope(&meant, &run.members, plans.len()),
        answer: parts,
    }
}

/// "Theo Quyết định 9001/QĐ-VBM …": the plans held that have this number, where their own words are asked for.
fn papers_named<'a>(request: &Request, plans: &[HeldPlan<'a>]) -> Vec<HeldPlan<'a>> {
    let of_words = matches!(request.intent, Intent::Who | Intent::When | Intent::Duties);
    if !request.under || !of_words {
        return Vec::new();
    }
    let numbers = request.instruments.iter().chain(&request.programme);
    let numbers: Vec<String> = numbers.map(|number| code(number)).collect();
    plans.iter().filter(|held| numbers.contains(&own_number(held))).copied().collect()
}

/// The request with what only the plans tell: the day of the center, and the paper that is asked.
fn meant(request: &Request, is_named: bool, plans: &[HeldPlan<'_>], library: &Library<'_, '_>) -> Request {
    let mut meant = request.clone();
    if is_named {
        meant.instruments.clear();
        meant.programme.clear();
        meant.scope = ScopeKind::Plans;
    }
    if request.later_than_center {
        let day = due_of_center(request, plans, library);
        meant.due.from = Some(day.map_or_else(|| NEVER.to_owned(), |day| day.after().to_string()));
        meant.due.to = None;
    }
    meant
}

/// A day that no plan reaches: where the center sets none, nothing is later.
const NEVER: &str = "9999-12-31";

/// The last day that a plan of the center sets for the topics; where it sets none for all of them, for the first: the
/// center may say less of a task than the question does.
fn due_of_center(request: &Request, plans: &[HeldPlan<'_>], library: &Library<'_, '_>) -> Option<Day> {
    let central = plans.iter().filter(|held| held.plan.header.level == Level::Central);
    let central: Vec<HeldPlan> = central.copied().collect();
    let due = |topics: &[Topic]| {
        let request = Request { topics: topics.to_vec(), intent: Intent::When, ..Request::default() };
        let run = Run::new(&request, &central, library);
        let hits = run.judged(&central);
        let of_topic = hits.iter().filter(|hit| hit.topic.is_some()).collect();
        let about = run.about(named_first(of_topic), Strength::Above);
        let due = about.iter().filter_map(|hit| hit.given.deadline.as_ref()?.due.as_deref());
        due.max().and_then(Day::of)
    };
    due(&request.topics).or_else(|| due(request.topics.get(..1)?))
}

/// What a question is answered with beside the plans.
#[derive(Clone, Copy)]
pub(super) struct Library<'r, 'a> {
    pub(super) knowledge: &'a Knowledge,
    pub(super) grammar: &'r Grammar,
    pub(super) prepared: &'r Prepared,
}

/// One request on its way to an answer: what lives as long as the request, and the plans and the knowledge that the
/// answer quotes.
pub(super) struct Run<'r, 'a> {
    pub(super) library: &'r Library<'r, 'a>,
    pub(super) reader: Reader<'r, 'a>,
    pub(super) members: Vec<Member<'a>>,
    pub(super) plans: &'r [HeldPlan<'a>],
    /// All plans, those of other programmes among them.
    pub(super) others: &'r [HeldPlan<'a>],
    pub(super) knowledge: &'a Knowledge,
    pub(super) request: &'r Request,
    instruments: OnceLock<Instruments<'a>>,
}

/// A topic of so many words is long.
const LONG_TOPIC: usize = 4;

/// How a row must hold the topic for each kind of question.
fn least(intent: Intent) -> Strength {
    match intent {
        Intent::List | Intent::Count | Intent::Duties => Strength::Mentioned,
        _ => Strength::Above,
    }
}

impl<'r, 'a> Run<'r, 'a> {
    pub(super) fn new(
        request: &'r Request,
        plans: &'r [HeldPlan<'a>],
        library: &'r Library<'r, 'a>,
    ) -> Run<'r, 'a> {
        let Library { knowledge, grammar, prepared } = *library;
        let matcher = Matcher::new(&request.topics, prepared, &grammar.analyzer);
        let matcher = matcher.with(request.any_topic, request.loose);
        let members = members(request, plans, knowledge);
        let left_out = || Matcher::new(&request.except_topics, prepared, &grammar.analyzer).with(true, false);
        let left_out = (!request.except_topics.is_empty()).then(left_out);
        let reader = Reader::new(request, knowledge, matcher, left_out);
        let instruments = OnceLock::new();
        Run { library, reader, members, plans, others: plans, knowledge, request, instruments }
    }

    /// What citations are held against.
    pub(super) fn instruments(&self) -> &Instruments<'a> {
        self.instruments.get_or_init(|| Instruments::new(self.request, self.plans, self.knowledge))
    }

    /// A sentence in the reader's language.
    pub(super) fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        self.request.language.pick(vi, en)
    }

    fn outcome(&self) -> (Outcome, Parts<'a>) {
        if self.request.out_of_scope {
            return (Outcome::OutOfScope, Parts::default());
        }
        let of_level = self.request.intent == Intent::Chain && self.request.level.is_some();
        let of_all = matches!(self.request.intent, Intent::NoPlan | Intent::Cites);
        if self.request.is_empty() && !of_all && !of_level {
            return (Outcome::NotUnderstood, Parts::default());
        }
        if self.request.ambiguous.len() > 1 {
            return (Outcome::Ambiguous, self.readings());
        }
        let numbers = self.numbers_meant();
        if numbers.len() > 1 {
            return (Outcome::Ambiguous, self.readings_of(numbers));
        }
        let parts = match self.request.intent {
            Intent::List => self.list(),
            Intent::Who | Intent::When => self.rows(),
            Intent::Duties => self.duties(),
            Intent::Missing => Parts { states: Some(self.states()), ..Parts::default() },
            Intent::Compare => self.compare(),
            Intent::Count => self.count(),
            Intent::Cites | Intent::Chain => Parts { rows: Some(self.cited()), ..Parts::default() },
            Intent::NoPlan => Parts { no_plan: Some(self.without_plan()), ..Parts::default() },
            Intent::Search => return self.passages(),
        };
        (Outcome::Answered, parts)
    }

    /// Tasks one of whose items holds a long topic, where no task says so itself.
    fn by_items(&self, member: &Member<'a>) -> Vec<Hit<'a>> {
        let mut hits = Vec::new();
        if self.is_long() {
            let plans = member.plans.iter().chain(&member.own);
            plans.for_each(|held| self.reader.judge_items(*held, &mut hits));
        }
        hits
    }

    /// Is the topic so many words that their being together says enough?
    fn is_long(&self) -> bool {
        let is_long =
            |topic: &Topic| matches!(topic, Topic::Words(words) if words.split(' ').count() >= LONG_TOPIC);
        !self.request.topics.is_empty() && self.request.topics.iter().all(is_long)
    }

    /// The assignments of these plans that the request means.
    pub(super) fn judged(&self, plans: &[HeldPlan<'a>]) -> Vec<Hit<'a>> {
        let mut hits = Vec::new();
        plans.iter().for_each(|held| self.reader.judge(*held, &mut hits));
        hits
    }

    /// What each member that a plan answers for gives, by its plan's assignments; in the order of the members.
    fn each<T: Send>(
        &self,
        judge: impl Fn(&Reader<'r, 'a>, HeldPlan<'a>, &mut Vec<Hit<'a>>) + Sync,
        give: impl Fn(&Member<'a>, &[Hit<'a>]) -> T + Sync,
    ) -> Vec<T> {
        let judged = |member: &&Member<'a>| !member.plans.is_empty();
        let of = |hits: &mut Vec<Hit<'a>>, member: &Member<'a>| {
            hits.clear();
            member.plans.iter().for_each(|held| judge(&self.reader, *held, hits));
            give(member, hits)
        };
        self.members.par_iter().filter(judged).map_init(Vec::new, of).collect()
    }

    fn rows_of<'h>(&self, hits: impl IntoIterator<Item = &'h Hit<'a>>) -> Vec<Row<'a>>
    where
        'a: 'h,
    {
        hits.into_iter().map(|hit| self.reader.row(hit)).collect()
    }

    /// Rows that are about the topic. Where tasks are named for it, those that only mention it are left out.
    pub(super) fn about<'h>(&self, mut found: Vec<&'h Hit<'a>>, least: Strength) -> Vec<&'h Hit<'a>> {
        found.retain(|hit| self.reader.has_topic(hit, least));
        let named = |hit: &Hit| hit.topic.as_ref().is_some_and(|topic| topic.strength >= Strength::Above);
        if least == Strength::Mentioned && found.iter().any(|hit| named(hit)) {
            found.retain(|hit| named(hit));
        }
        found
    }

    /// Does the row have the topic, the role and the days asked for, whoever the body is?
    fn is_wanted(&self, hit: &Hit<'a>) -> bool {
        hit.is_role && self.is_of_topic_and_days(hit)
    }

    fn is_of_topic_and_days(&self, hit: &Hit<'a>) -> bool {
        self.reader.has_topic(hit, Strength::Mentioned) && self.reader.is_due(hit.given)
    }

    pub(super) fn one_list(&self) -> Parts<'a> {
        let bands = self.each(Reader::judge_bodies, |member, hits| {
            let wanted = || hits.iter().filter(|hit| self.is_wanted(hit));
            let excluded = self.has_other_role(hits);
            let named = own_first(wanted().filter(|hit| hit.is_body && !excluded).collect(), |_| true);
            if !named.is_empty() {
                return Band { named: self.rows_of(named), ..Band::default() };
            }
            let is_open = !self.request.named_only && !self.request.only_role && !excluded;
            let group = own_first(wanted().filter(|hit| is_open && hit.via.is_some()).collect(), |_| true);
            if !group.is_empty() {
                return Band { group: self.rows_of(group), ..Band::default() };
            }
            // What is near is given to others too.
            Band { none: vec![self.nothing(member, &self.judged(&member.plans))], ..Band::default() }
        });
        let all = Band::of_all(bands);
        Parts {
            named: Some(all.named),
            group: Some(all.group),
            none: Some(all.none),
            ..self.without_answer()
        }
    }

    /// "Chỉ chủ trì": has the body another role in the plan?
    fn has_other_role(&self, all: &[Hit<'a>]) -> bool {
        let other = |hit: &Hit| hit.is_body && !hit.is_role;
        self.request.only_role && !self.request.bodies.is_empty() && all.iter().any(other)
    }

    /// A plan that was read and does not have it, with what is near.
    fn nothing(&self, member: &Member<'a>, hits: &[Hit<'a>]) -> Gap<'a> {
        let mut gap = member.gap(self.say(
            "đã đọc kế hoạch, không thấy nội dung được hỏi",
            "the plan was read and does not have what is asked",
        ));
        let other_body = self.say("nội dung này giao cho cơ quan khác", "gives this topic to another body");
        let of_topic = hits.iter().filter(|hit| hit.topic.is_some() && !hit.is_body);
        gap.near.extend(nearest(of_topic).map(|hit| near(hit, other_body)));
        let other_task = self.say(
            "nêu cơ quan này cho việc khác hoặc vai trò khác",
            "names this body for something else or in another role",
        );
        let of_body = hits.iter().filter(|hit| hit.is_body && !self.request.bodies.is_empty());
        gap.near.extend(nearest(of_body).map(|hit| near(hit, other_task)));
        gap
    }

    /// The bands of those without a plan that answers.
    fn without_answer(&self) -> Parts<'a> {
        let reason = match self.request.level {
            Some(_) => self.say("chỉ có văn bản của cấp khác", "only papers of another level are held"),
            None => self.say(
                "chỉ có kế hoạch của sở, ngành hoặc cấp xã; chưa có kế hoạch cấp tỉnh",
                "only plans of departments or communes are held, no provincial plan",
            ),
        };
        let lower = self.members.iter().filter(|member| member.plans.is_empty() && !member.lower.is_empty());
        let unknown = lower.map(|member| member.gap(reason)).collect();
        let by_province = self.request.scope == ScopeKind::Provinces;
        let no_plan = by_province.then(|| self.without_plan());
        Parts { unknown: Some(unknown), no_plan, ..Parts::default() }
    }

    fn without_plan(&self) -> Vec<Gap<'a>> {
        let empty = self.members.iter().filter(|member| member.has_no_plan());
        empty.map(|member| member.gap(self.no_plan())).collect()
    }

    /// Why a member has no plan that answers.
    pub(super) fn no_plan(&self) -> &'static str {
        match () {
            () if !self.request.programme.is_empty() => self.say(
                "chưa có kế hoạch nào của chương trình này trong kho",
                "no plan of this programme is held",
            ),
            () if self.request.plan_year.is_some() => {
                self.say("chưa có kế hoạch nào của năm này trong kho", "no plan of this year is held")
            }
            () => self.say("chưa có kế hoạch nào trong kho", "no plan is held"),
        }
    }

    /// Who, and by when: rows of the tasks about the topic.
    fn rows(&self) -> Parts<'a> {
        let bands = self.each(Reader::judge, |member, hits| {
            let mut chosen = self.chosen(hits);
            let own = if chosen.is_empty() { self.judged(&member.own) } else { Vec::new() };
            if chosen.is_empty() {
                chosen = self.chosen(&own);
            }
            let items = if chosen.is_empty() { self.by_items(member) } else { Vec::new() };
            if chosen.is_empty() {
                chosen = self.chosen(&items);
            }
            if chosen.is_empty() {
                return Band { none: vec![self.nothing(member, hits)], ..Band::default() };
            }
            let mut rows = self.rows_of(chosen);
            if self.request.intent == Intent::When {
                one_per_deadline(&mut rows);
            }
            Band { rows, ..Band::default() }
        });
        let all = Band::of_all(bands);
        Parts { rows: Some(all.rows), none: Some(all.none), ..self.without_answer() }
    }

    /// The rows of a plan that answer who and when.
    fn chosen<'h>(&self, hits: &'h [Hit<'a>]) -> Vec<&'h Hit<'a>> {
        let wanted = |hit: &&Hit<'a>| {
            hit.is_body
                && hit.is_role
                && self.reader.is_due(hit.given)
                && (self.wants_all_roles() || is_asked_role(self.request, hit.given.role))
        };
        let found: Vec<&Hit> = hits.iter().filter(wanted).collect();
        let asks_day =
            self.request.intent == Intent::When && found.iter().any(|hit| hit.given.deadline.is_some());
        let found = own_first(found, |hit| !asks_day || hit.given.deadline.is_some());
        let about = self.about(named_first(found.clone()), least(self.request.intent));
        // A long topic says so much that the words of a task that mention it are about it.
        if about.is_empty() && self.is_long() {
            return self.about(named_first(found), Strength::Mentioned);
        }
        // Of several topics one may stand in the heading and the other in the words below it.
        let firm = |hit: &&Hit| hit.topic.as_ref().is_some_and(|topic| topic.firmest == Strength::Named);
        match about.is_empty() && self.request.topics.len() > 1 {
            true => found.into_iter().filter(firm).collect(),
            false => about,
        }
    }

    /// Is the day asked for, or what a body does, so that those who only coordinate count?
    fn wants_all_roles(&self) -> bool {
        let of_body = self.request.topics.is_empty() && !self.request.bodies.is_empty();
        self.request.intent == Intent::When || (self.request.intent == Intent::Compare && of_body)
    }

    fn duties(&self) -> Parts<'a> {
        let bands = self.each(Reader::judge, |member, hits| {
            let only_partners = self.request.partners && self.request.roles == [Role::Coordinate];
            let wanted = || hits.iter().filter(|hit| self.is_wanted(hit));
            let beside = || hits.iter().filter(|hit| self.is_of_topic_and_days(hit));
            let own: Vec<&Hit> = match only_partners {
                true => beside().filter(|hit| hit.is_body).collect(),
                false => wanted().filter(|hit| hit.is_body).collect(),
            };
            let own = own_first(own, |_| true);
            let covered = own_first(wanted().filter(|hit| hit.via.is_some()).collect(), |_| true);
            let mut rows = if only_partners { Vec::new() } else { self.rows_of(own.iter().copied()) };
            rows.extend(self.partners(&own, hits));
            if self.request.bodies.is_empty() && self.request.body_kind.is_none() {
                one_per_deadline(&mut rows);
            }
            let mut band = Band { rows, ..Band::default() };
            match (own.is_empty(), covered.is_empty() || self.request.named_only) {
                (true, true) => band.none.push(self.nothing(member, hits)),
                (true, false) => band.group = self.rows_of(covered),
                _ => {}
            }
            band
        });
        let all = Band::of_all(bands);
        Parts { rows: Some(all.rows), group: Some(all.group), none: Some(all.none), ..self.without_answer() }
    }

    /// Those who coordinate on the tasks of the body, where they are asked for.
    fn partners(&self, own: &[&Hit<'a>], all: &[Hit<'a>]) -> Vec<Row<'a>> {
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

    fn compare(&self) -> Parts<'a> {
        let rows = self.each(Reader::judge, |_, hits| self.rows_of(self.chosen(hits)));
        let rows: Vec<Row> = rows.into_iter().flatten().collect();
        let mut states = self.states();
        states.iter_mut().for_each(|state| self.settle(state, &rows));
        Parts { rows: Some(rows), states: Some(states), ..Parts::default() }
    }

    /// What is the task of a row is there, however late in the task its words stand.
    fn settle(&self, state: &mut State<'a>, rows: &[Row<'a>]) {
        let is_task = |row: &Row<'a>| match row {
            Row::Assignment(row) => state.plan == Some(row.source.plan) && state.path == Some(row.task),
            _ => false,
        };
        if state.state == "elsewhere" && !self.request.section && rows.iter().any(is_task) {
            state.state = "present";
            state.reason = self.say("là nội dung của nhiệm vụ này", "a matter of this task").into();
        }
    }

    fn count(&self) -> Parts<'a> {
        if self.request.counts_no_plan {
            let empty = self.without_plan();
            return Parts { count: Some(empty.len()), no_plan: Some(empty), ..Parts::default() };
        }
        if self.request.field.is_some() {
            let states = self.states();
            let counted = if self.request.counts_having { "present" } else { "absent" };
            let count = states.iter().filter(|state| state.state == counted).count();
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
        let of = |rows: &Option<Vec<Row<'a>>>| rows.as_deref().map_or(0, |rows| self.members_of(rows));
        Parts { count: Some(of(&listed.named) + of(&listed.group)), ..listed }
    }

    /// Does the request speak of tasks at all (not merely of how many plans there are)?
    fn has_rows(&self) -> bool {
        !self.request.bodies.is_empty()
            || self.request.fixed
            || !self.request.due.is_open()
            || !self.request.provinces.is_empty()
    }

    fn members_of(&self, rows: &[Row<'a>]) -> usize {
        match self.request.scope {
            ScopeKind::Plans => plans_of(rows),
            ScopeKind::Provinces => {
                rows.iter().filter_map(|row| row.evidence().0.province).collect::<BTreeSet<_>>().len()
            }
        }
    }

    fn readings(&self) -> Parts<'a> {
        let reading = |id: &String| {
            let request = Request { bodies: vec![id.clone()], ambiguous: Vec::new(), ..self.request.clone() };
            let name = self.knowledge.body(id).map_or_else(|| id.clone(), |body| body.name.clone());
            self.reading(name, &request)
        };
        Parts { readings: Some(self.request.ambiguous.iter().map(reading).collect()), ..Parts::default() }
    }

    /// "Văn bản số 32": one reading for each instrument of that number.
    fn readings_of(&self, numbers: Vec<String>) -> Parts<'a> {
        let reading = |number: String| {
            let request = Request { instruments: vec![number.clone()], ..self.request.clone() };
            self.reading(number, &request)
        };
        Parts { readings: Some(numbers.into_iter().map(reading).collect()), ..Parts::default() }
    }

    fn reading(&self, text: String, request: &Request) -> Reading<'a> {
        let (_, parts) = Run::new(request, self.plans, self.library).outcome();
        let rows = [parts.rows, parts.named, parts.group].into_iter().flatten().flatten().collect();
        Reading { understood: understood(request, self.knowledge), text, rows }
    }
}

/// What one member gives to an answer.
#[derive(Default)]
struct Band<'a> {
    named: Vec<Row<'a>>,
    group: Vec<Row<'a>>,
    rows: Vec<Row<'a>>,
    none: Vec<Gap<'a>>,
}

impl<'a> Band<'a> {
    fn of_all(bands: Vec<Band<'a>>) -> Band<'a> {
        let mut all = Band::default();
        for band in bands {
            all.named.extend(band.named);
            all.group.extend(band.group);
            all.rows.extend(band.rows);
            all.none.extend(band.none);
        }
        all
    }
}

/// The first hits of different words: one sentence may name several bodies.
fn nearest<'h, 'a: 'h>(hits: impl Iterator<Item = &'h Hit<'a>>) -> impl Iterator<Item = &'h Hit<'a>> {
    let mut seen = BTreeSet::new();
    hits.filter(move |hit| seen.insert(hit.given.role_quote.unwrap_or(hit.given.quote))).take(NEAR)
}

/// Rows that hold every topic themselves, and say what is asked, before those of which the title of the plan holds one, and
/// which are no firmer.
fn own_first<'h, 'a>(mut hits: Vec<&'h Hit<'a>>, says: impl Fn(&Hit<'a>) -> bool) -> Vec<&'h Hit<'a>> {
    let own = hits.iter().filter(|hit| says(hit)).filter_map(|hit| hit.topic.as_ref());
    let own = own.filter(|topic| !topic.by_title);
    let firmest = own.map(|topic| topic.strength).max();
    hits.retain(|hit| {
        hit.topic.as_ref().is_none_or(|topic| !topic.by_title || Some(topic.strength) > firmest)
    });
    hits
}

/// Tasks that are named for the topic before tasks whose headings above are.
pub(super) fn named_first<'h, 'a>(mut hits: Vec<&'h Hit<'a>>) -> Vec<&'h Hit<'a>> {
    let strongest = |hit: &Hit| hit.topic.as_ref().is_some_and(|topic| topic.strength == Strength::Named);
    if hits.iter().any(|hit| strongest(hit)) {
        hits.retain(|hit| strongest(hit));
    }
    hits
}

fn plans_of(rows: &[Row<'_>]) -> usize {
    rows.iter().map(|row| row.evidence().0.plan).collect::<BTreeSet<_>>().len()
}

fn tasks_of(rows: &[Row<'_>]) -> usize {
    let tasks = rows.iter().filter_map(|row| match row {
        Row::Assignment(row) => Some((row.source.plan, row.task)),
        _ => None,
    });
    tasks.collect::<BTreeSet<_>>().len()
}

/// One row for each task and date. A task with a date says nothing more by its rows without one.
fn one_per_deadline(rows: &mut Vec<Row<'_>>) {
    let mut seen = BTreeSet::new();
    rows.retain(|row| match row {
        Row::Assignment(row) => {
            let date = row.deadline.as_ref();
            let date = date.map(|date| {
                (date.kind.name(), date.start, date.due, date.recurrence.map(|recurrence| recurrence.name()))
            });
            seen.insert((row.source.plan, row.task, date))
        }
        _ => true,
    });
    let dated: BTreeSet<(&str, &str)> =
        seen.iter().filter(|(.., date)| date.is_some()).map(|(plan, task, _)| (*plan, *task)).collect();
    rows.retain(|row| match row {
        Row::Assignment(row) => row.deadline.is_some() || !dated.contains(&(row.source.plan, row.task)),
        _ => true,
    });
}
