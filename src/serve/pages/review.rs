use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::{Piece, error, has_samples, pieces, reader_link, shown, switch, title};
use crate::catalog::{Correction, Dated, Head, Judgment, Subject, Verdict, stretch};
use crate::export::{
    Language, deadline_kind, page_note, printed_path, provision_start, provision_text, recurrence, review,
    role, role_basis, scan_note, shown_path,
};
use crate::ingest::IngestError;
use crate::model::{Assignment, Deadline, DeadlineKind, HeldPlan, Recurrence, ReviewState, Role, Span};
use crate::normalize::lower_key;
use crate::serve::api::reviews::{Asked, Kind};
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};
use crate::serve::queue::Item;
use crate::serve::state::Kept;
use crate::serve::{ApiError, Live, Service};

/// Assignments on one page.
const PAGE: usize = 20;
/// How many bytes of a provision are shown on either side of the words that name the body.
const AROUND: usize = 400;

#[derive(Template)]
#[template(path = "review.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    heading: &'static str,
    switch: String,
    sample: bool,
    q: &'static str,
    /// How many of the kind chosen there are, in words.
    count: String,
    total: usize,
    kind: String,
    province: String,
    plan: String,
    at: usize,
    provinces: Vec<Choice>,
    kinds: Vec<Choice>,
    files: String,
    said: Option<i64>,
    head: Option<HeadView>,
    items: Vec<View>,
    lost: Vec<Lost>,
    bodies: Vec<String>,
    next: Option<String>,
    previous: Option<String>,
}

/// A value of a list to choose from.
struct Choice {
    code: String,
    label: String,
    chosen: bool,
}

/// What was read from the head of one paper, to be put right.
struct HeadView {
    title: String,
    link: String,
    number: String,
    date: String,
    raw_date: String,
    provinces: Vec<Choice>,
    is_corrected: bool,
}

