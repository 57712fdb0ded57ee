use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{List, ROWS, csv, json, workbook as written};
use crate::ask::Topic;
use crate::export::{Table, assignment_columns, assignment_row, exported_assignment};
use crate::model::{Assignment, HeldPlan};
use crate::serve::ApiError;
use crate::serve::params::Params;
use crate::serve::state::{Kept, Service};

/// Which assignments are asked for; an empty list asks for nothing.
struct Filter {
    bodies: Vec<String>,
    body_typed: Option<String>,
    role: Option<String>,
    modality: Option<String>,
    level: Option<String>,
    plan: Option<String>,
    province: Option<String>,
    group: Option<bool>,
    topics: Vec<Topic>,
    due_from: Option<String>,
    due_to: Option<String>,
    due_before: Option<String>,
}

impl Filter {
    fn of(service: &Service, params: &Params) -> Result<Filter, ApiError> {
        let word = |name| params.get(name).map(str::to_owned);
        let language = params.language();
        let province =
            params.get("province").map(|typed| service.province_meant(typed, language)).transpose()?;
        let plan = params.get("plan").map(|id| service.plan(id, language)).transpose()?;
        Ok(Filter {
            bodies: params.get("body").map(|typed| service.bodies_meant(typed)).unwrap_or_default(),
            body_typed: word("body"),
            role: word("role"),
            modality: word("modality"),
            level: word("level"),
            plan: plan.map(|kept| kept.entry.id.clone()),
            province: province.map(|province| province.code.clone()),
            group: match params.get("basis") {
                Some("named") => Some(false),
                Some("group") => Some(true),
                _ => params.get("group").map(|value| value == "true"),
            },
            topics: service.topics(params)?,
            due_from: word("due_from"),
            due_to: word("due_to"),
            due_before: word("due_before"),
        })
    }

    fn plan(&self, kept: &Kept) -> bool {
        let entry = &kept.entry;
        self.plan.as_ref().is_none_or(|id| *id == entry.id)
            && self.level.as_ref().is_none_or(|level| level == entry.level.name())
            && (self.province.is_none() || self.province == entry.province)
    }

    fn assignment(&self, given: &Assignment) -> bool {
        let due = given.deadline.as_ref().and_then(|deadline| deadline.due.as_ref());
        self.body(given)
            && self.role.as_ref().is_none_or(|role| role == given.role.name())
            && self.modality.as_ref().is_none_or(|modality| modality == given.modality.name())
            && self.group.is_none_or(|group| group == given.group)
            && self.due_from.as_ref().is_none_or(|from| due.is_some_and(|due| due >= from))
            && self.due_to.as_ref().is_none_or(|to| due.is_some_and(|due| due <= to))
            && self.due_before.as_ref().is_none_or(|day| due.is_some_and(|due| due < day))
    }

    fn body(&self, given: &Assignment) -> bool {
        let Some(typed) = &self.body_typed else { return true };
        let id = given.body_id.as_ref();
        given.agency == *typed || id.is_some_and(|id| id == typed || self.bodies.contains(id))
    }

    /// Every assignment asked for, plan by plan.
    fn each<E>(
        &self,
        service: &Service,
        mut visit: impl FnMut(&HeldPlan<'_>, &Assignment) -> Result<(), E>,
    ) -> Result<(), E> {
        let subject = service.subject(&self.topics);
        for kept in service.plans().iter().filter(|kept| self.plan(kept)) {
            let held = service.held(kept);
            let asked = kept.stored.plan.assignments.iter().filter(|given| self.assignment(given));
            let about = asked.filter(|given| subject.is_of(&held, given));
            about.into_iter().try_for_each(|given| visit(&held, given))?;
        }
        Ok(())
    }
}

/// Assignments by topic, body, role, modality, province, level, plan, basis (`named`, `group`) and days.
pub(in crate::serve) async fn list(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let (offset, limit) = (params.number("offset", 0, usize::MAX)?, params.number("limit", ROWS.0, ROWS.1)?);
    let run = move |service: &Service| {
        let (mut total, mut rows) = (0, Vec::new());
        Filter::of(service, &params)?.each(service, |held, given| {
            if total >= offset && rows.len() < limit {
                let row = serde_json::to_value(exported_assignment(held, given));
                rows.push(row.map_err(|cause| ApiError::internal(cause, params.language()))?);
            }
            total += 1;
            Ok::<(), ApiError>(())
        })?;
        json(&List { total, offset, rows }, &params)
    };
    service.run(crate::export::Language::default(), run).await
}

/// The same as a table, all of them.
pub(in crate::serve) async fn table(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let filter = Filter::of(&service, &params)?;
    Ok(csv(service, &params, "giao-viec", assignment_columns(), move |service, row| {
        filter.each(service, |held, given| row(assignment_row(held, given)))
    }))
}

/// The same as a workbook.
pub(in crate::serve) async fn workbook(
    State(service): State<Arc<Service>>,
    params: Params,
) -> Result<Response, ApiError> {
    let run = move |service: &Service| {
        let mut table = Table::new(assignment_columns());
        Filter::of(service, &params)?.each(service, |held, given| {
            table.rows.push(assignment_row(held, given));
            Ok::<(), ApiError>(())
        })?;
        written(&[("Giao việc", &table, 0)], &params, "giao-viec")
    };
    service.run(crate::export::Language::default(), run).await
}
