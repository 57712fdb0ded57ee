//! Turns the spots of a question into a request.

use super::dates::Dated;
use super::request::{Days, Field, Intent, Request, ScopeKind, Topic};
use super::spot::{Grammar, Spot, What, spots};
use super::{AskError, MAX_BYTES};
use crate::knowledge::{Ask, Knowledge};
use crate::model::{Level, Modality, Relation, Role};
use crate::normalize::{fold, lower_key};

/// Reads a question.
///
/// # Errors
/// The question is empty, too long, or no text.
pub fn understand(question: &str, knowledge: &Knowledge, grammar: &Grammar) -> Result<Request, AskError> {
    check(question)?;
    let mut reader = Reader {
        knowledge,
        request: Request::default(),
        asks: Vec::new(),
        words: Vec::new(),
        after: None,
        year: None,
        law: false,
        in_words: false,
        section_words: Vec::new(),
    };
    for spot in spots(question, grammar) {
        reader.take(spot);
    }
    Ok(reader.finish())
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

struct Reader<'a> {
    knowledge: &'a Knowledge,
    request: Request,
    /// What the phrases did, in order.
    asks: Vec<Ask>,
    /// Words that are no name and no phrase.
    words: Vec<String>,
    /// The phrase right before, which says what the next name is for.
    after: Option<Ask>,
    /// The year right before.
    year: Option<u16>,
    /// Was a law named right before?
    law: bool,
    /// Was the spot right before a word that is no phrase?
    in_words: bool,
    /// Which of the words are names of sections (mục, phần).
    section_words: Vec<usize>,
}

