//! Turns the spots of a question into a request.

use super::dates::{Dated, Day};
use super::request::{Clause, Days, Field, Intent, Request, ScopeKind, Topic};
use super::spot::{Grammar, Spot, What, spots};
use super::{AskError, MAX_BYTES};
use crate::knowledge::{Ask, Knowledge};
use crate::model::{Level, Modality, Relation, Role};
use crate::normalize::fold;

/// Reads a question.
///
/// # Errors
/// The question is empty, too long, or no text.
pub fn understand(question: &str, knowledge: &Knowledge, grammar: &Grammar) -> Result<Request, AskError> {
    check(question)?;
    let read = |spots: Vec<Spot>| {
        let mut reader = Reader::new(knowledge);
        spots.into_iter().for_each(|spot| reader.take(spot));
        reader.finish()
    };
    let Conditions { base, also, but_not } = Conditions::of(spots(question, grammar));
    let clause = |spots: Vec<Spot>| {
        let Request { mut topics, bodies, roles, narrowing, .. } = read(spots);
        if !narrowing.is_empty() {
            topics.push(Topic::Words(narrowing.join(" ")));
        }
        Some(Clause { topics, bodies, roles }).filter(|clause| *clause != Clause::default())
    };
    let mut request = read(base);
    let (also, but_not) = (clause(also), clause(but_not));
    if also.is_some() || but_not.is_some() {
        request.also = also;
        request.but_not = but_not.or(request.but_not);
        request.intent = if request.intent == Intent::Count { Intent::Count } else { Intent::List };
    }
    Ok(request)
}

/// The parts of a question that sets two conditions for one place: what is asked in any case, what the place has to have
/// beside it ("vừa … vừa …", "cả … lẫn …"), and what it must not have ("mà không giao cho …").
struct Conditions {
    base: Vec<Spot>,
    also: Vec<Spot>,
    but_not: Vec<Spot>,
}

impl Conditions {
    fn of(spots: Vec<Spot>) -> Conditions {
        let at = |ask: Ask, from: usize| {
            let found = spots.iter().skip(from).position(|spot| spot.what == What::Ask(ask));
            found.map(|at| at + from)
        };
        let and =
            |from: usize| spots.iter().skip(from).position(|spot| spot.text == "and").map(|at| at + from);
        let end = spots.len();
        let both = at(Ask::Both, 0).and_then(|first| at(Ask::Both, first + 1).or(and(first + 1)));
        let second = match (both, at(Ask::AsWell, 0)) {
            (Some(second), _) => second + 1..end,
            (None, Some(well)) => {
                well + 1
                    ..spots
                        .iter()
                        .skip(well + 1)
                        .position(is_content)
                        .map_or(well + 1, |name| well + name + 2)
            }
            (None, None) => end..end,
        };
        let not = at(Ask::ButNot, 0).map_or(end..end, |at| at + 1..end);
        let (mut base, mut also, mut but_not) = (Vec::new(), Vec::new(), Vec::new());
        for (at, spot) in spots.into_iter().enumerate() {
            match () {
                () if !is_content(&spot) => base.push(spot),
                () if not.contains(&at) => but_not.push(spot),
                () if second.contains(&at) => also.push(spot),
                () => base.push(spot),
            }
        }
        Conditions { base, also, but_not }
    }
}

/// Is it a body, a topic or a role, that a second condition may have of its own?
fn is_content(spot: &Spot) -> bool {
    let role = |ask: &Ask| matches!(ask, Ask::Lead | Ask::Coordinate | Ask::Implement | Ask::Advise);
    match &spot.what {
        What::Body(_) | What::Bodies(_) | What::Group(_) | What::Topic(_) | What::Word => true,
        What::Ask(ask) => role(ask),
        _ => false,
    }
}

fn check(question: &str) -> Result<(), AskError> {
    if question.len() > MAX_BYTES {
        return Err(AskError::TooLong { found: question.len(), limit: MAX_BYTES });
    }
    let is_markup = || question.contains("</") || question.contains("<script") || question.contains("/>");
    if question.chars().any(|c| c.is_control() && !c.is_whitespace()) || is_markup() {
        return Err(AskError::NotText);
    }
    if question.chars().any(char::is_alphanumeric) { Ok(()) } else { Err(AskError::Empty) }
}

/// A word that is no name and no phrase.
struct Left {
    text: String,
    /// Which stretch of such words it stands in.
    run: usize,
    /// Does "về", "việc" before it say that it is the topic?
    of: bool,
    /// Is it a word that no plan can have?
    foreign: bool,
}

