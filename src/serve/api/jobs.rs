use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::json;
use crate::export::Language;
use crate::ingest::FileRow;
use crate::serve::jobs::{Job, State as JobState};
use crate::serve::params::Params;
use crate::serve::{ApiError, Live, uploads};

/// A job as programs read it.
#[derive(Serialize)]
pub(in crate::serve) struct JobRow {
    id: String,
    /// waiting, running, done, failed.
    state: &'static str,
    /// Files looked at and files there are, while it runs.
    done: usize,
    total: usize,
    /// Why nothing was read.
    error: Option<String>,
    /// The files that were sent, under the names they are kept under.
    files: Vec<Kept>,
    /// What became of them and of the files in archives among them; empty until it is done.
    rows: Vec<FileRow>,
}

#[derive(Serialize)]
struct Kept {
    name: String,
    file: String,
}

/// How far a job is.
pub(in crate::serve) fn row(job: &Job, language: Language) -> JobRow {
    let state = job.state();
    let files = job.files.iter();
    let mut row = JobRow {
        id: job.id.clone(),
        state: state.name(),
        done: 0,
        total: 0,
        error: job.failure(language),
        files: files
            .map(|file| Kept { name: file.name.clone(), file: file.path.to_string_lossy().into_owned() })
            .collect(),
        rows: Vec::new(),
    };
    match state {
        JobState::Running(progress) => (row.done, row.total) = (progress.done, progress.total),
        JobState::Done(rows) => row.rows = rows,
        JobState::Waiting | JobState::Failed(..) => {}
    }
    row
}

/// A job, by its id.
pub(in crate::serve) async fn one(
    State(live): State<Live>,
    Path(id): Path<String>,
    params: Params,
) -> Result<Response, ApiError> {
    let language = params.language();
    let job = live.jobs().get(&id).ok_or_else(|| unknown(language))?;
    json(&row(&job, language), &params)
}

/// There is no such job, or the program was started anew since.
pub(in crate::serve) fn unknown(language: Language) -> ApiError {
    let message = language.pick(
        "Không có lượt nạp này, hoặc chương trình đã khởi động lại từ khi đó; các tệp đã nạp vẫn được giữ, xem bảng các tệp.",
        "There is no such job, or the program was started anew since; the files are kept, see the list of files.",
    );
    ApiError::not_found("job_not_found", message)
}

/// Takes files (multipart/form-data), keeps them and reads them; answers with the job as soon as they are on disk.
pub(in crate::serve) async fn upload(
    State(live): State<Live>,
    params: Params,
    request: Request,
) -> Result<Response, ApiError> {
    let language = params.language();
    let files = uploads::receive(&live.place().data, request, language).await?;
    let job = live.jobs().add(files);
    let location = [(header::LOCATION, format!("/api/v1/jobs/{}", job.id))];
    Ok((StatusCode::ACCEPTED, location, Json(row(&job, language))).into_response())
}
