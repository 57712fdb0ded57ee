use serde::Serialize;

use super::{Answer, List, ROWS};
use crate::catalog::Judgment;
use crate::export::{
    Cell, Column, ExportedAssignment, Table, assignment_columns, assignment_row, exported_assignment,
};
use crate::model::ReviewState;
use crate::serve::params::Params;
use crate::serve::queue::{Doubt, Item};
use crate::serve::{ApiError, Service};

/// Which of all assignments a reviewer asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::serve) enum Kind {
    /// Doubtful, and judged by nobody.
    Open,
    /// For this reason.
    Doubt(Doubt),
    /// Judged so.
    Judged(ReviewState),
    /// Judged, and not found any more.
    Unmatched,
    /// All of them.
    All,
}

impl Kind {
    /// Every kind in the order of the page.
    pub(in crate::serve) fn all() -> impl Iterator<Item = Kind> {
        let judged = [ReviewState::Accepted, ReviewState::Corrected, ReviewState::Rejected];
        let doubts = Doubt::ALL.into_iter().map(Kind::Doubt);
        [Kind::Open]
            .into_iter()
            .chain(doubts)
            .chain(judged.map(Kind::Judged))
            .chain([Kind::Unmatched, Kind::All])
    }

    /// Its word in addresses.
    pub(in crate::serve) fn code(self) -> &'static str {
        match self {
            Kind::Open => "open",
            Kind::Doubt(doubt) => doubt.term().code,
            Kind::Judged(state) => state.name(),
            Kind::Unmatched => "unmatched",
            Kind::All => "all",
        }
    }

    fn holds(self, item: &Item, service: &Service) -> bool {
        match self {
            Kind::Open => !item.doubts.is_empty(),
            Kind::Doubt(doubt) => item.doubts.contains(&doubt),
            Kind::Judged(state) => item.given(service).review.state == state,
            Kind::Unmatched => false,
            Kind::All => true,
        }
    }
}

/// What is asked for: `kind`, `province`, `plan`.
pub(in crate::serve) struct Asked<'a> {
    pub(in crate::serve) kind: Kind,
    pub(in crate::serve) province: Option<&'a str>,
    pub(in crate::serve) plan: Option<&'a str>,
}

impl<'a> Asked<'a> {
    pub(in crate::serve) fn of(service: &'a Service, params: &'a Params) -> Result<Asked<'a>, ApiError> {
        let language = params.language();
        let kind = match params.get("kind") {
            None => Kind::Open,
            Some(code) => Kind::all().find(|kind| kind.code() == code).ok_or_else(|| {
                let codes: Vec<&str> = Kind::all().map(Kind::code).collect();
                let message = language.pick("kind là một trong", "kind is one of");
                ApiError::bad_request("value_unknown", format!("{message}: {}", codes.join(", ")))
            })?,
        };
        let province =
            params.get("province").map(|typed| service.province_meant(typed, language)).transpose()?;
        let plan = params.get("plan").map(|id| service.plan(id, language)).transpose()?;
        Ok(Asked {
            kind,
            province: province.map(|province| province.code.as_str()),
            plan: plan.map(|kept| kept.entry.id.as_str()),
        })
    }

    fn is_here(&self, item: &Item, service: &Service) -> bool {
        let entry = &service.plans()[item.plan].entry;
        self.province.is_none_or(|code| entry.province.as_deref() == Some(code))
            && self.plan.is_none_or(|id| entry.id == id)
    }

    /// The assignments, in the order of the queue.
    pub(in crate::serve) fn items(&self, service: &'a Service) -> Vec<&'a Item> {
        let all = service.queue().items.iter();
        all.filter(|item| self.kind.holds(item, service) && self.is_here(item, service)).collect()
    }

    /// How many there are of each kind under the same restrictions.
    pub(in crate::serve) fn counts(&self, service: &Service) -> Vec<(Kind, usize)> {
        let mut counts: Vec<(Kind, usize)> = Kind::all().map(|kind| (kind, 0)).collect();
        let mut add = |wanted: Kind, many: usize| {
            counts.iter_mut().filter(|(kind, _)| *kind == wanted).for_each(|(_, count)| *count += many);
        };
        for item in service.queue().items.iter().filter(|item| self.is_here(item, service)) {
            add(Kind::All, 1);
            add(Kind::Open, usize::from(!item.doubts.is_empty()));
            item.doubts.iter().for_each(|doubt| add(Kind::Doubt(*doubt), 1));
            add(Kind::Judged(item.given(service).review.state), 1);
        }
        add(Kind::Unmatched, self.unmatched(service).len());
        counts
    }

    /// Judgments whose words are not found any more.
    pub(in crate::serve) fn unmatched(&self, service: &'a Service) -> Vec<&'a Judgment> {
        let plans = service.plans().iter().filter(|kept| {
            let entry = &kept.entry;
            self.province.is_none_or(|code| entry.province.as_deref() == Some(code))
                && self.plan.is_none_or(|id| entry.id == id)
        });
        let homeless = service.homeless().iter().filter(|_| self.province.is_none() && self.plan.is_none());
        plans.flat_map(|kept| kept.unmatched.iter()).chain(homeless).collect()
    }
}

#[derive(Serialize)]
struct Row<'a> {
    /// Why it is doubtful, the worst first.
    doubts: Vec<&'static str>,
    #[serde(flatten)]
    assignment: ExportedAssignment<'a>,
}

const DOUBTS: Column = Column::new("doubts", "Lý do cần xem", "Why to look");

/// The queue of reviewers (`kind`, `province`, `plan`), the most doubtful first.
pub(in crate::serve) fn reviews(service: &Service, params: &Params) -> Result<Answer, ApiError> {
    let language = params.language();
    let (offset, limit) = (params.number("offset", 0, usize::MAX)?, params.number("limit", ROWS.0, ROWS.1)?);
    let asked = Asked::of(service, params)?;
    let items = asked.items(service);
    let mut rows = Vec::new();
    for item in items.iter().skip(offset).take(limit) {
        let held = service.held(&service.plans()[item.plan]);
        let doubts = item.doubts.iter().map(|doubt| doubt.term().code).collect();
        rows.push(Row { doubts, assignment: exported_assignment(&held, item.given(service)) });
    }
    let json = serde_json::to_vec(&List { total: items.len(), offset, rows });
    let json = json.map_err(|cause| ApiError::internal(cause, language))?;
    let mut table = Table::new([&[DOUBTS], assignment_columns()].concat());
    for item in &items {
        let doubts: Vec<&str> = item.doubts.iter().map(|doubt| doubt.term().shown(language)).collect();
        let held = service.held(&service.plans()[item.plan]);
        let mut row = vec![Cell::Text(doubts.join("; "))];
        row.extend(assignment_row(&held, item.given(service)));
        table.rows.push(row);
    }
    Ok(Answer { json, name: "ra-soat", sheets: vec![("Rà soát", table, 1)] })
}