impl Reader<'_> {
    fn take(&mut self, spot: Spot) {
        let after = self.after.take();
        let (year, law) = (self.year.take(), std::mem::take(&mut self.law));
        let in_words = std::mem::take(&mut self.in_words);
        match spot.what {
            What::Body(at) => self.body(at, after),
            What::Bodies(several) => self.several(several, after),
            What::Group(_) if after == Some(Ask::Quoted) => {}
            What::Group(at) => self.named(self.knowledge.groups[at].id.clone(), after),
            What::Place(place) => {
                let found = self.knowledge.province_of(place).map(|province| province.code.clone());
                self.request.provinces.extend(found);
            }
            What::Topic(topic) if topic.negative => {}
            What::Topic(topic) => push(&mut self.request.topics, Topic::Concept(topic.concept)),
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
            What::Number(number) => {
                self.request.instruments.push(number);
                if after == Some(Ask::Number) && self.words.last().is_some_and(|word| is_number_word(word)) {
                    self.words.pop();
                }
                self.drop_kind();
            }
            What::Date(date) if date.year_only && after == Some(Ask::PlanWord) => {
                self.request.plan_year = Some(date.from.year);
            }
            What::Date(date) => {
                self.year = date.year_only.then_some(date.from.year);
                self.date(&date, after);
            }
            What::Ask(Ask::SectionWord) => {
                self.asks.push(Ask::SectionWord);
                self.section_words.push(self.words.len());
                self.word(spot.text);
            }
            // "kỹ năng số", "chuyển đổi số": behind a word it is part of a topic.
            What::Ask(Ask::Number) if in_words && is_number_word(&spot.text) => {
                self.after = Some(Ask::Number);
                self.word(spot.text);
            }
            What::Ask(ask) => {
                self.asks.push(ask);
                self.after = Some(ask);
            }
            What::Word => {
                self.in_words = true;
                self.word(spot.text);
            }
        }
    }

    /// "Công điện số 12/CĐ-TTg": the kind before a number is no topic.
    fn drop_kind(&mut self) {
        let kinds = &self.knowledge.kinds;
        let kind = |words: &[String]| {
            let name = lower_key(&words.join(" "));
            kinds.iter().any(|kind| lower_key(&kind.name) == name)
        };
        let length = (1..=self.words.len().min(LONGEST_KIND)).rev();
        let known = length.into_iter().find(|&length| kind(&self.words[self.words.len() - length..]));
        self.words.truncate(self.words.len() - known.unwrap_or(0));
    }

    fn word(&mut self, text: String) {
        self.words.push(text);
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
            _ => *days = Days { from: Some(date.from.to_string()), to: Some(date.to.to_string()) },
        }
    }

    fn has(&self, ask: Ask) -> bool {
        self.asks.contains(&ask)
    }

    fn finish(mut self) -> Request {
        self.roles();
        self.words_to_topics();
        let request = &mut self.request;
        request.out_of_scope = self.asks.contains(&Ask::OutOfScope);
        request.named_only = self.asks.contains(&Ask::NamedOnly);
        request.section = self.asks.contains(&Ask::Section);
        request.top_section = request.section && self.asks.contains(&Ask::SectionWord);
        request.partners = self.asks.contains(&Ask::Partners);
        request.stated_role = self.asks.contains(&Ask::Stated);
        request.undated = self.asks.contains(&Ask::Undated);
        request.fixed = self.asks.contains(&Ask::Fixed);
        request.yearly = self.asks.contains(&Ask::Yearly);
        let only = [Ask::OnlyLead, Ask::OnlyCoordinate].iter().any(|ask| self.asks.contains(ask));
        request.only_role = only && !self.asks.contains(&Ask::Except);
        request.counts_members = self.asks.contains(&Ask::CountMembers);
        request.counts_no_plan = self.asks.contains(&Ask::NoPlan);
        request.superseded = self.asks.contains(&Ask::Superseded);
        request.body_kind = self.asks.contains(&Ask::Party).then(|| "đảng".to_owned());
        request.modality = self.asks.contains(&Ask::Request).then_some(Modality::Request);
        request.relation = if self.asks.contains(&Ask::Replaces) {
            Some(Relation::Replaces)
        } else {
            let more = [Ask::Cites, Ask::Implement].iter().any(|ask| self.asks.contains(ask));
            let only_rests = self.asks.contains(&Ask::Rests) && !more;
            let implements = self.asks.contains(&Ask::Implements).then_some(Relation::Implements);
            implements.or(only_rests.then_some(Relation::Basis))
        };
        self.field();
        self.issuers();
        self.scope();
        self.request.intent = self.intent();
        self.request
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
        let mut words = std::mem::take(&mut self.words);
        // "mục kinh phí riêng" asks for a section; "phần mềm" does not.
        if self.has(Ask::Section) {
            let sections = std::mem::take(&mut self.section_words);
            let mut at = 0;
            words.retain(|_| {
                at += 1;
                !sections.contains(&(at - 1))
            });
        }
        self.leave_level_to_body(&mut words);
        if words.is_empty() {
            return;
        }
        let names_enough = !self.request.topics.is_empty() || !self.request.instruments.is_empty();
        if names_enough || self.has(Ask::OutOfScope) {
            self.request.narrowing = words;
        } else {
            self.request.topics.push(Topic::Words(words.join(" ")));
        }
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
        let asks_deadline = self.has(Ask::Missing) && self.has(Ask::When) && !self.request.topics.is_empty();
        if self.request.field.is_none() && asks_deadline {
            self.request.field = Some(Field::Deadline);
        }
    }

    /// "Kế hoạch của Sở VHTTDL Đắk Lắk": a department with its province issued the plan.
    fn issuers(&mut self) {
        let chained = self.has(Ask::Chain) || self.has(Ask::Compare);
        if chained && !self.request.provinces.is_empty() {
            let is_body = |id: &String| self.knowledge.body(id).is_some_and(|body| body.level == "province");
            let committee = |id: &String| id.starts_with(COMMITTEE);
            let issuers: Vec<String> =
                self.request.bodies.iter().filter(|id| is_body(id) && !committee(id)).cloned().collect();
            self.request.bodies.retain(|id| !issuers.contains(id) && !committee(id));
            self.request.issuers.extend(issuers);
        }
    }

    fn scope(&mut self) {
        let counted = self.has(Ask::CountMembers);
        let by_province = self.has(Ask::Provinces) || counted || !self.request.provinces.is_empty();
        let by_plan = self.has(Ask::Plans) && self.request.provinces.is_empty();
        let both = by_plan && self.has(Ask::Provinces) && !self.has(Ask::Compare);
        self.request.scope = if by_province && !both { ScopeKind::Provinces } else { ScopeKind::Plans };
        if self.has(Ask::DepartmentLevel) {
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
            () if self.has(Ask::Chain) => Intent::Chain,
            () if self.has(Ask::Compare) || (self.names_several() && !request.topics.is_empty()) => {
                Intent::Compare
            }
            () if self.has(Ask::NoPlan) && request.topics.is_empty() => Intent::NoPlan,
            () if self.has(Ask::Replaces) => Intent::Cites,
            () if self.has(Ask::Undated) && self.has(Ask::Duties) => Intent::Duties,
            () if self.lacks() => Intent::Missing,
            () if request.superseded => Intent::Cites,
            () if !request.instruments.is_empty() && (cites || self.asks_nobody()) => Intent::Cites,
            () if cites && request.topics.is_empty() && request.bodies.is_empty() => Intent::Cites,
            () if !request.due.is_open() && (self.has(Ask::Provinces) || self.has(Ask::Plans)) => {
                Intent::List
            }
            () if !request.due.is_open() && !self.has(Ask::Who) => Intent::Duties,
            () if self.has(Ask::When) => Intent::When,
            () if self.has(Ask::Duties) && self.has_body() => Intent::Duties,
            () if self.has(Ask::Who) || (request.modality.is_some() && request.body_kind.is_some()) => {
                Intent::Who
            }
            () if self.has(Ask::Provinces) || (self.has(Ask::Plans) && !self.has(Ask::Duties)) => {
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
        let asked = [Ask::Provinces, Ask::Plans, Ask::Who, Ask::When, Ask::Duties];
        self.request.provinces.len() > 1 && !asked.iter().any(|ask| self.has(*ask))
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

/// The longest name of a kind of paper, in words.
const LONGEST_KIND: usize = 4;

/// "số" alone, not "số ký hiệu".
fn is_number_word(text: &str) -> bool {
    text.chars().all(char::is_alphabetic)
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
