//! Tells what kind of answer is wanted, from all that was read of a question.

use super::Reader;
use crate::ask::request::{Field, Intent};
use crate::knowledge::Ask;

impl Reader<'_> {
    /// The first that holds decides: what is asked of all the plans, of papers, of days, of tasks.
    pub(super) fn intent(&self) -> Intent {
        let first = self.of_all().or_else(|| self.of_papers()).or_else(|| self.of_days());
        first.unwrap_or_else(|| self.of_tasks())
    }

    /// Sums, side by side, what is lacking.
    fn of_all(&self) -> Option<Intent> {
        let request = &self.request;
        Some(match () {
            () if self.has(Ask::Figure) => Intent::Search,
            () if self.has(Ask::Count) || self.has(Ask::CountMembers) => Intent::Count,
            () if self.has(Ask::NoPlan) && self.asks_of_places_alone() => Intent::NoPlan,
            () if self.has(Ask::Chain) || self.asks_for_parents() => Intent::Chain,
            () if self.lacks() && self.is_of_programme() => Intent::Missing,
            () if self.has(Ask::Compare) => Intent::Compare,
            () if self.has(Ask::NoPlan) && (request.topics.is_empty() || !request.provinces.is_empty()) => {
                Intent::NoPlan
            }
            () if self.names_several() && !self.lacks() && !request.topics.is_empty() => Intent::Compare,
            () if self.has(Ask::Replaces) => Intent::Cites,
            () if self.has(Ask::Undated) && self.is_about_tasks() => Intent::Duties,
            () if self.lacks() => Intent::Missing,
            () => return None,
        })
    }

    /// Instruments, and what a paper prints of itself.
    fn of_papers(&self) -> Option<Intent> {
        let request = &self.request;
        let cites = [Ask::Cites, Ask::Rests, Ask::Implements].iter().any(|ask| self.has(*ask));
        let names_one = !request.instruments.is_empty() && !self.is_of_paper() && !self.is_of_programme();
        let of_any = request.bodies.is_empty() && (request.topics.is_empty() || self.is_about_one_plan());
        let of_field = request.field.is_some_and(|field| field != Field::Deadline);
        Some(match () {
            () if request.superseded => Intent::Cites,
            () if names_one && (cites || self.asks_nobody()) => Intent::Cites,
            () if cites && of_any => Intent::Cites,
            () if of_field && self.asks_nobody() => Intent::Search,
            () => return None,
        })
    }

    /// By when, and what is due.
    fn of_days(&self) -> Option<Intent> {
        let request = &self.request;
        let has_due = !request.due.is_open();
        let of_places = self.has(Ask::Provinces) || self.has(Ask::Plans);
        Some(match () {
            () if self.has(Ask::Provinces) && (request.later_than_center || self.is_of_one_role()) => {
                Intent::List
            }
            () if self.has(Ask::Who) && self.has_when() => Intent::Who,
            () if has_due && self.has(Ask::When) => Intent::When,
            () if has_due && of_places => Intent::List,
            () if has_due && !self.has(Ask::Who) => Intent::Duties,
            () if self.has_when() => Intent::When,
            () => return None,
        })
    }

    /// Who does what, where.
    fn of_tasks(&self) -> Intent {
        let request = &self.request;
        let (has_duties, has_provinces) = (self.has(Ask::Duties), self.has(Ask::Provinces));
        let of_partners = request.partners && !has_provinces;
        let of_several = request.provinces.len() > 1 && (self.has_body() || self.or_places);
        let in_provinces = !request.provinces.is_empty();
        match () {
            () if (has_duties || of_partners) && self.has_body() => Intent::Duties,
            () if self.has(Ask::Who) || self.asks_kind_requested() => Intent::Who,
            () if has_provinces || (self.has(Ask::Plans) && !has_duties) => Intent::List,
            () if of_several && !request.topics.is_empty() && !has_duties => Intent::List,
            () if self.quotes_group && self.has_body() && in_provinces => Intent::List,
            () if has_duties || (self.has_body() && in_provinces) => Intent::Duties,
            () if in_provinces && !request.topics.is_empty() => Intent::Who,
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

    /// "Kế hoạch tập huấn của Sở Nội vụ … dựa trên văn bản nào": the topic tells which plan is meant.
    fn is_about_one_plan(&self) -> bool {
        let names_one = !self.request.issuers.is_empty() || !self.request.provinces.is_empty();
        self.has(Ask::PlanWord) && names_one && !self.has(Ask::Provinces) && !self.has(Ask::Implements)
    }

    /// "Which departmental plans carry out a provincial plan", with nothing said of their tasks.
    fn asks_for_parents(&self) -> bool {
        let of_plans = self.request.level.is_some() || self.has(Ask::Plans);
        self.has(Ask::CarriesOut) && of_plans && self.asks_nobody() && !self.has(Ask::Duties)
    }

    /// "Tây Ninh đã có kế hoạch nào trong kho chưa".
    fn asks_of_places_alone(&self) -> bool {
        let request = &self.request;
        !request.provinces.is_empty()
            && self.asks_nobody()
            && request.issuers.is_empty()
            && request.instruments.is_empty()
    }

    /// "Cơ quan đảng nào được đề nghị", of no plans in particular.
    fn asks_kind_requested(&self) -> bool {
        let of_places = self.has(Ask::Provinces) || self.has(Ask::Plans);
        self.request.modality.is_some() && self.request.body_kind.is_some() && !of_places
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

    pub(super) fn has_body(&self) -> bool {
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
