//! Turns citations into the rows of questions about instruments: who cites, carries out, rests on, replaces which.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::answer::Row;
use super::bands::Member;
use super::evaluate::Run;
use super::facts::citation_row;
use super::request::{Clause, Intent, Request};
use crate::knowledge::{CentralInstrument, Knowledge, Superseded, code};
use crate::model::{Citation, HeldPlan, Relation};
use crate::normalize::normalize;

/// What citations are held against, made once for a request.
pub(super) struct Instruments<'a> {
    asked: Named<'a>,
    left_out: Named<'a>,
    /// Those that one plan has to cite, one of each, where two conditions are set.
    all_of: Vec<Named<'a>>,
    /// Those that it must not cite.
    none_of: Named<'a>,
    /// "Quyết định số … thay thế quyết định nào?": the paper held that has this number is the one that replaces.
    replacing: Option<&'a str>,
    /// The plans held by their own number.
    held: FxHashMap<String, Vec<HeldPlan<'a>>>,
    /// What replaced which, by number.
    replaced: BTreeMap<String, Superseded>,
}

impl<'a> Instruments<'a> {
    pub(super) fn new(request: &Request, plans: &[HeldPlan<'a>], knowledge: &'a Knowledge) -> Self {
        let clause = |clause: &Option<Clause>| -> Vec<String> {
            clause.iter().flat_map(|clause| clause.instruments.clone()).collect()
        };
        let (also, but_not) = (clause(&request.also), clause(&request.but_not));
        let asked = Named::of(&[request.instruments.as_slice(), also.as_slice()].concat(), knowledge);
        let of = |typed: &Vec<String>| Named::of(typed, knowledge);
        let both = [&request.instruments, &also].into_iter().filter(|typed| !typed.is_empty());
        let all_of = if also.is_empty() { Vec::new() } else { both.map(of).collect() };
        let none_of = of(&but_not);
        let mut held: FxHashMap<String, Vec<HeldPlan>> = FxHashMap::default();
        for plan in plans {
            held.entry(own_number(plan)).or_default().push(*plan);
        }
        held.remove("");
        let replacing = asked.numbers.first().filter(|_| request.relation == Some(Relation::Replaces));
        let replacing = replacing.and_then(|number| held.get(&number.code)?.first()).map(|plan| plan.id);
        let left_out = Named::of(&request.except_instruments, knowledge);
        Instruments { asked, left_out, all_of, none_of, replaced: knowledge.replaced(), replacing, held }
    }

    /// Does the plan cite what two conditions ask of it?
    pub(super) fn meets(&self, held: &HeldPlan<'_>) -> bool {
        let cites = |named: &Named<'_>| held.plan.citations.iter().any(|citation| named.is(held, citation));
        self.all_of.iter().all(cites) && !cites(&self.none_of)
    }

    /// Is the paper of this number one of the plans held (same province where both have one)?
    fn holds(&self, number: &str, citing: &HeldPlan<'_>) -> bool {
        let same = |other: &HeldPlan<'_>| other.province.is_none() || other.province == citing.province;
        self.held.get(number).is_some_and(|plans| plans.iter().any(same))
    }
}

/// Instruments that a question names.
struct Named<'a> {
    /// As they are compared.
    numbers: Vec<Number>,
    /// Those of them that are listed, each with its title as it is looked for in a citation without a number.
    laws: Vec<(&'a CentralInstrument, String)>,
}

impl<'a> Named<'a> {
    fn of(typed: &[String], knowledge: &'a Knowledge) -> Named<'a> {
        let numbers: Vec<Number> = typed.iter().map(|typed| Number::of(typed, knowledge)).collect();
        let is_asked = |known: &&CentralInstrument| numbers.iter().any(|number| number.is(&known.number));
        let laws = knowledge.instruments.iter().filter(is_asked).map(|known| (known, plain(&known.title)));
        Named { laws: laws.collect(), numbers }
    }

    /// Is one of them cited here: by its number, a law without one by its name and, where printed, its date?
    fn is(&self, held: &HeldPlan<'_>, citation: &Citation) -> bool {
        if let Some(number) = &citation.number {
            return self.numbers.iter().any(|asked| asked.is(number));
        }
        if self.laws.is_empty() {
            return false;
        }
        let printed = plain(citation.span.of(held.text));
        self.laws.iter().any(|(known, title)| {
            printed.contains(title)
                && (citation.date.is_none() || known.date.is_none() || citation.date == known.date)
        })
    }
}

const PROGRAMME: &str = "Chương trình";

/// The kinds of papers that are rules for all.
pub(super) const RULES: [&str; 4] = ["Luật", "Nghị định", "Thông tư", "Pháp lệnh"];

/// The kinds of papers that others carry out or rest on beside those.
pub(super) const ORDERS: [&str; 3] = ["Quyết định", "Chỉ thị", "Nghị quyết"];

/// What stands between the kind of an instrument and its year ("Luật năm 2018").
pub(super) const OF_YEAR: &str = " năm ";

/// How the symbols of laws begin (29/2018/QH14).
const LAW: &str = "qh";

/// The number of an instrument as it was typed, or what it begins with ("Quyết định 452", "26/2020").
pub(super) struct Number {
    /// As [`code`] writes it; empty where only a kind was typed, and maybe its year.
    pub(super) code: String,
    /// The symbols of its kind, where the kind was typed: the same digits of another kind are another instrument.
    symbols: Vec<String>,
    /// The year of a kind ("Luật năm 2018").
    year: Option<String>,
}

impl Number {
    /// What was typed: a number, with the name of its kind before it where it has no symbol.
    pub(super) fn of(typed: &str, knowledge: &Knowledge) -> Number {
        let (name, year) = typed.split_once(OF_YEAR).map_or((typed, None), |(name, year)| (name, Some(year)));
        if let Some(kind) = knowledge.kinds.iter().find(|kind| kind.name == name) {
            let symbols = kind.symbols.iter().map(|symbol| code(symbol)).collect();
            return Number { code: String::new(), symbols, year: year.map(str::to_owned) };
        }
        let (name, number) = typed.trim().rsplit_once(' ').unwrap_or(("", typed));
        let kind = knowledge.kinds.iter().find(|kind| code(&kind.name) == code(name));
        // "Chương trình 452" is named after its instrument, which is a decision.
        let symbols = kind.filter(|kind| kind.name != PROGRAMME).map(|kind| &kind.symbols);
        let symbols = symbols.into_iter().flatten().map(|symbol| code(symbol)).collect();
        Number { code: code(if kind.is_some() { number } else { typed }), symbols, year: None }
    }

