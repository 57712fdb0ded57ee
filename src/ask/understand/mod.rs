//! Turns the spots of a question into a request.

mod conditions;
mod finish;
mod intent;
mod left;

use conditions::Conditions;

use super::cites::{Number, OF_YEAR, RULES};
use super::dates::{Dated, Day};
use super::grammar::Grammar;
use super::request::{Clause, Days, Intent, Request, Topic};
use super::spot::{Spot, What, spots};
use super::words::Prepared;
use super::{AskError, MAX_BYTES};
use crate::knowledge::{Ask, Body, Knowledge, Place, code};
use crate::model::Level;
use crate::normalize::fold;

/// Reads a question.
///
/// # Errors
/// The question is empty, too long, or no text.
pub fn understand(question: &str, knowledge: &Knowledge, grammar: &Grammar) -> Result<Request, AskError> {
    read(question, knowledge, grammar, &Prepared::default())
}

/// Reads a question that may name bodies which only the plans print.
pub(super) fn read(
    question: &str,
    knowledge: &Knowledge,
    grammar: &Grammar,
    prepared: &Prepared,
) -> Result<Request, AskError> {
    check(question)?;
    let read = |spots: Vec<Spot>| {
        let mut reader = Reader::new(knowledge);
        spots.into_iter().for_each(|spot| reader.take(spot));
        reader.finish()
    };
    let Conditions { base, also, but_not } = Conditions::of(spots(question, grammar, &prepared.printed));
    let clause = |spots: Vec<Spot>| {
        let Request { mut topics, bodies, roles, instruments, narrowing, .. } = read(spots);
        if !narrowing.is_empty() {
            topics.push(Topic::of(&narrowing.join(" "), knowledge));
        }
        Some(Clause { topics, bodies, roles, instruments }).filter(|clause| *clause != Clause::default())
    };
    let mut request = read(base);
    let (also, but_not) = (clause(also), clause(but_not));
    if also.is_some() || but_not.is_some() {
        request.also = also.or(request.also);
        request.but_not = but_not.or(request.but_not);
        let mut clauses = [&request.also, &request.but_not].into_iter().flatten();
        let keeps = match request.intent {
            Intent::Count | Intent::Cites => true,
            Intent::Chain => !clauses.any(Clause::is_of_tasks),
            _ => false,
        };
        request.intent = if keeps { request.intent } else { Intent::List };
    }
    Ok(request)
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
    /// Which of the words are names of sections (mục, phần).
    section_words: Vec<usize>,
    /// What stood right before.
    before: Before,
    /// Was "theo" said, and nothing named since but the kind of a paper?
    under: bool,
    /// Was it said that something is sent?
    sends: bool,
    /// Those to whom something is sent.
    receivers: Vec<String>,
    /// Does the question begin with what asks whether something is so ("Does …")?
    asks_whether: bool,
    /// Was a topic, a place, or "giao" joined by "hay", "or" to what follows?
    or_topic: bool,
    or_places: bool,
    or_assign: bool,
    /// Are plans counted, not places?
    counts_plans: bool,
    /// Words of a topic that is left out.
    left_out: Vec<String>,
    /// Was it said that something is not cited?
    cites_not: bool,
    /// The kind of paper in a phrase that says nothing of it elsewhere ("quyết định nào", "luật").
    kind_said: Option<&'static str>,
    /// What leaves out what follows, while nothing has followed.
    rather_than: Option<String>,
    /// Are the communes those to whom something is done ("kiểm tra các xã")?
    communes_told: bool,
    /// Was it said that the body is named ("nêu tên")?
    by_name: bool,
    /// Is the phrase of a collective quoted, through which a body may be covered?
    quotes_group: bool,
}