struct Reader<'a> {
    knowledge: &'a Knowledge,
    request: Request,
    /// What the phrases did, in order.
    asks: Vec<Ask>,
    /// Words that are no name and no phrase.
    words: Vec<Left>,
    /// How many stretches of such words there were.
    runs: usize,
    /// Does the spot right before say that a topic follows?
    of: bool,
    /// Was the spot right before a topic, or one with "or" behind it?
    topic: bool,
    was_topic: bool,
    or: bool,
    /// The phrase right before, which says what the next name is for.
    after: Option<Ask>,
    /// The year right before.
    year: Option<u16>,
    /// Was an instrument named right before?
    law: bool,
    /// Was "theo" said, and nothing named since but the kind of a paper?
    under: bool,
    /// Was the spot right before a word that is no phrase?
    in_words: bool,
    /// Which of the words are names of sections (mục, phần).
    section_words: Vec<usize>,
    /// Was it said that something is sent?
    sends: bool,
    /// Is this spot a word that no plan can have?
    foreign: bool,
    /// Was "plan of" said, and nothing since but a place?
    plan_of: bool,
    /// How many spots there were, and does the first ask whether something is so ("Does …")?
    spots: usize,
    asks_whether: bool,
    /// Were places joined by "hay", "or"?
    or_places: bool,
    /// Was the spot right before a place?
    place: bool,
    /// Was "giao" joined by "hay" to what follows?
    or_assign: bool,
    /// Are plans counted, not places?
    counts_plans: bool,
    /// Was the spot right before a word that says to whom?
    to: bool,
    /// Those to whom something is sent: asked for only where nobody else is named.
    receivers: Vec<String>,
}

