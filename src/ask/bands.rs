//! Turns plans into the members of a scope, each with the plans that answer for it.

use rayon::prelude::*;

use super::answer::{Gap, Scope};
use super::cites::Number;
use super::request::{Request, ScopeKind};
use crate::knowledge::{Knowledge, Province};
use crate::model::{HeldPlan, Level};

/// A province, or a plan, and what answers for it.
pub(super) struct Member<'a> {
    /// The province of today.
    pub(super) province: Option<&'a str>,
    /// The plans that answer.
    pub(super) plans: Vec<HeldPlan<'a>>,
    /// Plans of a lower level, which do not.
    pub(super) lower: Vec<HeldPlan<'a>>,
    /// Of these the own plans of the departments asked for, where the province is named: they answer where the plans
    /// of the province say nothing.
    pub(super) own: Vec<HeldPlan<'a>>,
}

impl<'a> Member<'a> {
    /// The gap of this member, and why there is one.
    pub(super) fn gap(&self, reason: &'static str) -> Gap<'a> {
        let shown = self.plans.first().or(self.lower.first());
        Gap {
            plan: shown.map(|held| held.id),
            file: shown.map(|held| held.file),
            province: self.province,
            reason,
            stub: None,
            near: Vec::new(),
        }
    }

    pub(super) fn has_no_plan(&self) -> bool {
        self.plans.is_empty() && self.lower.is_empty()
    }
}

/// The members of the scope, in the order of province codes or of plan ids.
pub(super) fn members<'a>(
    request: &Request,
    plans: &[HeldPlan<'a>],
    knowledge: &'a Knowledge,
) -> Vec<Member<'a>> {
    let mut sorted: Vec<HeldPlan> = plans.iter().copied().filter(|held| is_of_year(request, held)).collect();
    sorted.par_sort_by(|a, b| (a.province, a.id).cmp(&(b.province, b.id)));
    match request.scope {
        ScopeKind::Plans => sorted
            .into_iter()
            .filter(|held| is_asked(request, held, knowledge))
            .map(|held| of_plan(request, held))
            .collect(),
        ScopeKind::Provinces => {
            let roster = roster(request, knowledge);
            let is_named = |province: &Province| match request.provinces.is_empty() {
                true => roster.is_empty() || roster.contains(&&province.code),
                false => request.provinces.contains(&province.code),
            };
            let wanted = |province: &&Province| {
                is_named(province) && !request.except_provinces.contains(&province.code)
            };
            let provinces = knowledge.provinces.iter().filter(wanted);
            provinces.map(|province| of_province(request, province, &sorted, knowledge)).collect()
        }
    }
}

/// The provinces expected to answer the programmes asked for; none where all are.
fn roster<'a>(request: &Request, knowledge: &'a Knowledge) -> Vec<&'a String> {
    let numbers: Vec<Number> = request.programme.iter().map(|typed| Number::of(typed, knowledge)).collect();
    let is_asked = |instrument: &str| numbers.iter().any(|number| number.is(instrument));
    let asked = knowledge.programmes().filter(|known| is_asked(&known.instrument));
    asked.flat_map(|known| &known.roster).collect()
}

/// Is this plan one of the provinces and issuers asked for?
fn is_asked(request: &Request, held: &HeldPlan<'_>, knowledge: &Knowledge) -> bool {
    let in_any = |codes: &[String]| {
        let province = || held.province.and_then(|name| knowledge.province_named(name));
        !codes.is_empty() && province().is_some_and(|province| codes.contains(&province.code))
    };
    (request.provinces.is_empty() || in_any(&request.provinces))
        && !in_any(&request.except_provinces)
        && (request.issuers.is_empty() || is_issued(request, held, knowledge))
}

/// Is the plan one of a body that the question names as its issuer?
fn is_issued(request: &Request, held: &HeldPlan<'_>, knowledge: &Knowledge) -> bool {
    is_issued_by(&request.issuers, held, knowledge)
}

