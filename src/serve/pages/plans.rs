use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{error, has_samples, reader_link, shown, switch, title};
use crate::compare::shown_day;
use crate::export::{self, Language};
use crate::knowledge::Province;
use crate::model::DateBounds;
use crate::normalize::collation_key;
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};
use crate::serve::state::Kept;
use crate::serve::{ApiError, Service};

/// Plans on one page.
const PAGE: usize = 100;

#[derive(Template)]
#[template(path = "plans.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    heading: &'static str,
    switch: String,
    sample: bool,
    q: &'static str,
    provinces: Vec<Choice>,
    by_remarks: bool,
    total: usize,
    from: usize,
    to: usize,
    files: String,
    rows: Vec<Row>,
    before: Option<String>,
    next: Option<String>,
}

/// A province that the list can be narrowed to.
struct Choice {
    code: String,
    name: String,
    chosen: bool,
}

struct Row {
    province: String,
    title: String,
    link: String,
    level: &'static str,
    day: String,
    subject: String,
    tasks: usize,
    remarks: u32,
}

/// The plans held, all or of one province (`tinh=12` or a name), by province in the order of a Vietnamese dictionary or
/// with the most remarks first (`sort=luu-y`), a hundred a page.
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    match written(&service, &params) {
        Ok(page) => shown(&page, &params),
        Err(failure) => error::shown(&failure, &params),
    }
}

fn written(service: &Service, params: &Params) -> Result<Page, ApiError> {
    let (language, m) = (params.language(), Messages::of(params.language()));
    let province = params.get("tinh").map(|typed| service.province_meant(typed, language)).transpose()?;
    let code = province.map(|province| province.code.as_str());
    let by_remarks = params.get("sort") == Some("luu-y");
    let all = sorted(service, code, by_remarks);
    let from = params.number("offset", 0, all.len())?;
    let to = (from + PAGE).min(all.len());
    let query = [("tinh", code.unwrap_or_default()), ("sort", if by_remarks { "luu-y" } else { "" })];
    let link = |offset: usize| {
        let pairs = query.iter().filter(|(_, value)| !value.is_empty());
        let kept: String = pairs.map(|(name, value)| format!("&{name}={}", encoded(value))).collect();
        format!("/ke-hoach?lang={}{kept}&offset={offset}", m.code)
    };
    Ok(Page {
        m,
        heading: m.plans,
        switch: switch("/ke-hoach", &query, m),
        sample: has_samples(service),
        q: "",
        provinces: choices(service, code),
        by_remarks,
        total: all.len(),
        from: from + 1,
        to,
        files: format!(
            "lang={}{}",
            m.code,
            code.map_or_else(String::new, |code| format!("&province={code}"))
        ),
        rows: all[from..to].iter().map(|kept| row(service, kept, m, language)).collect(),
        before: (from > 0).then(|| link(from.saturating_sub(PAGE))),
        next: (to < all.len()).then(|| link(to)),
    })
}

fn sorted<'a>(service: &'a Service, province: Option<&str>, by_remarks: bool) -> Vec<&'a Kept> {
    let is_asked = |kept: &&Kept| province.is_none_or(|code| kept.entry.province.as_deref() == Some(code));
    let mut all: Vec<&Kept> = service.plans().iter().filter(is_asked).collect();
    if by_remarks {
        all.sort_by_key(|kept| std::cmp::Reverse(kept.entry.diagnostics));
    } else {
        let order: HashMap<String, usize> =
            choices(service, None).into_iter().enumerate().map(|(at, choice)| (choice.code, at)).collect();
        all.sort_by_key(|kept| kept.entry.province.as_ref().and_then(|code| order.get(code)));
    }
    all
}

fn choices(service: &Service, chosen: Option<&str>) -> Vec<Choice> {
    let choice = |province: &Province| Choice {
        code: province.code.clone(),
        name: province.name.clone(),
        chosen: chosen == Some(province.code.as_str()),
    };
    let mut all: Vec<Choice> = service.knowledge.provinces.iter().map(choice).collect();
    all.sort_by_cached_key(|choice| collation_key(&choice.name));
    all
}

fn row(service: &Service, kept: &Kept, m: &Messages, language: Language) -> Row {
    let (entry, date) = (&kept.entry, kept.stored.plan.header.date.as_ref());
    Row {
        province: service.province(entry).map_or_else(|| "—".to_owned(), |province| province.name.clone()),
        title: title(entry),
        link: reader_link(&entry.id, "", m),
        level: export::level(entry.level).shown(language),
        day: date.map_or_else(String::new, |date| issued(date, m)),
        subject: entry.subject.clone().unwrap_or_default(),
        tasks: entry.facts.len(),
        remarks: entry.diagnostics,
    }
}

/// A date that is whole as dd/mm/yyyy; one with blanks says what is not printed, and no day is made up.
fn issued(date: &DateBounds, m: &Messages) -> String {
    let parts = |day: &str| day.splitn(3, '-').map(str::to_owned).collect::<Vec<_>>();
    match (parts(&date.from).as_slice(), parts(&date.to).as_slice()) {
        _ if date.from == date.to => shown_day(&date.from),
        ([year, month, _], [same, last, _]) if (year, month) == (same, last) => {
            format!("{} {month}/{year} ({})", m.month, m.no_day)
        }
        ([year, ..], [same, ..]) if year == same => format!("{} {year} ({})", m.year, m.no_day),
        _ => date.raw.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_day_is_made_up() {
        let date = |from: &str, to: &str| DateBounds {
            raw: "nguyên văn".to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
        };
        let m = Messages::of(Language::Vietnamese);
        assert_eq!(issued(&date("2026-04-03", "2026-04-03"), m), "03/04/2026");
        assert_eq!(issued(&date("2026-04-01", "2026-04-30"), m), "tháng 04/2026 (không ghi ngày)");
        assert_eq!(issued(&date("2026-01-01", "2026-12-31"), m), "năm 2026 (không ghi ngày)");
        assert_eq!(issued(&date("2025-12-31", "2026-01-01"), m), "nguyên văn");
    }
}
