use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};

use super::{error, has_samples, reader_link, shown, switch, title};
use crate::export::{Language, Term, level};
use crate::ingest::{FileRow, FileStatus};
use crate::serve::api::files::{found, status};
use crate::serve::api::jobs::unknown;
use crate::serve::jobs::{Job, State as JobState};
use crate::serve::messages::Messages;
use crate::serve::params::{Params, encoded};
use crate::serve::stream::sent;
use crate::serve::{Live, Service, uploads};
use crate::store::NearCopy;

/// Files on one page of the list.
const PAGE: usize = 100;
/// How often the progress of a job is looked at for those who watch.
const TICK: Duration = Duration::from_millis(300);

#[derive(Template)]
#[template(path = "load.html", config = "src/serve/askama.toml")]
struct Page {
    m: &'static Messages,
    heading: &'static str,
    switch: String,
    sample: bool,
    q: &'static str,
    limit: usize,
    job: Option<JobView>,
    /// Jobs under way, where none is looked at.
    open: Vec<String>,
    states: Vec<Choice>,
    rows: Vec<FileView>,
    total: usize,
    files: String,
    next: Option<String>,
}

struct Choice {
    label: String,
    link: String,
    chosen: bool,
}

/// A job as the page shows it.
struct JobView {
    events: String,
    /// One sentence: how far it is, or what came of it.
    sentence: String,
    done: usize,
    total: usize,
    is_open: bool,
    failed: bool,
    rows: Vec<FileView>,
}

/// A file, what became of it, and what was read.
struct FileView {
    name: String,
    folder: String,
    code: &'static str,
    status: &'static str,
    reason: String,
    plan: Option<PlanView>,
    notices: Vec<String>,
}

struct PlanView {
    title: String,
    link: String,
    correct: String,
    /// Whose word the facts are.
    basis: &'static str,
    facts: String,
    subject: String,
    counts: String,
}

/// What can be brought, how far a job is (`job`), and every file that was looked at (`status`, `page`).
pub(in crate::serve) async fn page(State(live): State<Live>, params: Params) -> Response {
    let (language, service) = (params.language(), live.current());
    let job = match params.get("job").map(|id| live.jobs().get(id).ok_or_else(|| unknown(language))) {
        Some(Err(failure)) => return error::shown(&failure, &params),
        Some(Ok(job)) => Some(job),
        None => None,
    };
    let open = if job.is_none() { live.jobs().open() } else { Vec::new() };
    let asked = params.clone();
    let written = service.run(language, move |service| Ok(written(service, job.as_deref(), &open, &asked)));
    match written.await {
        Ok(page) => shown(&page, &params),
        Err(failure) => error::shown(&failure, &params),
    }
}

fn written(service: &Service, job: Option<&Job>, open: &[Arc<Job>], params: &Params) -> Page {
    let language = params.language();
    let m = Messages::of(language);
    let all = found(service, params);
    let at = params.number("page", 0, usize::MAX).unwrap_or(0);
    let shown = all.iter().skip(at.saturating_mul(PAGE)).take(PAGE);
    let status = params.text("status");
    let id = job.map_or("", |job| job.id.as_str());
    Page {
        m,
        heading: m.nav_load,
        switch: switch("/nap-van-ban", &[("job", id), ("status", status)], m),
        sample: has_samples(service),
        q: "",
        limit: uploads::LIMIT,
        job: job.map(|job| job_view(service, job, m, language)),
        open: open.iter().map(|job| job_link(&job.id, m)).collect(),
        states: states(service, status, m, language),
        rows: shown.map(|row| file_view(service, row, m, language)).collect(),
        total: all.len(),
        files: format!("status={}&lang={}", encoded(status), m.code),
        next: ((at + 1).saturating_mul(PAGE) < all.len())
            .then(|| format!("/nap-van-ban?status={}&page={}&lang={}", encoded(status), at + 1, m.code)),
    }
}

