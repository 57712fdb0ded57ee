//! Turns what was read into a queue of what a person should look at, the most doubtful first.
//!
//! An assignment that nobody has judged stands in the queue for any of these reasons, the worst first; the worst reason
//! of each decides its place, then how many there are, then how sure recognition was, then province, plan and text:
//!
//! 1. `unlisted`: its body is in no knowledge file, so that no question about a body finds it;
//! 2. `scan`: it rests on words of a scan that recognition was not sure of;
//! 3. `deadline`: its provision has a field for the time that says no date we can read, and it has no date;
//! 4. `past`: its deadline lies before the paper's own date;
//! 5. `remark`: its provision is numbered twice or out of order, or stands in a table that is not understood;
//! 6. `implied`: its role is read from the construction of the sentence, not printed.

use std::collections::{BTreeSet, HashMap};

use super::state::{Kept, Service};
use crate::export::Term;
use crate::model::{Assignment, Code, Diagnostic, Plan, ReviewState, RoleBasis};
use crate::normalize::collation_key;

/// Why an assignment is doubtful, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doubt {
    Unlisted,
    Scan,
    Deadline,
    Past,
    Remark,
    Implied,
}

impl Doubt {
    pub(super) const ALL: [Doubt; 6] =
        [Doubt::Unlisted, Doubt::Scan, Doubt::Deadline, Doubt::Past, Doubt::Remark, Doubt::Implied];

    /// Its code and its words.
    pub(super) fn term(self) -> Term {
        let (code, vi, en) = match self {
            Doubt::Unlisted => ("unlisted", "cơ quan không có trong danh mục", "body in no list"),
            Doubt::Scan => ("scan", "chữ quét chưa chắc đúng", "uncertain words of a scan"),
            Doubt::Deadline => ("deadline", "không đọc được thời hạn", "deadline not readable"),
            Doubt::Past => ("past", "thời hạn trước ngày ban hành", "deadline before the paper's date"),
            Doubt::Remark => ("remark", "đánh số hoặc bảng khác thường", "odd numbering or table"),
            Doubt::Implied => ("implied", "vai trò suy ra từ câu", "role inferred"),
        };
        Term { code, vi, en }
    }
}

/// An assignment of a plan by its place, and why it is doubtful.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// Place of the plan among those of the service.
    pub(super) plan: usize,
    /// Place among the plan's assignments, or among those that were rejected.
    pub(super) at: usize,
    pub(super) rejected: bool,
    /// The worst first; empty where nothing is doubtful.
    pub(super) doubts: Vec<Doubt>,
    /// Where it stands in the queue.
    rank: Rank,
}

/// The worst doubt, how many fewer there are than could be, how sure recognition was; then the plan by its province, and
/// the place in the text.
type Rank = (u8, usize, u8, usize, usize);

impl Item {
    /// The assignment.
    pub(super) fn given<'a>(&self, service: &'a Service) -> &'a Assignment {
        let plan = &service.plans()[self.plan].stored.plan;
        if self.rejected { &plan.rejected[self.at] } else { &plan.assignments[self.at] }
    }
}

/// Every assignment of the plans that stand for their papers: the doubtful first, in the order of the queue.
#[derive(Debug, Default)]
pub(super) struct Queue {
    pub(super) items: Vec<Item>,
}

impl Queue {
    pub(super) fn of(service: &Service) -> Queue {
        Queue::default().renewed(service, |_| true)
    }

    /// The queue after something changed in these plans, by their places; the others are as they were.
    pub(super) fn renewed(&self, service: &Service, has_changed: impl Fn(usize) -> bool) -> Queue {
        let name = |kept: &Kept| service.province(&kept.entry).map(|province| collation_key(&province.name));
        let mut order: Vec<usize> = (0..service.plans().len()).collect();
        order.sort_by_cached_key(|&at| (name(&service.plans()[at]), at));
        let mut items: Vec<Item> =
            self.items.iter().filter(|item| !has_changed(item.plan)).cloned().collect();
        for (nth, at) in order.into_iter().enumerate().filter(|(_, at)| has_changed(*at)) {
            let kept = &service.plans()[at];
            if kept.entry.is_current() {
                add(&mut items, at, nth, &kept.stored.plan);
            }
        }
        items.sort_by_key(|item| item.rank);
        Queue { items }
    }
}

fn add(items: &mut Vec<Item>, plan_at: usize, nth: usize, plan: &Plan) {
    let remarks = Remarks::of(plan);
    let item = |at: usize, rejected: bool, given: &Assignment| {
        let is_open = given.review.state == ReviewState::MachineRead;
        let doubts = if is_open { remarks.doubts(plan, given) } else { Vec::new() };
        let worst = doubts.first().map_or(u8::MAX, |doubt| *doubt as u8);
        let sure = plan.confidence(given).unwrap_or(u8::MAX);
        let rank = (worst, Doubt::ALL.len() - doubts.len(), sure, nth, given.quote.start);
        Item { plan: plan_at, at, rejected, doubts, rank }
    };
    items.extend(plan.assignments.iter().enumerate().map(|(at, given)| item(at, false, given)));
    items.extend(plan.rejected.iter().enumerate().map(|(at, given)| item(at, true, given)));
}

/// What the diagnostics of a plan say of its provisions, by path.
struct Remarks<'a>(HashMap<&'a str, Vec<&'a Diagnostic>>);

impl<'a> Remarks<'a> {
    fn of(plan: &'a Plan) -> Remarks<'a> {
        let mut found: HashMap<&str, Vec<&Diagnostic>> = HashMap::new();
        for told in &plan.diagnostics {
            found.entry(told.path.as_deref().unwrap_or_default()).or_default().push(told);
        }
        Remarks(found)
    }

    fn doubts(&self, plan: &Plan, given: &Assignment) -> Vec<Doubt> {
        let mut found = BTreeSet::new();
        if !given.group && given.body_id.is_none() {
            found.insert(Doubt::Unlisted);
        }
        if plan.confidence(given).is_some() {
            found.insert(Doubt::Scan);
        }
        if given.role_basis == RoleBasis::Implied {
            found.insert(Doubt::Implied);
        }
        let places = [given.place, given.task].into_iter().flatten();
        let paths: BTreeSet<&str> = places.map(|id| plan.outline.get(id).path.as_str()).collect();
        let told = paths.iter().filter_map(|path| self.0.get(path)).flatten();
        found.extend(told.filter_map(|told| doubt_of(told, given)));
        found.into_iter().collect()
    }
}

fn doubt_of(told: &Diagnostic, given: &Assignment) -> Option<Doubt> {
    let deadline = given.deadline.as_ref().map(|deadline| deadline.span);
    match told.code {
        Code::DeadlineUnreadable if deadline.is_none() => Some(Doubt::Deadline),
        Code::DeadlinePast if deadline.is_some() && deadline == told.span => Some(Doubt::Past),
        Code::EnumeratorGap | Code::EnumeratorRepeated | Code::TableUnread => Some(Doubt::Remark),
        _ => None,
    }
}