/// Is the plan one that a body of these ids issued?
pub(super) fn is_issued_by(bodies: &[String], held: &HeldPlan<'_>, knowledge: &Knowledge) -> bool {
    let issuer = held.plan.header.issuing_body.as_deref().unwrap_or_default();
    bodies.iter().any(|id| {
        let name = knowledge.body(id).map_or(id.as_str(), |body| body.name.as_str());
        issuer.starts_with(name)
    })
}

/// Was the plan issued in the year asked for, where one is?
fn is_of_year(request: &Request, held: &HeldPlan<'_>) -> bool {
    request.plan_year.is_none_or(|year| {
        let issued = held.plan.header.date.as_ref().and_then(|date| date.from.get(..4)?.parse().ok());
        issued == Some(year)
    })
}

fn of_plan<'a>(request: &Request, held: HeldPlan<'a>) -> Member<'a> {
    let answers = request.level.is_none_or(|level| held.plan.header.level == level);
    let (plans, lower) = if answers { (vec![held], Vec::new()) } else { (Vec::new(), vec![held]) };
    Member { province: held.province, plans, lower, own: Vec::new() }
}

/// A province is answered by its provincial plan; one that the question names an issuer for, by that issuer's plan.
/// `sorted` stand in the order of the names of provinces.
fn of_province<'a>(
    request: &Request,
    province: &'a Province,
    sorted: &[HeldPlan<'a>],
    knowledge: &Knowledge,
) -> Member<'a> {
    let name = Some(province.name.as_str());
    let first = sorted.partition_point(|held| held.province < name);
    let own: Vec<HeldPlan> =
        sorted[first..].iter().take_while(|held| held.province == name).copied().collect();
    let by_issuer: Vec<HeldPlan> =
        own.iter().filter(|held| is_issued(request, held, knowledge)).copied().collect();
    if !by_issuer.is_empty() {
        return Member { province: name, plans: by_issuer, lower: Vec::new(), own: Vec::new() };
    }
    let wanted = request.level.unwrap_or(Level::Province);
    let (plans, lower): (Vec<HeldPlan>, Vec<HeldPlan>) =
        own.into_iter().partition(|held| held.plan.header.level == wanted);
    if request.provinces.is_empty() {
        return Member { province: name, plans, lower, own: Vec::new() };
    }
    // "Sở VHTTDL Đắk Lắk phải …": the department's own plan, all that is held or beside that of the province.
    let is_own = |held: &HeldPlan| is_issued_by(&request.bodies, held, knowledge);
    let (own, lower): (Vec<HeldPlan>, Vec<HeldPlan>) = lower.into_iter().partition(is_own);
    match plans.is_empty() {
        true => Member { province: name, plans: own, lower, own: Vec::new() },
        false => Member { province: name, plans, lower: [own.clone(), lower].concat(), own },
    }
}

/// The denominator in words.
pub(super) fn scope(request: &Request, members: &[Member<'_>], plans: usize) -> Scope {
    let size = members.len();
    if !request.programme.is_empty() {
        let held = members.iter().filter(|member| !member.has_no_plan()).count();
        let names = request.programme.join(", ");
        let text = match request.scope {
            ScopeKind::Provinces => request.language.pick(
                format!(
                    "chương trình {names}: {size} tỉnh, thành phố, {held} nơi có văn bản của chương trình"
                ),
                format!("programme {names}: {size} provinces, papers of the programme held of {held}"),
            ),
            ScopeKind::Plans => request.language.pick(
                format!("chương trình {names}: {size} kế hoạch đang có"),
                format!("programme {names}: {size} plans held"),
            ),
        };
        return Scope { kind: "programme", size, text };
    }
    match request.scope {
        ScopeKind::Plans => Scope {
            kind: "plans",
            size,
            text: request.language.pick(format!("{size} kế hoạch đang có"), format!("{size} plans held")),
        },
        ScopeKind::Provinces => {
            let held = members.iter().filter(|member| !member.has_no_plan()).count();
            let text = request.language.pick(
                format!("{size} tỉnh, thành phố, {held} nơi có văn bản; {plans} kế hoạch đang có"),
                format!("{size} provinces, papers held of {held}; {plans} plans held"),
            );
            Scope { kind: "provinces", size, text }
        }
    }
}
