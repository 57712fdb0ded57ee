//! Turns what the phrases of a question did into the request: flags, roles, fields, issuers, scope.

use super::{COMMITTEE, COMMUNES, Reader, push};
use crate::ask::request::{Clause, Days, Field, Intent, Request, ScopeKind, Topic};
use crate::knowledge::{Ask, code};
use crate::model::{Level, Modality, Recurrence, Relation, Role};

impl Reader<'_> {
    pub(super) fn finish(mut self) -> Request {
        self.roles();
        self.receivers();
        self.words_to_topics();
        let request = &mut self.request;
        request.out_of_scope = self.asks.contains(&Ask::OutOfScope);
        request.counts_having = !self.asks.contains(&Ask::Missing);
        request.named_only = self.asks.contains(&Ask::NamedOnly);
        request.section = self.asks.contains(&Ask::Section);
        request.top_section = request.section && self.asks.contains(&Ask::SectionWord);
        request.partners |= self.asks.contains(&Ask::Partners);
        request.stated_role = self.asks.contains(&Ask::Stated);
        request.undated = self.asks.contains(&Ask::Undated);
        request.fixed = self.asks.contains(&Ask::Fixed);
        request.recurrence =
            RECURRENCES.into_iter().find(|(ask, _)| self.asks.contains(ask)).map(|(_, often)| often);
        let only = [Ask::OnlyLead, Ask::OnlyCoordinate].iter().any(|ask| self.asks.contains(ask));
        request.only_role = only && !self.asks.contains(&Ask::Except);
        // "Leads one task but only coordinates on another": both.
        if request.only_role && request.roles == [Role::Lead, Role::Coordinate] {
            request.only_role = false;
            request.roles = vec![Role::Lead];
            request.also = Some(Clause { roles: vec![Role::Coordinate], ..Clause::default() });
        }
        request.later_than_center = self.asks.contains(&Ask::LaterThanCenter);
        request.counts_members = self.asks.contains(&Ask::CountMembers);
        request.counts_no_plan = self.asks.contains(&Ask::NoPlan);
        request.superseded = self.asks.contains(&Ask::Superseded);
        let kinds = [(Ask::Party, "đảng"), (Ask::Unions, "đoàn thể")];
        let kind = kinds.into_iter().find(|(ask, _)| self.asks.contains(ask));
        request.body_kind = kind.map(|(_, kind)| kind.to_owned());
        request.modality = self.asks.contains(&Ask::Request).then_some(Modality::Request);
        request.relation = relation(&self.asks);
        self.field();
        self.issuers();
        self.scope();
        self.request.intent = self.intent();
        self.request.counts_having &= self.request.intent == Intent::Count && self.request.field.is_some();
        // A list shows beside those that name a body those that cover it; what is counted or told is named.
        self.request.named_only |= self.by_name && self.request.intent != Intent::List;
        self.programme();
        if matches!(self.request.intent, Intent::When | Intent::Who) && self.has_when() {
            self.of_when();
        }
        self.not_in_role();
        self.communes_told();
        // "Không phải" before no body leaves nothing out.
        let left_out = std::mem::take(&mut self.rather_than);
        self.request.not_understood.extend(left_out);
        self.request
    }

    /// "Ai kiểm tra các xã, phường", "Công an tỉnh hướng dẫn các xã": to whom something is done, not who does it.
    fn communes_told(&mut self) {
        let others = self.request.bodies.len() > 1;
        if self.communes_told && (self.request.intent == Intent::Who || others) {
            self.request.bodies.retain(|id| id != COMMUNES);
        }
    }

    /// "Trong các tỉnh triển khai Quyết định 452, tỉnh nào …": the plans of that programme are meant.
    fn programme(&mut self) {
        let request = &self.request;
        let of_papers = matches!(request.intent, Intent::Cites | Intent::Chain | Intent::Search);
        if request.intent == Intent::NoPlan || (self.is_of_programme() && !of_papers) {
            let request = &mut self.request;
            request.programme = std::mem::take(&mut request.instruments);
            request.relation = None;
            if request.topics.is_empty() && request.intent == Intent::Missing {
                let words = std::mem::take(&mut request.narrowing);
                request.take_words(words, self.knowledge);
            }
        }
    }

    /// Is an instrument named beside what is asked of tasks, and not asked for itself? Laws, decrees and circulars are rules
    /// that tasks follow, and no programmes.
    pub(super) fn is_of_programme(&self) -> bool {
        let request = &self.request;
        let of_papers = [Ask::Cites, Ask::Rests, Ask::Chain, Ask::Replaces];
        let is_rule = |number: &String| RULES.iter().any(|symbol| code(number).contains(symbol));
        let is_central = |id: &String| self.knowledge.body(id).is_some_and(|body| body.level == "central");
        let of_tasks = !request.topics.is_empty()
            || (self.has(Ask::Missing) && !request.narrowing.is_empty())
            || request.bodies.iter().any(|id| !is_central(id))
            || request.body_kind.is_some();
        !request.instruments.is_empty()
            && !request.instruments.iter().any(is_rule)
            && !request.superseded
            && of_tasks
            && !of_papers.iter().any(|ask| self.has(*ask))
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

    pub(super) fn has_when(&self) -> bool {
        self.has(Ask::When) || self.has(Ask::Deadline)
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
        // "thực hiện" is said of every task; alone it asks for no role in Vietnamese. "Khi nào Ban Nội chính phải tham mưu xong"
        // asks for the day, "kèm vai trò" for the roles.
        let asks_day = self.has_when() && !self.request.bodies.is_empty();
        let is_said =
            self.request.roles == [Role::Implement] || (asks_day && self.request.roles == [Role::Advise]);
        if is_said || self.has(Ask::AnyRole) {
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
            let request = &self.request;
            let leaves_out = !request.except.is_empty()
                || !request.except_provinces.is_empty()
                || !request.except_instruments.is_empty()
                || !request.except_topics.is_empty();
            if self.has(no) || (behind && !leaves_out) {
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
        if self.request.roles.is_empty() || self.request.roles == [Role::Implement] {
            self.request.roles = Role::ALL.into_iter().filter(|role| !without.contains(role)).collect();
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
        let of_field = self.request.field.is_some_and(|field| field != Field::Deadline);
        let cites = [Ask::Chain, Ask::Cites, Ask::Rests, Ask::Replaces].iter().any(|ask| self.has(*ask));
        let of_papers = cites || of_field || self.cites_not;
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
        let by_province = by_province || (self.is_of_programme() && !self.has(Ask::Plans));
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
}

/// What a plan does with an instrument; none where several of them are asked ("để làm căn cứ, để thực hiện hay để thay thế").
fn relation(asks: &[Ask]) -> Option<Relation> {
    let has = |ask: Ask| asks.contains(&ask);
    if has(Ask::Rests) && has(Ask::Replaces) {
        return None;
    }
    if has(Ask::Replaces) {
        return Some(Relation::Replaces);
    }
    let more = has(Ask::Cites) || has(Ask::Implement);
    let excepted = has(Ask::Except);
    let only_rests = has(Ask::Rests) && (!more || excepted);
    let implements = has(Ask::Implements) && !(only_rests && excepted);
    let implements = implements.then_some(Relation::Implements);
    implements.or(only_rests.then_some(Relation::Basis))
}

/// What numbers of laws, decrees, circulars and ordinances have in them, as they are compared; their kinds, where no symbol is
/// typed.
const RULES: [&str; 8] = ["/qh", "/nd-", "/tt-", "/ubtvqh", "luat", "nghidinh", "thongtu", "phaplenh"];

/// Words for what comes again, with how often.
const RECURRENCES: [(Ask, Recurrence); 5] = [
    (Ask::Weekly, Recurrence::Weekly),
    (Ask::Monthly, Recurrence::Monthly),
    (Ask::Quarterly, Recurrence::Quarterly),
    (Ask::HalfYearly, Recurrence::HalfYearly),
    (Ask::Yearly, Recurrence::Yearly),
];

const COMMITTEE_OF_PROVINCE: &str = "uy-ban-nhan-dan-tinh";