impl<'a> Reader<'a> {
    fn new(knowledge: &'a Knowledge) -> Reader<'a> {
        Reader {
            knowledge,
            request: Request::default(),
            asks: Vec::new(),
            words: Vec::new(),
            runs: 0,
            of: false,
            topic: false,
            was_topic: false,
            or: false,
            after: None,
            year: None,
            law: false,
            under: false,
            in_words: false,
            section_words: Vec::new(),
            sends: false,
            foreign: false,
            or_places: false,
            place: false,
            or_assign: false,
            counts_plans: false,
            plan_of: false,
            spots: 0,
            asks_whether: false,
            to: false,
            receivers: Vec::new(),
        }
    }

    fn take(&mut self, spot: Spot) {
        let text = fold(&spot.text).to_lowercase();
        let to = self.to;
        self.to = TO.contains(&text.as_str()) || (to && text == "the");
        if let (true, true, What::Body(at)) = (self.sends, to, &spot.what) {
            return self.receivers.push(self.knowledge.bodies[*at].id.clone());
        }
        self.foreign = spot.foreign;
        self.plan_of = match spot.what {
            What::Place(_) => self.plan_of,
            _ => text.ends_with(" of"),
        };
        self.asks_whether |= self.spots == 0 && WHETHER.contains(&text.as_str());
        self.spots += 1;
        self.sends |= SENDS.contains(&text.as_str());
        let of = std::mem::replace(&mut self.of, OF.contains(&text.as_str()));
        self.of |= of && matches!(spot.what, What::Word | What::English(_));
        if matches!(spot.what, What::Body(_) | What::Topic(_) | What::Place(_)) {
            self.under = false;
        }
        self.runs += usize::from(!matches!(spot.what, What::Word | What::English(_)));
        self.was_topic = match spot.what {
            What::Ask(Ask::Filler | Ask::Generic) => self.was_topic || self.topic,
            _ => std::mem::take(&mut self.topic),
        };
        if !matches!(spot.what, What::Ask(_)) && !matches!(spot.what, What::Topic(_)) {
            self.or = false;
        }
        let was_place = std::mem::replace(&mut self.place, matches!(spot.what, What::Place(_)));
        let after = self.after.take();
        let (year, law) = (self.year.take(), std::mem::take(&mut self.law));
        let in_words = std::mem::take(&mut self.in_words);
        match spot.what {
            // "Bầu cử đại biểu Quốc hội": behind a word it is part of the topic.
            What::Body(at) if in_words && self.knowledge.bodies[at].level == "central" => {
                self.in_words = true;
                self.word(spot.text);
            }
            What::Body(at) => self.body(at, after),
            What::Bodies(several) => self.several(several, after),
            What::Group(_) if after == Some(Ask::Quoted) => {}
            What::Group(at) => self.named(self.knowledge.groups[at].id.clone(), after),
            What::Place(place) => {
                // "The plan of the Dong Thap Department of Health".
                self.after = after.filter(|ask| *ask == Ask::PlanWord && self.plan_of);
                let found = self.knowledge.province_of(place).map(|province| province.code.clone());
                self.request.provinces.extend(found);
            }
            What::Topic(topic) if topic.negative => {}
            What::Topic(topic) => {
                self.request.any_topic |= std::mem::take(&mut self.or);
                self.topic = true;
                push(&mut self.request.topics, Topic::Concept(topic.concept));
            }
            What::Law(at) => {
                let title = &self.knowledge.instruments[at].title;
                let same = self.knowledge.instruments.iter().filter(|other| other.title == *title);
                self.request.instruments.extend(same.map(|law| law.number.clone()));
                self.law = true;
                if let Some(year) = year {
                    self.law_of(year);
                }
            }
            What::Date(date) if date.year_only && law => self.law_of(date.from.year),
            What::Number(number) => self.instrument(number, after),
            What::Word if is_bare_number(&spot.text) && self.is_numbered(after) => {
                self.instrument(spot.text, after);
            }
            What::Date(date) if date.year_only && after == Some(Ask::PlanWord) => {
                self.request.plan_year = Some(date.from.year);
            }
            What::Date(date) => {
                self.year = date.year_only.then_some(date.from.year);
                self.date(&date, after);
            }
            // "Mục Tổ chức thực hiện": what else is said of every task is the name of a section.
            What::Ask(Ask::Implement | Ask::Generic) if after == Some(Ask::SectionWord) => {
                self.word(spot.text)
            }
            What::Ask(Ask::SectionWord) => {
                self.after = Some(Ask::SectionWord);
                self.asks.push(Ask::SectionWord);
                self.section_words.push(self.words.len());
                self.word(spot.text);
            }
            // "kỹ năng số", "chuyển đổi số": behind a word it is part of a topic.
            What::Ask(Ask::Number) if in_words && is_number_word(&spot.text) => {
                self.after = Some(Ask::Number);
                self.word(spot.text);
            }
            // "Apart from the provincial police", "đến hết ngày 31/12": what leaves out or bounds reaches over fillers.
            What::Ask(Ask::Filler) if after.is_some_and(reaches) => self.after = after,
            What::Ask(Ask::Or) => {
                self.or = self.was_topic;
                self.or_places |= was_place;
                self.or_assign = self.asks.last() == Some(&Ask::Assign);
            }
            // "Giao việc hay đề nghị": either will do.
            What::Ask(Ask::Request) if std::mem::take(&mut self.or_assign) => {}
            What::Ask(Ask::Provinces | Ask::Plans | Ask::PlanWord) if after == Some(Ask::Count) => {
                self.asks.push(Ask::CountMembers);
                let ask = if let What::Ask(ask) = spot.what { ask } else { Ask::Provinces };
                self.counts_plans = ask != Ask::Provinces;
                self.asks.push(ask);
                self.after = Some(ask);
            }
            What::Ask(Ask::Passed) => {
                let days = &mut self.request.due;
                let day = days.to.take().or(days.from.take()).and_then(|day| Day::of(&day));
                *days = Days { from: None, to: day.map(|day| day.before().to_string()) };
            }
            What::Ask(Ask::Backwards) => self.request.due.from = None,
            What::Ask(Ask::Money) => {
                self.asks.push(Ask::Figure);
                let money = self.knowledge.concepts.iter().position(|concept| concept.id == MONEY);
                money.into_iter().for_each(|at| push(&mut self.request.topics, Topic::Concept(at)));
            }
            What::Ask(Ask::OwnSection) => self.asks.extend([Ask::Section, Ask::SectionWord]),
            What::Ask(ask) => {
                self.under |= ask == Ask::Under || (ask == Ask::PlanWord && text.starts_with("theo "));
                self.asks.push(ask);
                self.after = Some(ask);
            }
            What::Word | What::English(_) => {
                self.in_words = true;
                self.word(spot.text);
            }
        }
    }

    /// An instrument by its number, or by the digits of it alone.
    fn instrument(&mut self, number: String, after: Option<Ask>) {
        self.request.instruments.push(number);
        if after == Some(Ask::Number) && self.words.last().is_some_and(|word| is_number_word(&word.text)) {
            self.words.pop();
        }
        self.drop_kind();
        self.law = true;
        self.request.under |= self.under;
    }

    /// Do the words before a bare number say that it is one of an instrument ("Quyết định 452", "số 32")?
    fn is_numbered(&self, after: Option<Ask>) -> bool {
        matches!(after, Some(Ask::Number | Ask::Implements)) || self.kind_words() > 0
    }

    /// "Công điện số 12/CĐ-TTg": the kind before a number is no topic.
    fn drop_kind(&mut self) {
        self.words.truncate(self.words.len() - self.kind_words());
    }

    /// "Viện dẫn luật, nghị định đã hết hiệu lực": kinds of papers are no topic of a question about papers.
    fn drop_kinds(&mut self) {
        for word in std::mem::take(&mut self.words) {
            self.words.push(word);
            self.drop_kind();
        }
    }

    /// How many of the last words are the kind of a paper.
    fn kind_words(&self) -> usize {
        let kinds = &self.knowledge.kinds;
        let key = |name: &str| fold(name).to_lowercase();
        let kind = |words: &[Left]| {
            let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
            kinds.iter().any(|kind| key(&kind.name) == key(&words.join(" ")))
        };
        let length = (1..=self.words.len().min(LONGEST_KIND)).rev();
        let known = length.into_iter().find(|&length| kind(&self.words[self.words.len() - length..]));
        known.unwrap_or(0)
    }

    fn word(&mut self, text: String) {
        let run = self.runs;
        self.words.push(Left { text, run, of: self.of, foreign: self.foreign });
    }

    fn named(&mut self, id: String, after: Option<Ask>) {
        let list =
            if after == Some(Ask::Except) { &mut self.request.except } else { &mut self.request.bodies };
        push(list, id);
    }

    /// A body of today, or the successors of an old one.
    fn body(&mut self, at: usize, after: Option<Ask>) {
        let body = &self.knowledge.bodies[at];
        if after == Some(Ask::PlanWord) {
            return self.issuer(body);
        }
        self.named(body.id.clone(), after);
        if body.to.is_some() && after != Some(Ask::Except) {
            self.request.body_printed = Some(body.name.clone());
            let took_over = |other: &&crate::knowledge::Body| {
                other.predecessors.iter().any(|before| before.starts_with(body.name.as_str()))
            };
            let successors = self.knowledge.bodies.iter().filter(took_over);
            successors.for_each(|other| push(&mut self.request.bodies, other.id.clone()));
        }
    }

    /// A part of several names ("Sở Văn hóa"): the readings stand side by side.
    fn several(&mut self, bodies: Vec<usize>, after: Option<Ask>) {
        match bodies.as_slice() {
            [one] => self.body(*one, after),
            _ if after == Some(Ask::Except) => bodies.into_iter().for_each(|at| self.body(at, after)),
            _ => self.request.ambiguous.extend(bodies.iter().map(|&at| self.knowledge.bodies[at].id.clone())),
        }
    }

    /// "trong kế hoạch của UBND tỉnh" asks for the plans of the province itself, "kế hoạch của Sở Y tế" for that body's.
    fn issuer(&mut self, body: &crate::knowledge::Body) {
        if body.id.starts_with(COMMITTEE) {
            self.request.level = Some(Level::Province);
        } else {
            push(&mut self.request.issuers, body.id.clone());
        }
    }

    fn date(&mut self, date: &Dated, after: Option<Ask>) {
        let days = &mut self.request.due;
        match after {
            Some(Ask::Before) => days.to = Some(date.from.before().to_string()),
            Some(Ask::Until) => days.to = Some(date.to.to_string()),
            Some(Ask::After) => days.from = Some(date.to.after().to_string()),
            Some(Ask::From) => days.from = Some(date.from.to_string()),
            _ if days.from.is_some() && days.to.is_none() => days.to = Some(date.to.to_string()),
            _ => *days = Days { from: Some(date.from.to_string()), to: Some(date.to.to_string()) },
        }
    }

    fn has(&self, ask: Ask) -> bool {
        self.asks.contains(&ask)
    }

    fn finish(mut self) -> Request {
        self.roles();
        self.receivers();
        self.words_to_topics();
        let request = &mut self.request;
        let asks =
            [Ask::Who, Ask::When, Ask::Provinces, Ask::Plans, Ask::Count, Ask::CountMembers, Ask::Compare];
        let order = self.asks.iter().position(|ask| *ask == Ask::OutOfScope);
        request.out_of_scope = order.is_some_and(|at| !self.asks[..at].iter().any(|ask| asks.contains(ask)));
        request.counts_having = !self.asks.contains(&Ask::Missing);
        request.named_only = self.asks.contains(&Ask::NamedOnly);
        request.section = self.asks.contains(&Ask::Section);
        request.top_section = request.section && self.asks.contains(&Ask::SectionWord);
        request.partners |= self.asks.contains(&Ask::Partners);
        request.stated_role = self.asks.contains(&Ask::Stated);
        request.undated = self.asks.contains(&Ask::Undated);
        request.fixed = self.asks.contains(&Ask::Fixed);
        request.yearly = self.asks.contains(&Ask::Yearly);
        let only = [Ask::OnlyLead, Ask::OnlyCoordinate].iter().any(|ask| self.asks.contains(ask));
        request.only_role = only && !self.asks.contains(&Ask::Except);
        request.later_than_center = self.asks.contains(&Ask::LaterThanCenter);
        request.counts_members = self.asks.contains(&Ask::CountMembers);
        request.counts_no_plan = self.asks.contains(&Ask::NoPlan);
        request.superseded = self.asks.contains(&Ask::Superseded);
        request.body_kind = self.asks.contains(&Ask::Party).then(|| "đảng".to_owned());
        request.modality = self.asks.contains(&Ask::Request).then_some(Modality::Request);
        // "Để làm căn cứ, để thực hiện hay để thay thế": which of them is asked.
        let relations = [Ask::Rests, Ask::Replaces];
        let several = relations.iter().all(|ask| self.asks.contains(ask));
        request.relation = if several {
            None
        } else if self.asks.contains(&Ask::Replaces) {
            Some(Relation::Replaces)
        } else {
            let more = [Ask::Cites, Ask::Implement].iter().any(|ask| self.asks.contains(ask));
            let excepted = self.asks.contains(&Ask::Except);
            let only_rests = self.asks.contains(&Ask::Rests) && (!more || excepted);
            let implements = self.asks.contains(&Ask::Implements) && !(only_rests && excepted);
            let implements = implements.then_some(Relation::Implements);
            implements.or(only_rests.then_some(Relation::Basis))
        };
        self.field();
        self.issuers();
        self.scope();
        self.request.intent = self.intent();
        self.request.counts_having &= self.request.intent == Intent::Count && self.request.field.is_some();
        if self.request.intent == Intent::When {
            self.of_when();
        }
        self.not_in_role();
        self.request
    }

    /// A question for the day asks for no days; and the date of a task is that of all who have it.
    fn of_when(&mut self) {
        if self.has(Ask::When) {
            self.request.due = Days::default();
        }
        if !self.request.topics.is_empty() {
            self.request.bodies.retain(|id| self.knowledge.group(id).is_none());
        }
    }

    /// "Phối hợp mà không chủ trì", asked of places: the body leads nothing there.
    fn not_in_role(&mut self) {
        let request = &mut self.request;
        if request.intent != Intent::List || request.only_role || request.bodies.is_empty() {
            return;
        }
        let said = [(Ask::NotLead, Role::Lead), (Ask::NotCoordinate, Role::Coordinate)];
        let not: Vec<Role> =
            said.into_iter().filter(|(ask, _)| self.asks.contains(ask)).map(|(_, role)| role).collect();
        if !not.is_empty() {
            request.but_not = Some(Clause { roles: not, ..Clause::default() });
        }
    }

    fn has_when(&self) -> bool {
        self.has(Ask::When) || self.has(Ask::Deadline)
    }

    /// "Luật … năm 2018", "the 2018 … law": of the laws of that name the one of that year; the year is no date of a task.
    fn law_of(&mut self, year: u16) {
        let year = year.to_string();
        let of_year = |number: &String| {
            let law = self.knowledge.instruments.iter().find(|law| law.number == *number);
            law.is_some_and(|law| {
                law.number.contains(&year) || law.date.as_ref().is_some_and(|day| day.starts_with(&year))
            })
        };
        if self.request.instruments.iter().any(of_year) {
            self.request.instruments.retain(of_year);
            self.request.due = Days::default();
        }
    }

    /// "Gửi kế hoạch về Công an tỉnh trước ngày nào": to whom something is sent is part of the topic, and a body that is
    /// asked for only where nothing is sent by a date.
    fn receivers(&mut self) {
        let receivers = std::mem::take(&mut self.receivers);
        let [receiver, ..] = receivers.as_slice() else { return };
        let name = self.knowledge.body(receiver).map(|body| body.name.clone()).unwrap_or_default();
        match (self.has(Ask::When) || self.has(Ask::Deadline), self.request.topics.is_empty()) {
            (true, true) => self.request.topics.push(Topic::Words(format!("gửi {name}"))),
            (true, false) => {}
            (false, _) if self.request.bodies.is_empty() => self.request.bodies = receivers,
            (false, _) => {}
        }
    }

    fn roles(&mut self) {
        let pairs = [
            (Ask::Lead, Role::Lead),
            (Ask::OnlyLead, Role::Lead),
            (Ask::Coordinate, Role::Coordinate),
            (Ask::OnlyCoordinate, Role::Coordinate),
            (Ask::Implement, Role::Implement),
            (Ask::Advise, Role::Advise),
        ];
        for (ask, role) in pairs {
            if self.has(ask) {
                push(&mut self.request.roles, role);
            }
        }
        self.roles_taken_back();
        // "Ai phối hợp với Sở Nội vụ": who is beside the body, not what it does itself.
        let beside = self.has(Ask::Who) && !self.has(Ask::Duties) && !self.request.bodies.is_empty();
        self.request.partners |= beside && self.request.roles == [Role::Coordinate];
        // "thực hiện" is said of every task; alone it asks for no role in Vietnamese.
        if self.request.roles == [Role::Implement] {
            self.request.roles.clear();
        }
    }

    /// "Không chủ trì", "trừ những việc chỉ phối hợp": all roles but that; "with whom" wants the partners too.
    fn roles_taken_back(&mut self) {
        let mut without: Vec<Role> = Vec::new();
        let excepted = self.asks.iter().position(|ask| *ask == Ask::Except);
        for (role, no, yes) in [
            (Role::Lead, Ask::NotLead, [Ask::Lead, Ask::OnlyLead]),
            (Role::Coordinate, Ask::NotCoordinate, [Ask::Coordinate, Ask::OnlyCoordinate]),
        ] {
            let behind = excepted.is_some_and(|at| self.asks[at + 1..].iter().any(|ask| yes.contains(ask)));
            if self.has(no) || (behind && self.request.except.is_empty()) {
                without.push(role);
            }
        }
        if without.is_empty() {
            if self.has(Ask::Partners) && !self.request.roles.is_empty() && self.request.bodies.is_empty() {
                push(&mut self.request.roles, Role::Coordinate);
            }
            return;
        }
        self.request.roles.retain(|role| !without.contains(role));
        if self.request.roles.is_empty() {
            self.request.roles = Role::ALL.into_iter().filter(|role| !without.contains(role)).collect();
        }
    }

    /// Words that are no phrase make a topic where no concept does; else they are named as not understood.
    fn words_to_topics(&mut self) {
        if [Ask::Cites, Ask::Rests, Ask::Superseded, Ask::Chain, Ask::Replaces]
            .iter()
            .any(|ask| self.has(*ask))
        {
            self.drop_kinds();
        }
        let mut words = std::mem::take(&mut self.words);
        // "mục kinh phí riêng", "thiếu phần kinh phí" ask for a section; "phần mềm" does not.
        if self.has(Ask::Section) || self.has(Ask::Missing) {
            let sections = std::mem::take(&mut self.section_words);
            let mut at = 0;
            words.retain(|_| {
                at += 1;
                !sections.contains(&(at - 1))
            });
        }
        self.drop_paper(&mut words);
        let names_enough = !self.request.topics.is_empty() || !self.request.instruments.is_empty();
        // A word alone among others is more often a turn of speech than a topic.
        let others = names_enough || self.decides() || words.iter().any(|word| !word.foreign);
        let is_firm = |word: &Left| {
            // "Cloud storage": beside a word that plans may have it narrows that.
            let alone = || words.iter().filter(|other| other.run == word.run).all(|other| other.foreign);
            if word.foreign && alone() {
                return word.of && !others;
            }
            let run = words.iter().filter(|other| other.run == word.run);
            word.of || run.map(|word| word.text.split_whitespace().count()).sum::<usize>() > 1
        };
        let is_kept = |word: &Left| match names_enough || self.decides() {
            true => is_firm(word),
            false => !(word.foreign && others) || is_firm(word),
        };
        let firm: Vec<bool> = words.iter().map(is_kept).collect();
        let (mut kept, mut unclear) = (Vec::new(), Vec::new());
        for (word, firm) in words.into_iter().zip(firm) {
            if firm { kept.push(word.text) } else { unclear.push(word.text) }
        }
        self.leave_level_to_body(&mut kept);
        self.request.not_understood = unclear;
        match (kept.is_empty(), names_enough || self.has(Ask::OutOfScope)) {
            (true, _) => {}
            (false, true) => self.request.narrowing = kept,
            (false, false) => self.request.topics.push(Topic::Words(kept.join(" "))),
        }
    }

    /// "Trong quyết định của Cần Thơ": the kind of the paper alone is no topic where its issuer is named.
    fn drop_paper(&self, words: &mut Vec<Left>) {
        let key = |text: &str| fold(text).to_lowercase();
        let all: Vec<String> = words.iter().map(|word| key(&word.text)).collect();
        let joined = all.join(" ");
        let is_kind =
            joined == "du thao" || self.knowledge.kinds.iter().any(|kind| key(&kind.name) == joined);
        if is_kind && (!self.request.provinces.is_empty() || !self.request.issuers.is_empty()) {
            words.clear();
        }
    }

    /// Is something asked for beside the words, so that they need not be the topic?
    fn decides(&self) -> bool {
        let asks = [
            Ask::Undated,
            Ask::Fixed,
            Ask::Yearly,
            Ask::Request,
            Ask::Party,
            Ask::Cites,
            Ask::Rests,
            Ask::Implements,
            Ask::Superseded,
            Ask::Chain,
            Ask::NoPlan,
            Ask::IssueDate,
            Ask::Signatory,
        ];
        self.has_body() || !self.request.due.is_open() || asks.iter().any(|ask| self.has(*ask))
    }

    /// "Điểm hướng dẫn tại cấp xã" given to the committees of the communes: whose work it is says where it is done, and
    /// its rows need not.
    fn leave_level_to_body(&self, words: &mut Vec<String>) {
        let Some(rest) = words.len().checked_sub(LEVEL_WORDS).filter(|rest| *rest >= LEVEL_WORDS) else {
            return;
        };
        let level = fold(&words[rest..].join(" ")).to_lowercase();
        let says = |id: &String| {
            let body = self.knowledge.body(id).map(|body| (&body.level, &body.name));
            let named = body.or_else(|| self.knowledge.group(id).map(|group| (&group.level, &group.name)));
            named.is_some_and(|(of, name)| {
                of == "commune" && fold(name).to_lowercase().ends_with(&format!(" {level}"))
            })
        };
        if !self.request.bodies.is_empty() && self.request.bodies.iter().all(says) {
            words.truncate(rest);
        }
    }

    fn field(&mut self) {
        let named = [
            (Ask::Number, Field::Number),
            (Ask::IssueDate, Field::Date),
            (Ask::Signatory, Field::Signatory),
            (Ask::Undated, Field::Deadline),
        ];
        let about_papers = self.request.instruments.is_empty() && self.request.topics.is_empty();
        self.request.field = named
            .into_iter()
            .filter(|(ask, _)| *ask != Ask::Number || about_papers)
            .find(|(ask, _)| self.has(*ask))
            .map(|(_, field)| field);
        let asks_deadline = self.has(Ask::Missing) && self.has_when() && !self.request.topics.is_empty();
        if self.request.field.is_none() && asks_deadline {
            self.request.field = Some(Field::Deadline);
        }
    }

    /// "Kế hoạch của Sở VHTTDL Đắk Lắk": a department with its province issued the plan.
    fn issuers(&mut self) {
        let of_papers = [Ask::Chain, Ask::Cites, Ask::Rests, Ask::Replaces].iter().any(|ask| self.has(*ask));
        let chained = of_papers || self.has(Ask::Compare);
        if of_papers {
            let central = |id: &String| self.knowledge.body(id).is_some_and(|body| body.level == "central");
            self.request.bodies.retain(|id| !central(id));
        }
        // "Kế hoạch của UBND tỉnh … đề nghị Ủy ban MTTQ": whose plan it is.
        if self.request.bodies.len() > 1 && !self.request.provinces.is_empty() {
            self.request.bodies.retain(|id| !id.starts_with(COMMITTEE_OF_PROVINCE));
        }
        if chained && !self.request.provinces.is_empty() {
            let is_body = |id: &String| self.knowledge.body(id).is_some_and(|body| body.level == "province");
            let committee = |id: &String| id.starts_with(COMMITTEE);
            let issuers: Vec<String> =
                self.request.bodies.iter().filter(|id| is_body(id) && !committee(id)).cloned().collect();
            self.request.bodies.retain(|id| !issuers.contains(id) && !committee(id));
            self.request.issuers_guessed = !issuers.is_empty() && !of_papers;
            self.request.issuers.extend(issuers);
        }
    }

    fn scope(&mut self) {
        let counted = self.has(Ask::CountMembers) && !self.counts_plans;
        let by_province = self.has(Ask::Provinces) || counted || !self.request.provinces.is_empty();
        let by_plan = self.has(Ask::Plans) && self.request.provinces.is_empty();
        let both = by_plan && self.has(Ask::Provinces) && !self.has(Ask::Compare);
        self.request.scope = if by_province && !both { ScopeKind::Provinces } else { ScopeKind::Plans };
        if self.has(Ask::CentralLevel) {
            self.request.level = Some(Level::Central);
            self.request.scope = ScopeKind::Plans;
        } else if self.has(Ask::DepartmentLevel) {
            self.request.level = Some(Level::Department);
        } else if self.has(Ask::ProvinceLevel) || (self.has(Ask::Compare) && self.has(Ask::Provinces)) {
            self.request.level = Some(Level::Province);
        }
    }

    fn intent(&self) -> Intent {
        let request = &self.request;
        let cites = self.has(Ask::Cites) || self.has(Ask::Rests) || self.has(Ask::Implements);
        match () {
            () if self.has(Ask::Figure) => Intent::Search,
            () if self.has(Ask::Count) || self.has(Ask::CountMembers) => Intent::Count,
            () if self.has(Ask::NoPlan) && self.asks_of_places_alone() => Intent::NoPlan,
            () if self.has(Ask::Chain) => Intent::Chain,
            () if self.has(Ask::Compare) => Intent::Compare,
            () if self.has(Ask::NoPlan) && (request.topics.is_empty() || !request.provinces.is_empty()) => {
                Intent::NoPlan
            }
            () if self.names_several() && !request.topics.is_empty() => Intent::Compare,
            () if self.has(Ask::Replaces) => Intent::Cites,
            () if self.has(Ask::Undated) && self.is_about_tasks() => Intent::Duties,
            () if self.lacks() => Intent::Missing,
            () if request.superseded => Intent::Cites,
            () if !request.instruments.is_empty() && (cites || self.asks_nobody()) && !self.is_of_paper() => {
                Intent::Cites
            }
            () if cites && request.topics.is_empty() && request.bodies.is_empty() => Intent::Cites,
            () if request.field.is_some_and(|field| field != Field::Deadline) && self.asks_nobody() => {
                Intent::Search
            }
            () if self.has(Ask::Provinces) && (request.later_than_center || self.is_of_one_role()) => {
                Intent::List
            }
            () if !request.due.is_open() && self.has(Ask::When) => Intent::When,
            () if !request.due.is_open() && (self.has(Ask::Provinces) || self.has(Ask::Plans)) => {
                Intent::List
            }
            () if !request.due.is_open() && !self.has(Ask::Who) => Intent::Duties,
            () if self.has_when() => Intent::When,
            () if (self.has(Ask::Duties) || request.partners) && self.has_body() => Intent::Duties,
            () if self.has(Ask::Who) || (request.modality.is_some() && request.body_kind.is_some()) => {
                Intent::Who
            }
            () if self.has(Ask::Provinces) || (self.has(Ask::Plans) && !self.has(Ask::Duties)) => {
                Intent::List
            }
            () if request.provinces.len() > 1
                && (self.has_body() || self.or_places)
                && !request.topics.is_empty()
                && !self.has(Ask::Duties) =>
            {
                Intent::List
            }
            () if self.has(Ask::Duties) || (self.has_body() && !request.provinces.is_empty()) => {
                Intent::Duties
            }
            () if !request.provinces.is_empty() && !request.topics.is_empty() => Intent::Who,
            () if self.has_body() => Intent::Duties,
            () => Intent::Search,
        }
    }

    /// Several places are named, and neither is one of them to be picked ("nơi nào") nor a body to be told ("ai").
    fn names_several(&self) -> bool {
        let asked =
            [Ask::Provinces, Ask::Plans, Ask::Who, Ask::When, Ask::Deadline, Ask::Duties, Ask::Assign];
        let gives = (self.has_body() || self.asks_whether || self.or_places) && !self.has(Ask::Compare);
        self.request.provinces.len() > 1 && !gives && !asked.iter().any(|ask| self.has(*ask))
    }

    /// "Theo Kế hoạch 9108/KH-UBND, những việc nào …": what the paper itself says.
    fn is_of_paper(&self) -> bool {
        let asks = [Ask::Duties, Ask::Who, Ask::When, Ask::Yearly];
        self.request.under && asks.iter().any(|ask| self.has(*ask))
    }

    /// "Tây Ninh đã có kế hoạch nào trong kho chưa".
    fn asks_of_places_alone(&self) -> bool {
        let request = &self.request;
        !request.provinces.is_empty()
            && self.asks_nobody()
            && request.issuers.is_empty()
            && request.instruments.is_empty()
    }

    /// Are tasks asked for, not plans that lack something?
    fn is_about_tasks(&self) -> bool {
        let of_places = self.has(Ask::Provinces) || self.has(Ask::Plans);
        self.has(Ask::Duties) || (self.request.topics.is_empty() && !of_places)
    }

    /// "Chỉ phối hợp, không chủ trì việc gì": the whole plan is looked at.
    fn is_of_one_role(&self) -> bool {
        let roles = [Ask::NotLead, Ask::NotCoordinate, Ask::OnlyLead, Ask::OnlyCoordinate];
        self.has_body() && roles.iter().any(|ask| self.has(*ask))
    }

    fn has_body(&self) -> bool {
        let request = &self.request;
        !request.bodies.is_empty() || request.body_kind.is_some() || !request.ambiguous.is_empty()
    }

    /// "không" asks for a lack only with what is lacking; "có … không" at the end does not.
    fn lacks(&self) -> bool {
        self.has(Ask::Missing) || self.has(Ask::Undated)
    }

    fn asks_nobody(&self) -> bool {
        self.request.topics.is_empty() && self.request.bodies.is_empty()
    }
}

/// How many words name a level ("cấp xã").
const LEVEL_WORDS: usize = 2;

/// How the ids of People's Committees begin.
const COMMITTEE: &str = "uy-ban-nhan-dan";

const COMMITTEE_OF_PROVINCE: &str = "uy-ban-nhan-dan-tinh";

/// The longest name of a kind of paper, in words.
const LONGEST_KIND: usize = 4;

/// What says, without marks, that something is sent, and to whom.
const SENDS: [&str; 11] = [
    "bao cao",
    "tham muu",
    "trinh",
    "gui",
    "nop",
    "gui bao cao",
    "send",
    "sends",
    "submit",
    "submits",
    "report",
];
const TO: [&str; 8] = ["ve", "cho", "toi", "den", "to", "bao cao", "tham muu", "trinh"];

/// How an English question begins that asks whether something is so.
const WHETHER: [&str; 8] = ["do", "does", "did", "is", "are", "has", "have", "is there"];

/// What says, without marks, that a topic follows.
const OF: [&str; 8] = ["ve", "viec", "nhiem vu", "noi dung", "about", "on", "regarding", "concerning"];

/// Does it bound or leave out what follows, over fillers too?
fn reaches(ask: Ask) -> bool {
    matches!(ask, Ask::Except | Ask::Before | Ask::Until | Ask::After | Ask::From)
}

/// The concept of money: what asks for a sum asks for it.
const MONEY: &str = "kinh-phi";

fn is_bare_number(text: &str) -> bool {
    text.len() <= 5 && text.chars().all(|c| c.is_ascii_digit())
}

/// "số" alone, not "số ký hiệu".
fn is_number_word(text: &str) -> bool {
    text.chars().all(char::is_alphabetic)
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