/// What the spot right before says of the next one.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    /// The phrase, which says what the next name is for.
    ask: Option<Ask>,
    /// The year.
    year: Option<u16>,
    /// Was it an instrument?
    law: bool,
    /// A word that is no phrase?
    word: bool,
    /// A place?
    place: bool,
    /// A topic, with nothing but fillers since?
    topic: bool,
    /// What says that a topic follows, with words of it since?
    of: bool,
    /// What says to whom something is sent?
    to: bool,
    /// "Plan of", with a place since?
    plan_of: bool,
    /// "Programme"?
    programme: bool,
    /// What leaves out, with nothing but instruments since?
    except: bool,
    /// What leaves out, with nothing but topics and words since?
    except_topic: bool,
    /// The word "luật", which says nothing alone?
    law_word: bool,
    /// Was there anything at all?
    some: bool,
}

impl<'a> Reader<'a> {
    fn new(knowledge: &'a Knowledge) -> Reader<'a> {
        Reader {
            knowledge,
            request: Request::default(),
            asks: Vec::new(),
            words: Vec::new(),
            runs: 0,
            section_words: Vec::new(),
            before: Before::default(),
            under: false,
            sends: false,
            receivers: Vec::new(),
            asks_whether: false,
            or_topic: false,
            or_places: false,
            or_assign: false,
            counts_plans: false,
            left_out: Vec::new(),
            cites_not: false,
            kind_said: None,
            rather_than: None,
            communes_told: false,
            by_name: false,
            quotes_group: false,
        }
    }

    fn take(&mut self, spot: Spot) {
        let text = key(&spot.text);
        let is = |list: &[&str]| list.contains(&text.as_str());
        let is_word = matches!(spot.what, What::Word | What::English(_));
        let before = self.before;
        self.before = Before {
            some: true,
            place: matches!(spot.what, What::Place(_)),
            topic: match spot.what {
                What::Topic(_) => true,
                What::Ask(Ask::Filler | Ask::Generic) => before.topic,
                _ => false,
            },
            programme: is(&["programme", "program"]),
            except: self.leaves_out(&spot.what, before, &text),
            except_topic: match &spot.what {
                What::Ask(Ask::Except) => true,
                What::Ask(Ask::Filler | Ask::Generic) | What::Topic(_) => before.except_topic,
                _ => before.except_topic && is_word,
            },
            law_word: text == "luat",
            of: is(&OF) || (before.of && is_word),
            to: is(&TO) || text.ends_with(" to") || (before.to && text == "the"),
            plan_of: text.ends_with(" of") || (before.plan_of && matches!(spot.what, What::Place(_))),
            ..Before::default()
        };
        let said = KINDS_SAID.into_iter().find(|(phrase, _)| is(&[phrase]));
        self.kind_said = said.map(|(_, kind)| kind).or(self.kind_said);
        self.asks_whether |= !before.some && is(&WHETHER);
        self.sends |= is(&SENDS);
        self.runs += usize::from(!is_word);
        self.under &= !matches!(spot.what, What::Body(_) | What::Topic(_) | What::Place(_));
        self.or_topic &= matches!(spot.what, What::Ask(_) | What::Topic(_));
        match spot.what {
            What::Ask(ask) => self.ask(ask, spot, before, &text),
            What::Word | What::English(_) => self.left(spot, before),
            What::Date(date) => self.date(&date, before),
            _ => self.name(spot, before),
        }
    }

    /// A body, place, topic or instrument.
    fn name(&mut self, spot: Spot, before: Before) {
        if before.ask == Some(Ask::Except) && !matches!(spot.what, What::Topic(_)) {
            self.rather_than = None;
        }
        let knowledge = self.knowledge;
        match &spot.what {
            What::Body(at) if self.sends && before.to => {
                self.receivers.push(knowledge.bodies[*at].id.clone())
            }
            // "Bầu cử đại biểu Quốc hội": behind a word it is part of the topic.
            What::Body(at) if before.word && knowledge.bodies[*at].level == "central" => {
                self.left(spot, before)
            }
            What::Body(at) => self.body(*at, before.ask),
            What::Printed(name) => self.named(name.clone(), before.ask),
            What::Bodies(several) => self.several(several.clone(), before.ask),
            What::Group(_) if before.ask == Some(Ask::Quoted) => self.quotes_group = true,
            What::Group(at) => self.named(knowledge.groups[*at].id.clone(), before.ask),
            What::Communes => {
                self.communes_told |= (before.word || before.topic) && !self.has(Ask::Assign);
                self.named(COMMUNES.to_owned(), before.ask);
            }
            What::Place(place) if before.ask == Some(Ask::Except) => {
                let found = knowledge.province_of(*place).map(|province| province.code.clone());
                self.request.except_provinces.extend(found);
            }
            What::Place(place) => {
                // "The plan of the Dong Thap Department of Health".
                self.before.ask = before.ask.filter(|ask| *ask == Ask::PlanWord && before.plan_of);
                let found = knowledge.province_of(*place).map(|province| province.code.clone());
                if let Place::Former(at) = place {
                    push(&mut self.request.province_printed, knowledge.former_provinces[*at].name.clone());
                }
                self.request.provinces.extend(found);
            }
            What::Topic(topic) if topic.negative => {}
            What::Topic(topic) if before.except_topic => {
                push(&mut self.request.except_topics, Topic::Concept(topic.concept));
            }
            What::Topic(topic) => {
                self.request.any_topic |= std::mem::take(&mut self.or_topic);
                push(&mut self.request.topics, Topic::Concept(topic.concept));
            }
            What::Law(at) => {
                let title = &knowledge.instruments[*at].title;
                let same = knowledge.instruments.iter().filter(|other| other.title == *title);
                self.instruments(before).extend(same.map(|law| law.number.clone()));
                self.before.law = true;
                if let Some(year) = before.year {
                    self.law_of(year, before);
                }
            }
            What::Number(number) => self.instrument(self.shown(number, spot.text), before),
            What::Ask(_) | What::Date(_) | What::Word | What::English(_) => {}
        }
    }

    /// A word that is no name and no phrase.
    fn left(&mut self, spot: Spot, before: Before) {
        if before.ask == Some(Ask::PlanWord) && is_bare_number(&spot.text) && spot.text.len() >= LEAST_OF_PLAN
        {
            return self.instrument(self.known_programme(format!("{PLAN} {}", spot.text)), before);
        }
        if is_bare_number(&spot.text) && (self.is_numbered(before.ask) || before.programme) {
            let number = format!("{} {}", self.kind_typed(), spot.text);
            return self.instrument(self.known_programme(number.trim().to_owned()), before);
        }
        self.before.word = true;
        if before.except_topic && !self.before.except {
            self.left_out.push(spot.text);
            return;
        }
        self.word(spot);
        // "The 2018 law".
        if let Some(year) = before.year {
            self.rule_of(year, before);
        }
    }

    /// A phrase.
    fn ask(&mut self, ask: Ask, spot: Spot, before: Before, text: &str) {
        match ask {
            // "Mục Tổ chức thực hiện": what else is said of every task is the name of a section.
            Ask::Implement | Ask::Generic if before.ask == Some(Ask::SectionWord) => self.word(spot),
            Ask::SectionWord => {
                self.before.ask = Some(ask);
                self.asks.push(ask);
                self.section_words.push(self.words.len());
                self.word(spot);
            }
            // "kỹ năng số", "chuyển đổi số": behind a word it is part of a topic.
            Ask::Number if before.word && is_number_word(&spot.text) => {
                self.before.ask = Some(ask);
                self.word(spot);
            }
            // "Trợ lý ảo soạn thảo văn bản": in what is asked of plans it is no order.
            Ask::OutOfScope if self.asks.iter().any(|ask| OF_PLANS.contains(ask)) => self.word(spot),
            Ask::ByName => self.by_name = true,
            // "Cơ quan khác chủ trì, không phải Sở Y tế": the body or place that follows; else it says nothing.
            Ask::RatherThan => {
                self.before.ask = Some(Ask::Except);
                self.rather_than = Some(spot.text);
            }
            // "Apart from the provincial police", "đến hết ngày 31/12": what leaves out or bounds reaches over fillers.
            Ask::Filler if before.ask.is_some_and(reaches) => self.before.ask = before.ask,
            Ask::Or => {
                self.or_topic = before.topic;
                self.or_places |= before.place;
                self.or_assign = self.asks.last() == Some(&Ask::Assign);
            }
            // "Giao việc hay đề nghị": either will do.
            Ask::Request if std::mem::take(&mut self.or_assign) => {}
            Ask::Provinces | Ask::Plans | Ask::PlanWord if before.ask == Some(Ask::Count) => {
                self.counts_plans = ask != Ask::Provinces;
                self.before.ask = Some(ask);
                self.asks.extend([Ask::CountMembers, ask]);
            }
            Ask::Passed => {
                self.before.ask = Some(ask);
                let days = &mut self.request.due;
                let day = days.to.take().or(days.from.take()).and_then(|day| Day::of(&day));
                *days = Days { from: None, to: day.map(|day| day.before().to_string()) };
            }
            Ask::Backwards => self.request.due.from = None,
            Ask::Money => {
                self.asks.push(Ask::Figure);
                let money = self.knowledge.concepts.iter().position(|concept| concept.id == MONEY);
                money.into_iter().for_each(|at| push(&mut self.request.topics, Topic::Concept(at)));
            }
            Ask::OwnSection => self.asks.extend([Ask::Section, Ask::SectionWord]),
            ask => {
                self.cites_not |= ask == Ask::Missing && CITES.iter().any(|word| text.contains(word));
                self.under |= ask == Ask::Under || (ask == Ask::PlanWord && text.starts_with("theo "));
                self.before.ask = Some(ask);
                self.asks.push(ask);
            }
        }
    }

    /// A number as it is printed, where it is that of a known instrument; else as it was typed.
    fn shown(&self, number: &str, typed: String) -> String {
        // With its kind before it: a short one.
        if number.contains(' ') {
            return self.known_programme(number.to_owned());
        }
        let programmes = self.knowledge.programmes().map(|programme| &programme.instrument);
        let known = self.knowledge.instruments.iter().map(|known| &known.number).chain(programmes);
        let printed = known.into_iter().find(|known| code(known) == number);
        printed.map_or(typed, String::clone)
    }

    /// The number of the known programme that is meant, where one is ("Quyết định 452"); else the number itself.
    fn known_programme(&self, number: String) -> String {
        let typed = Number::of(&number, self.knowledge);
        let known = self.knowledge.programmes().find(|known| typed.is(&known.instrument));
        known.map_or(number, |known| known.instrument.clone())
    }

    /// An instrument by its number, or by the digits of it alone.
    fn instrument(&mut self, number: String, before: Before) {
        self.instruments(before).push(number);
        if before.ask == Some(Ask::Number) && self.words.last().is_some_and(|word| is_number_word(&word.text))
        {
            self.words.pop();
        }
        self.drop_kind();
        self.before.law = true;
        self.request.under |= self.under;
    }

    /// The instruments asked for, or those left out.
    fn instruments(&mut self, before: Before) -> &mut Vec<String> {
        match before.except {
            true => &mut self.request.except_instruments,
            false => &mut self.request.instruments,
        }
    }

    /// Is the spot what leaves out, or one in a row of instruments behind that ("apart from the 2018 law and Decree 26")?
    fn leaves_out(&self, what: &What, before: Before, text: &str) -> bool {
        let is_kind = |name: &str| key(name).split(' ').any(|word| word == text);
        let kinds = || self.knowledge.kinds.iter().any(|kind| is_kind(&kind.name) || is_kind(&kind.english));
        match what {
            What::Ask(Ask::Except | Ask::RatherThan) => true,
            What::Ask(Ask::Filler | Ask::Number) | What::Number(_) | What::Law(_) | What::Date(_) => {
                before.except
            }
            What::Word | What::English(_) => before.except && (is_bare_number(text) || kinds()),
            _ => false,
        }
    }

    /// "Luật năm 2018", "the 2018 law": all laws of that year; the same for the other kinds of rules. The year is no date of
    /// a task.
    fn rule_of(&mut self, year: u16, before: Before) -> bool {
        let typed = if before.law_word { "luat".to_owned() } else { self.kind_typed() };
        let kind = self.kind(&typed).filter(|kind| RULES.contains(&kind.name.as_str()));
        let Some(kind) = kind else { return false };
        let instrument = format!("{}{OF_YEAR}{year}", kind.name);
        self.drop_kind();
        self.instruments(before).push(instrument);
        self.before.law = true;
        self.request.due = Days::default();
        true
    }

    /// Do the words before a bare number say that it is one of an instrument ("Quyết định 452", "số 32")?
    fn is_numbered(&self, after: Option<Ask>) -> bool {
        matches!(after, Some(Ask::Number | Ask::Implements)) || self.kind_words() > 0
    }

    fn word(&mut self, spot: Spot) {
        let (run, of) = (self.runs, self.before.of);
        self.words.push(Left { text: spot.text, run, of, foreign: spot.foreign });
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
            let took_over = |other: &&Body| {
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
    fn issuer(&mut self, body: &Body) {
        if body.id.starts_with(COMMITTEE) {
            self.request.level = Some(Level::Province);
        } else {
            push(&mut self.request.issuers, body.id.clone());
        }
    }

    fn date(&mut self, date: &Dated, before: Before) {
        if date.year_only && before.law {
            return self.law_of(date.from.year, before);
        }
        if date.year_only && (before.word || before.law_word) && self.rule_of(date.from.year, before) {
            return;
        }
        if date.year_only && before.ask == Some(Ask::PlanWord) {
            self.request.plan_year = Some(date.from.year);
            return;
        }
        self.before.year = date.year_only.then_some(date.from.year);
        let days = &mut self.request.due;
        match before.ask {
            Some(Ask::Before | Ask::Passed) => days.to = Some(date.from.before().to_string()),
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

    /// "Luật … năm 2018", "the 2018 … law": of the laws of that name the one of that year; the year is no date of a task.
    fn law_of(&mut self, year: u16, before: Before) {
        let (year, knowledge) = (year.to_string(), self.knowledge);
        let of_year = |number: &String| {
            let law = knowledge.instruments.iter().find(|law| law.number == *number);
            law.is_some_and(|law| {
                law.number.contains(&year) || law.date.as_ref().is_some_and(|day| day.starts_with(&year))
            })
        };
        let named = self.instruments(before);
        if named.iter().any(of_year) {
            named.retain(of_year);
            self.request.due = Days::default();
        }
    }
}

/// Phrases that name a kind of paper only where citations are asked for, without marks.
const KINDS_SAID: [(&str, &str); 3] =
    [("quyet dinh nao", "Quyết định"), ("quyet dinh", "Quyết định"), ("luat", "Luật")];

/// What says, without marks, that something is cited.
const CITES: [&str; 4] = ["vien dan", "cite", "refer", "nhac"];

/// What asks something of plans.
const OF_PLANS: [Ask; 7] =
    [Ask::Who, Ask::When, Ask::Provinces, Ask::Plans, Ask::Count, Ask::CountMembers, Ask::Compare];

/// How the ids of People's Committees begin.
const COMMITTEE: &str = "uy-ban-nhan-dan";

/// The committees of all communes.
const COMMUNES: &str = "uy-ban-nhan-dan-cap-xa";

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
const OF: [&str; 10] = [
    "ve",
    "viec",
    "nhiem vu",
    "noi dung",
    "about",
    "regarding",
    "concerning",
    "assign",
    "assigns",
    "assigned",
];

/// Does it bound or leave out what follows, over fillers too?
fn reaches(ask: Ask) -> bool {
    matches!(ask, Ask::Except | Ask::Before | Ask::Passed | Ask::Until | Ask::After | Ask::From)
}

/// The concept of money: what asks for a sum asks for it.
const MONEY: &str = "kinh-phi";

const PLAN: &str = "Kế hoạch";

/// "Kế hoạch 136": shorter numbers count ("kế hoạch 5 năm").
const LEAST_OF_PLAN: usize = 3;

fn is_bare_number(text: &str) -> bool {
    text.len() <= 5 && text.chars().all(|c| c.is_ascii_digit())
}

/// "số" alone, not "số ký hiệu".
fn is_number_word(text: &str) -> bool {
    text.chars().all(char::is_alphabetic)
}

/// Words as they are compared.
fn key(text: &str) -> String {
    fold(text).to_lowercase()
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