    /// Is it this number?
    pub(super) fn is(&self, number: &str) -> bool {
        let number = code(number);
        if self.code.is_empty() {
            let parts: Vec<&str> = number.split(['/', '-']).collect();
            let is_of_year = self.year.as_ref().is_none_or(|year| parts.contains(&year.as_str()));
            let is_kind = |part: &&str| match self.symbols.as_slice() {
                [] => part.starts_with(LAW),
                symbols => symbols.iter().any(|symbol| symbol == part),
            };
            return is_of_year && parts.iter().any(is_kind);
        }
        let Some(rest) = number.strip_prefix(&self.code) else { return false };
        if self.code.contains(char::is_alphabetic) {
            return rest.is_empty();
        }
        let goes_on = rest.is_empty() || rest.starts_with(['/', '-']);
        let mut parts = rest.split(['/', '-']);
        goes_on
            && (self.symbols.is_empty() || parts.any(|part| self.symbols.iter().any(|symbol| symbol == part)))
    }
}

/// The plan's own number as it is compared; empty where none is printed.
pub(super) fn own_number(held: &HeldPlan<'_>) -> String {
    let header = &held.plan.header;
    let both = header.number.as_ref().zip(header.symbol.as_ref());
    both.map(|(number, symbol)| code(&format!("{number}/{symbol}"))).unwrap_or_default()
}

fn plain(text: &str) -> String {
    normalize(text).text.to_lowercase()
}

impl<'a> Run<'_, 'a> {
    /// Citations of the instrument asked for; for "which does it replace, carry out" of any.
    pub(super) fn cited(&self) -> Vec<Row<'a>> {
        let of_member = |member: &Member<'a>| {
            let lower = member.lower.iter().filter(|_| self.request.level.is_none());
            let plans = member.plans.iter().chain(lower);
            plans.flat_map(|held| self.cited_by(*held)).collect::<Vec<Row>>()
        };
        let found: Vec<Row> = self.members.par_iter().flat_map_iter(of_member).collect();
        let chained = self.request.intent == Intent::Chain && !self.request.instruments.is_empty();
        if found.is_empty() && chained { self.named_itself() } else { found }
    }

    /// The instruments cited that a number without symbol may mean, where the request names one such number alone.
    pub(super) fn numbers_meant(&self) -> Vec<String> {
        if !matches!(self.request.intent, Intent::Cites | Intent::Chain) {
            return Vec::new();
        }
        let [typed] = self.request.instruments.as_slice() else { return Vec::new() };
        let typed = Number::of(typed, self.knowledge);
        if typed.code.contains(char::is_alphabetic) || typed.code.is_empty() {
            return Vec::new();
        }
        let plans = self.members.iter().flat_map(|member| member.plans.iter().chain(&member.lower));
        let cited =
            plans.flat_map(|held| &held.plan.citations).filter_map(|citation| citation.number.as_ref());
        // A citation without symbol is no instrument of its own.
        let is_meant = |number: &&String| typed.is(number) && number.contains(char::is_alphabetic);
        let meant: BTreeMap<String, &String> =
            cited.filter(is_meant).map(|number| (code(number), number)).collect();
        meant.into_values().cloned().collect()
    }

    /// "Kế hoạch số 9282/KH-SYT thực hiện kế hoạch nào": what the paper of that number cites; else, where only those that
    /// carry it out were looked for, who cites it at all.
    fn named_itself(&self) -> Vec<Row<'a>> {
        let instruments = self.instruments();
        let is_asked = |number: String| instruments.asked.numbers.iter().any(|asked| asked.code == number);
        let own = |held: &&HeldPlan<'a>| is_asked(own_number(held));
        let papers: BTreeSet<&str> = self.plans.iter().filter(own).map(|held| held.id).collect();
        let mut other = self.request.clone();
        if papers.is_empty() {
            other.intent = Intent::Cites;
            other.relation = None;
        } else {
            other.instruments.clear();
        }
        let mut run = Run::new(&other, self.plans, self.library);
        for member in run.members.iter_mut().filter(|_| !papers.is_empty()) {
            member.plans.retain(|held| papers.contains(held.id));
            member.lower.retain(|held| papers.contains(held.id));
        }
        run.cited()
    }

    /// Of several citations of one instrument by one plan the ones that say most of it.
    fn cited_by(&self, held: HeldPlan<'a>) -> Vec<Row<'a>> {
        let instruments = self.instruments();
        if instruments.replacing.is_some_and(|id| id != held.id) || !instruments.meets(&held) {
            return Vec::new();
        }
        let asked = held.plan.citations.iter().filter(|citation| self.is_cited(&held, citation));
        let mut seen = BTreeSet::new();
        let mut found: Vec<&Citation> =
            asked.filter(|citation| seen.insert((&citation.number, citation.relation.name()))).collect();
        let mut firmest: BTreeMap<&Option<String>, u8> = BTreeMap::new();
        for citation in &found {
            let rank = firmest.entry(&citation.number).or_insert(u8::MAX);
            *rank = (*rank).min(firmness(citation.relation));
        }
        found.retain(|citation| firmest.get(&citation.number) == Some(&firmness(citation.relation)));
        let row = |citation: &'a Citation| {
            let number = citation.number.as_deref().map(code);
            let is_held = number.as_ref().is_some_and(|number| instruments.holds(number, &held));
            citation_row(held, citation, is_held, number.and_then(|number| instruments.replaced.get(&number)))
        };
        found.into_iter().map(row).collect()
    }

    pub(super) fn is_cited(&self, held: &HeldPlan<'_>, citation: &Citation) -> bool {
        let instruments = self.instruments();
        let related = match (self.request.intent, self.request.relation) {
            (Intent::Chain, None | Some(Relation::Basis | Relation::Implements))
                if !self.request.instruments.is_empty() =>
            {
                matches!(citation.relation, Relation::Implements | Relation::Basis)
            }
            (Intent::Chain, None) => citation.relation == Relation::Implements && is_plan_symbol(citation),
            (Intent::Count, Some(Relation::Implements)) => {
                matches!(citation.relation, Relation::Implements | Relation::Basis)
            }
            (_, Some(relation)) => citation.relation == relation,
            // What replaces an instrument does not rest on it any more.
            (_, None) => !self.request.superseded || citation.relation != Relation::Replaces,
        };
        let is_dead = |number: &String| instruments.replaced.contains_key(&code(number));
        let superseded = || !self.request.superseded || citation.number.as_ref().is_some_and(is_dead);
        let any = instruments.asked.numbers.is_empty() || instruments.replacing.is_some();
        let is_asked = || any || instruments.asked.is(held, citation);
        related && is_asked() && !instruments.left_out.is(held, citation) && superseded()
    }
}