/// An assignment to be judged.
struct View {
    link: String,
    place: String,
    doubts: Vec<&'static str>,
    trail: String,
    pieces: Vec<Piece>,
    /// What is to be done, where that stands elsewhere than the body.
    task: Option<String>,
    fact: String,
    notes: Vec<String>,
    review: &'static str,
    state: &'static str,
    judgment: Option<i64>,
    /// What the form says of which assignment is meant.
    fields: Vec<(&'static str, String)>,
    agency: String,
    roles: Vec<Choice>,
    kinds: Vec<Choice>,
    recurrences: Vec<Choice>,
    start: String,
    due: String,
    words: String,
}

/// A judgment whose words are not found any more.
struct Lost {
    plan: String,
    said_at: String,
    words: String,
    fact: String,
    judgment: i64,
}

/// The queue (`kind`, `province`, `plan`, `page`), the most doubtful first.
pub(in crate::serve) async fn page(State(service): State<Arc<Service>>, params: Params) -> Response {
    let asked = params.clone();
    let written = service.run(params.language(), move |service| written(service, &asked));
    match written.await {
        Ok(page) => shown(&page, &params),
        Err(failure) => error::shown(&failure, &params),
    }
}

fn written(service: &Service, params: &Params) -> Result<Page, ApiError> {
    let language = params.language();
    let m = Messages::of(language);
    let asked = Asked::of(service, params)?;
    let items = asked.items(service);
    let lost = if asked.kind == Kind::Unmatched { asked.unmatched(service) } else { Vec::new() };
    let total = items.len() + lost.len();
    // Whoever judges the last one of a page is led to the page before.
    let at = params.number("page", 0, usize::MAX)?.min(total.saturating_sub(1) / PAGE);
    let (kind, province, plan) = (asked.kind.code(), asked.province.unwrap_or(""), asked.plan.unwrap_or(""));
    let link = |at: usize| Some(address(kind, province, plan, at, m));
    let views = items.iter().skip(at * PAGE).take(PAGE);
    Ok(Page {
        m,
        heading: m.nav_review,
        switch: switch("/ra-soat", &[("kind", kind), ("province", province), ("plan", plan)], m),
        sample: has_samples(service),
        q: "",
        count: count(asked.kind, total, language),
        total,
        kind: kind.to_owned(),
        province: province.to_owned(),
        plan: plan.to_owned(),
        at,
        provinces: provinces(service, asked.province),
        kinds: kinds(service, &asked, m, language),
        files: format!("kind={kind}&province={province}&plan={}&lang={}", encoded(plan), m.code),
        said: params.get("said").and_then(|id| id.parse().ok()),
        head: asked.plan.map(|id| service.plan(id, language)).transpose()?.map(|kept| head(service, kept, m)),
        items: views.map(|item| view(service, item, m, language)).collect(),
        lost: lost
            .into_iter()
            .skip(at * PAGE)
            .take(PAGE)
            .map(|judgment| lost_view(judgment, language))
            .collect(),
        bodies: service.knowledge.bodies.iter().map(|body| body.name.clone()).collect(),
        next: if (at + 1) * PAGE < total { link(at + 1) } else { None },
        previous: if at > 0 { link(at - 1) } else { None },
    })
}

fn count(kind: Kind, total: usize, language: Language) -> String {
    match kind {
        Kind::Open | Kind::Doubt(_) => {
            language.pick(format!("Còn {total} dòng cần xem"), format!("{total} rows left to look at"))
        }
        Kind::Judged(_) | Kind::Unmatched | Kind::All => {
            language.pick(format!("{total} dòng"), format!("{total} rows"))
        }
    }
}

fn address(kind: &str, province: &str, plan: &str, at: usize, m: &Messages) -> String {
    let mut link = format!("/ra-soat?lang={}", m.code);
    let page = if at > 0 { at.to_string() } else { String::new() };
    let kind = if kind == Kind::Open.code() { "" } else { kind };
    for (name, value) in [("kind", kind), ("province", province), ("plan", plan), ("page", &page)] {
        if !value.is_empty() {
            link += &format!("&{name}={}", encoded(value));
        }
    }
    link
}

/// The provinces of which a plan is held.
fn provinces(service: &Service, chosen: Option<&str>) -> Vec<Choice> {
    let held = |code: &str| service.plans().iter().any(|kept| kept.entry.province.as_deref() == Some(code));
    let choice = |province: &crate::knowledge::Province| Choice {
        code: province.code.clone(),
        label: province.name.clone(),
        chosen: chosen == Some(province.code.as_str()),
    };
    service.knowledge.provinces.iter().filter(|province| held(&province.code)).map(choice).collect()
}

fn kinds(service: &Service, asked: &Asked<'_>, m: &Messages, language: Language) -> Vec<Choice> {
    let label = |kind: Kind| match kind {
        Kind::Open => m.review_doubts,
        Kind::Doubt(doubt) => doubt.term().shown(language),
        Kind::Judged(state) => review(state).shown(language),
        Kind::Unmatched => m.review_unmatched,
        Kind::All => m.review_everything,
    };
    let choice = |(kind, count): (Kind, usize)| Choice {
        code: kind.code().to_owned(),
        label: format!("{} ({count})", label(kind)),
        chosen: kind == asked.kind,
    };
    asked.counts(service).into_iter().map(choice).collect()
}

fn head(service: &Service, kept: &Kept, m: &'static Messages) -> HeadView {
    let date = kept.stored.plan.header.date.as_ref();
    let day = date.filter(|date| date.from == date.to).map(|date| date.from.clone());
    let own = kept.entry.province.as_deref();
    let choice = |province: &crate::knowledge::Province| Choice {
        code: province.code.clone(),
        label: province.name.clone(),
        chosen: own == Some(province.code.as_str()),
    };
    HeadView {
        title: title(&kept.entry),
        link: reader_link(&kept.entry.id, "", m),
        number: kept.entry.number.clone().unwrap_or_default(),
        date: day.unwrap_or_default(),
        raw_date: date.map_or_else(String::new, |date| date.raw.clone()),
        provinces: service.knowledge.provinces.iter().map(choice).collect(),
        is_corrected: kept.has_own_head,
    }
}

fn view(service: &Service, item: &Item, m: &'static Messages, language: Language) -> View {
    let kept = &service.plans()[item.plan];
    let (held, given) = (service.held(kept), item.given(service));
    let path = printed_path(held.plan, given.place);
    let page = held
        .plan
        .page(given.quote)
        .map_or_else(String::new, |page| format!(", {}", page_note(page, language)));
    let province = held.province.unwrap_or("—");
    let subject = Subject::of(service.hash(kept), held.id, held.plan, held.text, given);
    let deadline = given.deadline.as_ref();
    View {
        link: reader_link(held.id, path, m),
        place: format!("{province} · {} · {}{page}", title(&kept.entry), shown_path(path, language)),
        doubts: item.doubts.iter().map(|doubt| doubt.term().shown(language)).collect(),
        trail: trail(&held, given),
        pieces: sentence(&held, given),
        task: task(&held, given),
        fact: fact(given, held.text, language),
        notes: notes(&held, given, m, language),
        review: review(given.review.state).shown(language),
        state: given.review.state.name(),
        judgment: given.review.judgment,
        fields: vec![
            ("plan", held.id.to_owned()),
            ("start", subject.start.to_string()),
            ("end", subject.end.to_string()),
            ("body", subject.body),
            ("task", subject.task),
            ("deadline", subject.deadline),
        ],
        agency: given.agency.clone(),
        roles: choices(Role::ALL.map(|one| (role(one), one == given.role)), language),
        kinds: choices(
            DeadlineKind::ALL.map(|kind| (deadline_kind(kind), deadline.is_some_and(|own| own.kind == kind))),
            language,
        ),
        recurrences: choices(
            Recurrence::ALL
                .map(|one| (recurrence(one), deadline.is_some_and(|own| own.recurrence == Some(one)))),
            language,
        ),
        start: deadline.and_then(|deadline| deadline.start.clone()).unwrap_or_default(),
        due: deadline.and_then(|deadline| deadline.due.clone()).unwrap_or_default(),
        words: deadline.map_or_else(String::new, |deadline| deadline.span.of(held.text).to_owned()),
    }
}

fn choices<const N: usize>(terms: [(crate::export::Term, bool); N], language: Language) -> Vec<Choice> {
    let choice = |(term, chosen): (crate::export::Term, bool)| Choice {
        code: term.code.to_owned(),
        label: term.shown(language).to_owned(),
        chosen,
    };
    terms.into_iter().map(choice).collect()
}

/// The headings above the provision, from the top.
fn trail(held: &HeldPlan<'_>, given: &Assignment) -> String {
    let outline = &held.plan.outline;
    let Some(at) = given.place.or(given.task) else { return String::new() };
    let mut above: Vec<String> = outline
        .ancestors(at)
        .map(|up| {
            let unit = outline.get(up);
            format!("{} {}", unit.num, provision_start(unit, held.text))
        })
        .collect();
    above.reverse();
    above.join(" › ")
}

/// The task's path and words, where they stand elsewhere than the words that name the body.
fn task(held: &HeldPlan<'_>, given: &Assignment) -> Option<String> {
    let task = held.plan.outline.get(given.task.filter(|task| Some(*task) != given.place)?);
    let words = provision_text(task, held.text);
    let shown: String = words.chars().take(AROUND).collect();
    let cut = if shown.len() < words.len() { "…" } else { "" };
    Some(format!("{}: {shown}{cut}", task.path))
}

/// The stretch of text that holds the words naming the body, those words marked.
fn sentence(held: &HeldPlan<'_>, given: &Assignment) -> Vec<Piece> {
    let outline = &held.plan.outline;
    let provisions = outline.provisions.iter().flat_map(|provision| &provision.spans);
    let parts = held.plan.parts.iter().flat_map(|part| &part.spans);
    let home =
        provisions.chain(parts).find(|span| span.contains(given.quote)).copied().unwrap_or(given.quote);
    let boundary = |mut at: usize| {
        while !held.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = boundary(given.quote.start.saturating_sub(AROUND).max(home.start));
    let end = boundary((given.quote.end + AROUND).min(home.end));
    let mut found =
        pieces(Span::new(start, end).of(held.text), &[[given.quote.start - start, given.quote.end - start]]);
    let cut = || Piece { text: "…".to_owned(), marked: false };
    if start > home.start {
        found.insert(0, cut());
    }
    if end < home.end {
        found.push(cut());
    }
    found
}

/// "Sở Nội vụ — chủ trì (ghi rõ); trước ngày 30/6/2026 (chậm nhất): đến 29/6/2026".
fn fact(given: &Assignment, text: &str, language: Language) -> String {
    let role = format!("{} — {}", given.agency, role(given.role).shown(language));
    let deadline = given.deadline.as_ref().map(|deadline| format!("; {}", dated(deadline, text, language)));
    let none = language.pick("; không có thời hạn", "; no deadline");
    format!(
        "{role} ({}){}",
        role_basis(given.role_basis).shown(language),
        deadline.as_deref().unwrap_or(none)
    )
}

fn dated(deadline: &Deadline, text: &str, language: Language) -> String {
    let day = |day: &String| match language {
        Language::Vietnamese => day.split('-').rev().collect::<Vec<_>>().join("/"),
        Language::English => day.clone(),
    };
    let kind = deadline_kind(deadline.kind).shown(language);
    let from =
        deadline.start.as_ref().map(|start| format!(" {} {}", language.pick("từ", "from"), day(start)));
    let to = deadline.due.as_ref().map(|due| format!(" {} {}", language.pick("đến", "to"), day(due)));
    let often = deadline.recurrence.map(|often| format!(", {}", recurrence(often).shown(language)));
    let raw = deadline.span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let parts = [from, to, often].into_iter().flatten().collect::<String>();
    format!("“{raw}” ({kind}{parts})")
}

fn notes(held: &HeldPlan<'_>, given: &Assignment, m: &Messages, language: Language) -> Vec<String> {
    let path = printed_path(held.plan, given.place);
    let told = held.plan.diagnostics.iter().filter(|told| {
        let here = told.path.as_deref() == Some(path);
        here && told.span.is_none_or(|span| {
            span.overlaps(given.quote)
                || given.deadline.as_ref().is_some_and(|own| own.span.overlaps(span))
                || told.code == crate::model::Code::DeadlineUnreadable
        })
    });
    let told = told.map(|told| told.message.clone());
    let scan = held.plan.confidence(given).map(|sure| scan_note(sure, language));
    let read = given.review.as_read.as_deref();
    let read = read.map(|read| format!("{}: {}", m.review_was, fact(read, held.text, language)));
    read.into_iter().chain(scan).chain(told).collect()
}

fn lost_view(judgment: &Judgment, language: Language) -> Lost {
    let state = match judgment.verdict {
        Verdict::Accept => ReviewState::Accepted,
        Verdict::Correct(_) => ReviewState::Corrected,
        Verdict::Reject => ReviewState::Rejected,
    };
    let said = review(state).shown(language);
    let fact = match &judgment.verdict {
        Verdict::Correct(correction) => {
            format!("{said}: {} — {}", correction.agency, role(correction.role).shown(language))
        }
        Verdict::Accept | Verdict::Reject => format!("{said}: {}", judgment.subject.body),
    };
    Lost {
        plan: format!("{} · {}", judgment.subject.plan, judgment.subject.task),
        said_at: judgment.said_at.clone(),
        words: judgment.subject.words.clone(),
        fact,
        judgment: judgment.id,
    }
}

/// Keeps what a reviewer says (`action`: accept, correct, reject, undo, head) and leads back to the queue.
pub(in crate::serve) async fn judge(
    State(live): State<Live>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let params = Params::of_form(pairs);
    let (asked, language) = (params.clone(), params.language());
    let done = tokio::task::spawn_blocking(move || act(&live, &asked)).await;
    let done = done.unwrap_or_else(|cause| Err(ApiError::internal(cause, language)));
    match done {
        Ok(said) => {
            let at = params.number("page", 0, usize::MAX).unwrap_or(0);
            let m = Messages::of(language);
            let (kind, province) = (params.text("kind"), params.text("province"));
            let mut link = address(kind, province, params.text("within"), at, m);
            if let Some(id) = said {
                // What stood behind it has moved up to its place.
                link += &format!("&said={id}#row-{}", encoded(params.text("row")));
            }
            Redirect::to(&link).into_response()
        }
        Err(failure) => error::shown(&failure, &params),
    }
}

/// Does what is asked; gives the number of the judgment that was passed.
fn act(live: &Live, params: &Params) -> Result<Option<i64>, ApiError> {
    let (service, language) = (live.current(), params.language());
    let failed = |error: IngestError| ApiError::internal(error, language);
    let verdict = match params.text("action") {
        "accept" => Verdict::Accept,
        "reject" => Verdict::Reject,
        "correct" => {
            let (kept, given) = meant(&service, params)?;
            let correction = correction(&service, kept, given, params)?;
            if is_as_read(&correction, given.as_read()) {
                Verdict::Accept
            } else {
                Verdict::Correct(correction)
            }
        }
        "undo" => {
            let id: i64 = params.text("judgment").parse().map_err(|_| unclear(language))?;
            live.say(|catalog| catalog.take_back(id)).map_err(failed)?;
            return Ok(None);
        }
        "head" => {
            let head = own_head(&service, params)?;
            live.say(|catalog| catalog.correct_head(&head)).map_err(failed)?;
            return Ok(None);
        }
        _ => return Err(unclear(language)),
    };
    let (kept, given) = meant(&service, params)?;
    let plan = &kept.stored.plan;
    let subject = Subject::of(service.hash(kept), &kept.entry.id, plan, &kept.stored.text, given);
    live.say(|catalog| catalog.judge(&subject, &verdict)).map(Some).map_err(failed)
}

fn unclear(language: Language) -> ApiError {
    let message = language.pick("Không rõ cần ghi nhận điều gì.", "It is not clear what is to be kept.");
    ApiError::bad_request("action_unknown", message)
}

/// The assignment that the form means, by its words and what the machine read there.
fn meant<'a>(service: &'a Service, params: &Params) -> Result<(&'a Kept, &'a Assignment), ApiError> {
    let language = params.language();
    let kept = service.plan(params.text("plan"), language)?;
    let (plan, text) = (&kept.stored.plan, &kept.stored.text);
    let place = |name: &str| params.text(name).parse::<usize>().ok();
    let (start, end) = (place("start"), place("end"));
    let is_meant = |given: &&Assignment| {
        let subject = Subject::of("", "", plan, text, given);
        (Some(subject.start), Some(subject.end)) == (start, end)
            && subject.body == params.text("body")
            && subject.task == params.text("task")
            && subject.deadline == params.text("deadline")
    };
    let found = plan.assignments.iter().chain(&plan.rejected).find(is_meant);
    found.map(|given| (kept, given)).ok_or_else(|| {
        let message = language.pick(
            "Văn bản đã được đọc lại từ khi mở trang nên không còn dòng này; hãy mở lại hàng đợi.",
            "The paper was read again since the page was opened, and this row is gone; open the queue again.",
        );
        ApiError { status: StatusCode::CONFLICT, code: "changed", message: message.to_owned() }
    })
}

fn is_as_read(correction: &Correction, read: &Assignment) -> bool {
    let deadline = |dated: &Dated, own: &Deadline| {
        (dated.kind, &dated.start, &dated.due, dated.recurrence, &dated.words)
            == (own.kind, &own.start, &own.due, own.recurrence, &None)
    };
    let same_deadline = match (&correction.deadline, &read.deadline) {
        (None, None) => true,
        (Some(dated), Some(own)) => deadline(dated, own),
        _ => false,
    };
    same_deadline && correction.agency == read.agency && correction.role == read.role
}

/// What the form puts in the place of what was read.
fn correction(
    service: &Service,
    kept: &Kept,
    given: &Assignment,
    params: &Params,
) -> Result<Correction, ApiError> {
    let language = params.language();
    let wrong = |vi: &str, en: &str| ApiError::bad_request("correction", language.pick(vi, en));
    let typed = params.get("agency").ok_or_else(|| wrong("Chưa ghi tên cơ quan.", "No body is named."))?;
    let (agency, body_id, group) = named(service, typed, given);
    let role = Role::ALL.into_iter().find(|role| role.name() == params.text("role"));
    let role = role.ok_or_else(|| wrong("Chưa chọn vai trò.", "No role is chosen."))?;
    let kind = DeadlineKind::ALL.into_iter().find(|kind| kind.name() == params.text("due_kind"));
    let Some(kind) = kind else { return Ok(Correction { agency, body_id, group, role, deadline: None }) };
    let day = |name: &str| match params.get(name) {
        Some(day) if !is_day(day) => Err(wrong(
            "Ngày phải là một ngày có thật, dạng năm-tháng-ngày.",
            "A date has to be a real day, YYYY-MM-DD.",
        )),
        day => Ok(day.map(str::to_owned)),
    };
    let (start, due) = (day("due_start")?, day("due_end")?);
    if kind == DeadlineKind::By && due.is_none() {
        return Err(wrong("“Chậm nhất” phải có ngày cuối.", "“By” needs a last day."));
    }
    if start.is_some() && due.is_some() && start > due {
        return Err(wrong("Ngày đầu phải trước ngày cuối.", "The first day has to come before the last."));
    }
    let recurrence = Recurrence::ALL.into_iter().find(|often| often.name() == params.text("recurrence"));
    let words = own_words(kept, given, params.get("words"));
    let words = words.ok_or_else(|| {
        wrong(
            "Nguyên văn thời hạn không có trong văn bản; hãy chép đúng từng chữ.",
            "The words of the deadline do not stand in the paper; copy them as they are.",
        )
    })?;
    Ok(Correction {
        agency,
        body_id,
        group,
        role,
        deadline: Some(Dated { kind, start, due, recurrence, words }),
    })
}

/// The words that a reviewer names for a deadline: `None` within where they are those that were read, `None` where the
/// paper does not hold them.
fn own_words(kept: &Kept, given: &Assignment, typed: Option<&str>) -> Option<Option<String>> {
    let Some(typed) = typed else { return Some(None) };
    let read = given.as_read();
    let text = &kept.stored.text;
    let found = stretch(typed, read, &kept.stored.plan, text)?;
    let is_read = read.deadline.as_ref().is_some_and(|own| {
        let words = |span: Span| span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
        own.span == found || words(own.span) == words(found)
    });
    Some((!is_read).then(|| typed.to_owned()))
}

/// The body that a name means: as it was read, by its name in the knowledge files, else in any spelling that means one
/// body only; else as it was typed.
fn named(service: &Service, typed: &str, given: &Assignment) -> (String, Option<String>, bool) {
    let read = given.as_read();
    if typed == read.agency {
        return (read.agency.clone(), read.body_id.clone(), read.group);
    }
    let (knowledge, key) = (&service.knowledge, lower_key(typed));
    let body = knowledge.bodies.iter().find(|body| lower_key(&body.name) == key);
    if let Some(body) = body {
        return (body.name.clone(), Some(body.id.clone()), false);
    }
    if let Some(group) = knowledge.groups.iter().find(|group| lower_key(&group.name) == key) {
        return (typed.to_owned(), Some(group.id.clone()), true);
    }
    match service.bodies_meant(typed).as_slice() {
        [id] => match knowledge.body(id) {
            Some(body) => (body.name.clone(), Some(body.id.clone()), false),
            None => (typed.to_owned(), Some(id.clone()), knowledge.group(id).is_some()),
        },
        _ => (typed.to_owned(), None, false),
    }
}

/// Is it `YYYY-MM-DD`, and in the calendar?
fn is_day(text: &str) -> bool {
    let parts: Vec<u32> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    let [year, month, day] = parts[..] else { return false };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    text.len() == 10 && (1..=length).contains(&day)
}

/// What the form says of the head of a paper, as far as it differs from what was read.
fn own_head(service: &Service, params: &Params) -> Result<Head, ApiError> {
    let language = params.language();
    let kept = service.plan(params.text("plan"), language)?;
    let (entry, read) = service.as_read(kept).map_err(|cause| ApiError::internal(cause, language))?;
    let read_day = read.plan.header.date.filter(|date| date.from == date.to).map(|date| date.from);
    if params.get("date").is_some_and(|day| !is_day(day)) {
        let message = language.pick("Ngày phải là một ngày có thật.", "The date has to be a real day.");
        return Err(ApiError::bad_request("date", message));
    }
    let province =
        params.get("head_province").map(|code| service.province_meant(code, language)).transpose()?;
    let other = |typed: Option<&str>, read: Option<&String>| {
        typed.filter(|typed| read.is_none_or(|read| read != typed)).map(str::to_owned)
    };
    Ok(Head {
        id: 0,
        sha256: service.hash(kept).to_owned(),
        plan: kept.entry.id.clone(),
        number: other(params.get("number"), entry.number.as_ref()),
        date: other(params.get("date"), read_day.as_ref()),
        province: other(province.map(|province| province.code.as_str()), entry.province.as_ref()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for day in ["2026-02-28", "2028-02-29", "2026-12-31", "2000-02-29"] {
            assert!(is_day(day), "{day}");
        }
        for day in ["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "2026-04-31", "x", ""]
        {
            assert!(!is_day(day), "{day}");
        }
    }
}
