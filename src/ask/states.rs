//! Turns plans into their states: has it, mentions it, does not have it, and why.

use std::borrow::Cow;
use std::cell::LazyCell;

use rayon::prelude::*;

use super::answer::State;
use super::bands::Member;
use super::evaluate::{Run, named_first};
use super::facts::{Hit, short};
use super::programme::{Expected, expected};
use super::request::{Field, Intent, Topic};
use super::topic::{InPlan, Strength};
use crate::export::printed_path;
use crate::model::{HeldPlan, Level, ProvisionId};

/// The first words of a unit, in which a task names what it is about.
const FIRST_WORDS: usize = 16;

impl<'a> Run<'_, 'a> {
    /// The states of all plans that answer, and of the members that have none; in the order of the members.
    pub(super) fn states(&self) -> Vec<State<'a>> {
        self.members.par_iter().flat_map_iter(|member| self.states_of(member)).collect()
    }

    fn states_of(&self, member: &Member<'a>) -> Vec<State<'a>> {
        // A plan of another programme does not answer, and is shown.
        let is_other = |held: &&HeldPlan<'a>| {
            held.province == member.province && held.plan.header.level == Level::Province
        };
        let other = || self.others.iter().filter(|_| !self.request.programme.is_empty()).find(is_other);
        let without = |state, reason: &'static str| {
            let shown = member.lower.first().or_else(other);
            State {
                plan: shown.map(|held| held.id),
                file: shown.map(|held| held.file),
                province: member.province,
                state,
                path: None,
                quote: None,
                reason: reason.into(),
            }
        };
        match (member.plans.as_slice(), member.lower.is_empty()) {
            ([], true) => {
                vec![without("no_plan", self.no_plan())]
            }
            ([], false) => vec![without(
                "unknown",
                self.say("chỉ có kế hoạch của cấp dưới", "only plans of a lower level are held"),
            )],
            (plans, _) => plans.iter().map(|held| self.state(*held)).collect(),
        }
    }

    fn state(&self, held: HeldPlan<'a>) -> State<'a> {
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
                let cited = held.plan.citations.iter().find(|citation| self.is_cited(&held, citation));
                match cited {
                    Some(citation) => found(
                        held,
                        "present",
                        &citation.path,
                        citation.span.of(held.text),
                        self.say("có viện dẫn", "cited"),
                    ),
                    None => absent(held, self.say("không viện dẫn", "not cited")),
                }
            }
            None if !self.request.bodies.is_empty() && !self.request.section => self.given_state(held),
            None if self.request.intent == Intent::Missing && !self.request.roles.is_empty() => {
                self.role_state(held)
            }
            None => self.topic_state(held),
        }
    }

    /// Is the topic, or anything, given to the body in the role asked for? A collective that covers it is elsewhere.
    fn given_state(&self, held: HeldPlan<'a>) -> State<'a> {
        let hits = self.judged(&[held]);
        let wanted = |hit: &&Hit<'a>| {
            hit.is_role && self.reader.is_due(hit.given) && self.reader.has_topic(hit, Strength::Above)
        };
        let named = hits.iter().filter(wanted).find(|hit| hit.is_body);
        let covered = hits.iter().filter(wanted).find(|hit| hit.via.is_some() && !self.request.named_only);
        let show = |hit: &Hit<'a>, state, reason| {
            let path = printed_path(held.plan, hit.given.place);
            found(held, state, path, hit.given.quote.of(held.text), reason)
        };
        match (named, covered) {
            (Some(hit), _) => show(hit, "present", self.say("có giao đích danh", "gives it by name")),
            (None, Some(hit)) => show(
                hit,
                "elsewhere",
                self.say("chỉ giao chung qua tập thể", "gives it to a collective only"),
            ),
            (None, None) if self.is_against_programme() => nowhere(
                held,
                "unknown",
                self.say(
                    "chưa thấy giao; chương trình không buộc giao cho cơ quan này, chưa thể kết luận là thiếu",
                    "not seen; the programme does not bind the plan to this body: nothing is concluded",
                ),
            ),
            (None, None) => {
                absent(held, self.say("đã đọc toàn văn, không thấy giao", "read whole, not given"))
            }
        }
    }

    /// Is what a plan leaves out told by what a programme expects?
    fn is_against_programme(&self) -> bool {
        self.request.intent == Intent::Missing && !self.request.programme.is_empty()
    }

    /// Is the topic given to anybody in the role asked for?
    fn role_state(&self, held: HeldPlan<'a>) -> State<'a> {
        let has = self.say("có giao với vai trò này", "gives it in this role");
        let lacks = self.say("nhiệm vụ không nêu vai trò này", "the task names nobody in this role");
        self.state_of_task(held, |hit| hit.is_role, has, lacks)
    }

    fn field(&self, held: HeldPlan<'a>, there: bool, what: &str) -> State<'a> {
        let blank = self.say("để trống hoặc không ghi đủ", "leaves blank, in whole or part,");
        match there {
            true => found(held, "present", "header", "", format!("{} {what}", self.say("có ghi", "prints"))),
            false => absent(held, format!("{blank} {what}")),
        }
    }

    /// Do the tasks about the topic have a date?
    fn deadline_state(&self, held: HeldPlan<'a>) -> State<'a> {
        let has = self.say("nhiệm vụ có ghi thời hạn", "the task has a date");
        let lacks = self.say("nhiệm vụ không ghi thời hạn", "the task has no date");
        self.state_of_task(held, |hit| hit.given.deadline.is_some(), has, lacks)
    }

    /// Does a task about the topic have something? Where there is no such task, it does not apply.
    fn state_of_task(
        &self,
        held: HeldPlan<'a>,
        is_there: impl Fn(&Hit<'a>) -> bool,
        has: &'static str,
        lacks: &'static str,
    ) -> State<'a> {
        let hits = self.judged(&[held]);
        let of_topic = |hit: &&Hit<'a>| self.request.topics.is_empty() || hit.topic.is_some();
        let own = self.about(named_first(hits.iter().filter(of_topic).collect()), Strength::Above);
        let show = |hit: &Hit<'a>, state, reason| {
            let path = printed_path(held.plan, hit.given.task);
            found(held, state, path, hit.given.quote.of(held.text), reason)
        };
        match (own.iter().find(|hit| is_there(hit)), own.first()) {
            (Some(hit), _) => show(hit, "present", has),
            (None, Some(hit)) => show(hit, "absent", lacks),
            (None, None) => {
                nowhere(held, "not_applicable", self.say("không có nhiệm vụ này", "there is no such task"))
            }
        }
    }

    /// Does the plan deal with the topic, as a section or task of its own where that is asked?
    fn topic_state(&self, held: HeldPlan<'a>) -> State<'a> {
        let matcher = self.reader.matcher.of(held);
        match self.topic_state_of(held, &matcher) {
            state if state.path.is_some() => state,
            state => match matcher.looser() {
                Some(looser) => self.topic_state_of(held, &looser),
                None => state,
            },
        }
    }

    fn topic_state_of(&self, held: HeldPlan<'a>, matcher: &InPlan<'_>) -> State<'a> {
        let outline = &held.plan.outline;
        let mentions = matcher.provisions().into_iter().filter_map(|id| {
            let at = matcher.all_in(&outline.get(id).spans)?;
            Some((id, at))
        });
        let words = self.reader.matcher.words(&held);
        let follows_up = |id| outline.get(id).parent.is_some_and(|above| words.follows_up(above));
        // A unit of the section that follows up the whole plan is none of its own, where most tasks stand elsewhere.
        let elsewhere = LazyCell::new(|| {
            let tasks = held.plan.assignments.iter().filter_map(|given| given.task);
            tasks.filter(|&task| !follows_up(task)).count() * 2 > held.plan.assignments.len()
        });
        let mut mentioned = None;
        let mut own = None;
        for (id, at) in mentions {
            mentioned.get_or_insert(id);
            if self.is_own(matcher, id, at) && !(follows_up(id) && *elsewhere) {
                own = Some(id);
                break;
            }
        }
        let show = |id, state, reason: &'static str| {
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

    /// Is the unit, which holds the topic from the word `at` on, a section or a task of its own for it?
    fn is_own(&self, matcher: &InPlan<'_>, id: ProvisionId, at: usize) -> bool {
        let plan = matcher.held.plan;
        let provision = plan.outline.get(id);
        let is_top = provision.parent.is_none();
        let heading = || provision.heading.is_some_and(|heading| matcher.all_in(&[heading]).is_some());
        if self.request.top_section {
            return is_top && heading();
        }
        let is_task = || plan.assignments.iter().any(|given| given.task == Some(id));
        heading() || (at < FIRST_WORDS && !is_top && is_task())
    }

    /// A duty of another level is not left out by this plan.
    fn not_there(&self, held: HeldPlan<'a>) -> State<'a> {
        match self.binds_elsewhere(held) {
            None if self.is_against_programme() => self.not_in_programme(held),
            Some(by) => {
                let reason = self.request.language.pick(
                    format!("nhiệm vụ thuộc cấp khác theo {by}; không phải là thiếu"),
                    format!("a duty of another level ({by}); nothing is left out"),
                );
                nowhere(held, "not_applicable", reason)
            }
            None => absent(held, self.say("đã đọc toàn văn, không thấy", "read whole, not found")),
        }
    }

    /// Held against a programme, only what its checklist firmly expects of this level is left out.
    fn not_in_programme(&self, held: HeldPlan<'a>) -> State<'a> {
        match expected(self.request, held.plan.header.level, self.knowledge) {
            Expected::Yes => absent(held, self.say("đã đọc toàn văn, không thấy", "read whole, not found")),
            Expected::Elsewhere => nowhere(
                held,
                "not_applicable",
                self.say(
                    "chương trình giao việc này cho cấp khác; không phải là thiếu",
                    "the programme gives this to another level; nothing is left out",
                ),
            ),
            Expected::Unknown => nowhere(
                held,
                "unknown",
                self.say(
                    "chưa thấy; danh mục của chương trình còn tạm hoặc không nêu việc này, chưa thể kết luận là thiếu",
                    "not seen; the checklist of the programme is provisional or does not name this: nothing is concluded",
                ),
            ),
        }
    }

    fn binds_elsewhere(&self, held: HeldPlan<'_>) -> Option<&str> {
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
}

fn found<'a>(
    held: HeldPlan<'a>,
    state: &'static str,
    path: &'a str,
    quote: &'a str,
    reason: impl Into<Cow<'static, str>>,
) -> State<'a> {
    State { path: Some(path), quote: Some(short(quote)), ..nowhere(held, state, reason) }
}

fn absent<'a>(held: HeldPlan<'a>, reason: impl Into<Cow<'static, str>>) -> State<'a> {
    nowhere(held, "absent", reason)
}

fn nowhere<'a>(held: HeldPlan<'a>, state: &'static str, reason: impl Into<Cow<'static, str>>) -> State<'a> {
    State {
        plan: Some(held.id),
        file: Some(held.file),
        province: held.province,
        state,
        path: None,
        quote: None,
        reason: reason.into(),
    }
}