/// What says most of an instrument comes first: carries out, rests on, replaces.
fn firmness(relation: Relation) -> u8 {
    match relation {
        Relation::Implements => 0,
        Relation::Basis => 1,
        Relation::Replaces => 2,
        Relation::Amends => 3,
        Relation::Cites => 4,
    }
}

/// Is the cited paper itself a plan (…/KH-UBND)?
fn is_plan_symbol(citation: &Citation) -> bool {
    citation.number.as_deref().is_some_and(|number| code(number).contains("/kh"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;
    use crate::ask::{Grammar, understand};

    #[test]
    fn instruments_are_known_by_kind_and_year() {
        let knowledge = Knowledge::embedded().unwrap();
        let grammar = Grammar::new(&knowledge);
        for question in [
            "Kế hoạch nào viện dẫn Luật năm 2018?",
            "ke hoach nao vien dan luat nam 2018",
            "Which plans cite the 2018 law?",
        ] {
            let request = understand(question, &knowledge, &grammar).unwrap();
            assert_eq!(request.instruments, ["Luật năm 2018"], "{question}");
            assert!(request.due.is_open() && request.topics.is_empty(), "{question}");
        }
        let is = |typed: &str, number: &str| Number::of(typed, &knowledge).is(number);
        assert!(is("Luật năm 2018", "29/2018/QH14") && is("Nghị định năm 2020", "26/2020/NĐ-CP"));
        assert!(!is("Luật năm 2018", "117/2025/QH15") && !is("Luật năm 2018", "26/2018/NĐ-CP"));
        assert!(!is("Nghị định năm 2020", "26/2020/TT-BCA"));
        assert!(is("Chỉ thị", "32/CT-TTg") && is("Chỉ thị", "04-CT/TU") && !is("Chỉ thị", "9001/QĐ-VBM"));
        for (question, kind) in [
            ("Các kế hoạch viện dẫn những chỉ thị nào?", "Chỉ thị"),
            ("Kế hoạch nào không viện dẫn nghị định nào của Chính phủ?", "Nghị định"),
            ("Which directives does the Lao Cai plan cite?", "Chỉ thị"),
            ("Các kế hoạch viện dẫn những quyết định nào?", "Quyết định"),
            ("Kế hoạch của Lào Cai viện dẫn luật nào?", "Luật"),
        ] {
            let request = understand(question, &knowledge, &grammar).unwrap();
            assert_eq!(request.instruments, [kind], "{question}");
            assert!(request.topics.is_empty() && request.bodies.is_empty(), "{question}");
        }
        let request = understand(
            "Which documents does the Lao Cai plan cite, apart from the 2018 law and Decree 26/2020?",
            &knowledge,
            &grammar,
        );
        let request = request.unwrap();
        assert_eq!(request.except_instruments, ["Luật năm 2018", "Nghị định 26/2020"]);
        assert!(request.instruments.is_empty() && request.due.is_open());
    }
}