fn job_link(id: &str, m: &Messages) -> String {
    format!("/nap-van-ban?job={}&lang={}", encoded(id), m.code)
}

/// The states that files are in, with how many are; what needs somebody's hand first.
fn states(service: &Service, chosen: &str, m: &Messages, language: Language) -> Vec<Choice> {
    let rows: Vec<FileStatus> = service.file_rows().map(|row| row.status).collect();
    let all = Choice {
        label: format!("{} {}", m.load_all, rows.len()),
        link: format!("/nap-van-ban?lang={}", m.code),
        chosen: chosen.is_empty(),
    };
    let choice = |wanted: FileStatus| {
        let count = rows.iter().filter(|status| **status == wanted).count();
        let Term { code, .. } = status(wanted);
        (count > 0).then(|| Choice {
            label: format!("{} {count}", status(wanted).shown(language)),
            link: format!("/nap-van-ban?status={code}&lang={}", m.code),
            chosen: chosen == code,
        })
    };
    [all].into_iter().chain(FileStatus::ALL.into_iter().filter_map(choice)).collect()
}

fn job_view(service: &Service, job: &Job, m: &'static Messages, language: Language) -> JobView {
    let state = job.state();
    let (done, total) = match &state {
        JobState::Running(progress) => (progress.done, progress.total),
        _ => (0, 0),
    };
    let rows = match &state {
        JobState::Done(rows) => rows.iter().map(|row| file_view(service, row, m, language)).collect(),
        _ => job.files.iter().map(|file| waiting(&file.name, m)).collect(),
    };
    JobView {
        events: format!("/nap-van-ban/tien-do?job={}&lang={}", encoded(&job.id), m.code),
        sentence: sentence(job, &state, language),
        done,
        total,
        is_open: !state.is_over(),
        failed: matches!(state, JobState::Failed(..)),
        rows,
    }
}

/// One sentence on a job: for the page, and for those who watch it.
fn sentence(job: &Job, state: &JobState, language: Language) -> String {
    let files = job.files.len();
    match state {
        JobState::Waiting => language.pick(
            format!("Đã lưu {files} tệp; đang chờ lượt đọc trước đó xong."),
            format!("{files} files are kept; they wait for the ones before."),
        ),
        JobState::Running(progress) if progress.total == 0 => language.pick(
            format!("Đã lưu {files} tệp; đang bắt đầu đọc."),
            format!("{files} files are kept; reading begins."),
        ),
        JobState::Running(progress) => language.pick(
            format!("Đã lưu {files} tệp; đã xem {}/{} tệp trong kho.", progress.done, progress.total),
            format!("{files} files are kept; {} of all {} looked at.", progress.done, progress.total),
        ),
        JobState::Done(rows) => {
            let read = |row: &&FileRow| matches!(row.status, FileStatus::Read | FileStatus::Degraded);
            let (read, archives) = (
                rows.iter().filter(read).count(),
                rows.iter().filter(|row| row.status == FileStatus::Archive).count(),
            );
            let all = rows.len() - archives;
            language.pick(
                format!("Xong: đọc được {read}/{all} tệp; kết quả đã có trong tra cứu và trả lời."),
                format!("Done: {read} of {all} files are read; search and answers know them now."),
            )
        }
        JobState::Failed(vi, en) => language.pick(vi.clone(), en.clone()),
    }
}

fn waiting(name: &str, m: &Messages) -> FileView {
    FileView {
        name: name.to_owned(),
        folder: String::new(),
        code: "waiting",
        status: m.load_waiting,
        reason: String::new(),
        plan: None,
        notices: Vec::new(),
    }
}

fn file_view(service: &Service, row: &FileRow, m: &'static Messages, language: Language) -> FileView {
    let (folder, name) = row.file.rsplit_once('/').unwrap_or(("", &row.file));
    let term = status(row.status);
    let mut notices: Vec<String> = row.copies.iter().map(|copy| near(copy, m)).collect();
    notices.extend(service.twins(&row.file).into_iter().map(|twin| {
        language.pick(
            format!("Tệp {twin} trùng từng byte với tệp này."),
            format!("{twin} is byte for byte the same."),
        )
    }));
    FileView {
        name: name.to_owned(),
        folder: folder.to_owned(),
        code: term.code,
        status: term.shown(language),
        reason: language.pick(row.reason_vi.clone(), row.reason_en.clone()).unwrap_or_default(),
        plan: row.plan.as_deref().and_then(|id| plan_view(service, id, m, language)),
        notices,
    }
}

fn near(copy: &NearCopy, m: &Messages) -> String {
    let current = if copy.is_current { format!(" ({})", m.current_copy) } else { String::new() };
    format!("{}: {} {} %{current}", m.near_copy, copy.plan, copy.percent)
}

fn plan_view(service: &Service, id: &str, m: &'static Messages, language: Language) -> Option<PlanView> {
    let kept = service.plan(id, language).ok()?;
    let plan = &kept.stored.plan;
    let header = &plan.header;
    let unread = m.load_not_read.to_owned();
    let facts = [
        service.province(&kept.entry).map_or_else(|| unread.clone(), |province| province.name.clone()),
        level(kept.entry.level).shown(language).to_owned(),
        header.issuing_body.clone().unwrap_or_else(|| unread.clone()),
        kept.entry.number.clone().unwrap_or_else(|| unread.clone()),
        header.date.as_ref().map_or_else(|| unread.clone(), |date| date.raw.clone()),
    ];
    let (provisions, assignments) = (plan.outline.provisions.len(), plan.assignments.len());
    Some(PlanView {
        title: title(&kept.entry),
        link: reader_link(id, "", m),
        correct: format!("/ra-soat?plan={}&kind=all&lang={}", encoded(id), m.code),
        basis: if kept.has_own_head { m.load_head_corrected } else { m.load_machine },
        facts: facts.join(" · "),
        subject: kept.entry.subject.clone().unwrap_or(unread),
        counts: language.pick(
            format!("{provisions} mục, {assignments} lượt giao việc"),
            format!("{provisions} provisions, {assignments} assignments"),
        ),
    })
}

/// Takes files, keeps them, lines up a job and leads to its page.
pub(in crate::serve) async fn receive(
    State(live): State<Live>,
    params: Params,
    request: Request,
) -> Response {
    let language = params.language();
    match uploads::receive(&live.place().data, request, language).await {
        Ok(files) => {
            let job = live.jobs().add(files);
            Redirect::to(&job_link(&job.id, Messages::of(language))).into_response()
        }
        Err(failure) => error::shown(&failure, &params),
    }
}

/// The progress of a job as events (`text/event-stream`): one for each change, the last when it is over.
pub(in crate::serve) async fn progress(State(live): State<Live>, params: Params) -> Response {
    let language = params.language();
    let Some(job) = params.get("job").and_then(|id| live.jobs().get(id)) else {
        return unknown(language).into_response();
    };
    let (sender, body) = sent();
    tokio::spawn(async move {
        let mut last = None;
        loop {
            let state = job.state();
            if last.as_ref() != Some(&state) {
                let event = event(&job, &state, language);
                if sender.send(Ok(Bytes::from(event))).await.is_err() {
                    return;
                }
            } else if sender.is_closed() {
                return;
            }
            if state.is_over() {
                return;
            }
            last = Some(state);
            tokio::time::sleep(TICK).await;
        }
    });
    ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
}

fn event(job: &Job, state: &JobState, language: Language) -> String {
    let (done, total) = match state {
        JobState::Running(progress) => (progress.done, progress.total),
        _ => (0, 0),
    };
    let said = serde_json::json!({
        "state": state.name(), "done": done, "total": total, "sentence": sentence(job, state, language),
    });
    format!("data: {said}\n\n")
}
