//! Turns requests of programs into JSON and CSV: one file per noun, the same rows as the command line.

pub(super) mod answers;
pub(super) mod assignments;
pub(super) mod beside;
pub(super) mod charts;
pub(super) mod compared;
pub(super) mod files;
pub(super) mod gaps;
pub(super) mod hits;
pub(super) mod jobs;
pub(super) mod matrices;
pub(super) mod plans;
pub(super) mod provisions;
pub(super) mod reviews;
pub(super) mod similar;
pub(super) mod suggest;

use std::io::Write;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;

use super::params::Params;
use super::stream::streamed;
use super::{ApiError, Live, Service};
use crate::export::{Cell, Column, CsvWriter, Sheet, Table, xlsx};

/// Rows of a list when the request names no `limit`, and the most it may name.
const ROWS: (usize, usize) = (1_000, 10_000);

/// A page of a list and how long the whole list is.
#[derive(Serialize)]
struct List<T> {
    total: usize,
    offset: usize,
    rows: Vec<T>,
}

fn json(value: &impl Serialize, params: &Params) -> Result<Response, ApiError> {
    let bytes = serde_json::to_vec(value).map_err(|cause| ApiError::internal(cause, params.language()))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], bytes).into_response())
}

/// A file of CSV whose rows `write` hands on one by one.
fn csv(
    service: Arc<Service>,
    params: &Params,
    name: &str,
    columns: &'static [Column],
    write: impl FnOnce(&Service, &mut dyn FnMut(Vec<Cell>) -> std::io::Result<()>) -> std::io::Result<()>
    + Send
    + 'static,
) -> Response {
    let (dialect, language) = (params.dialect(), params.language());
    let body = streamed(move |out: &mut dyn Write| {
        let mut csv = CsvWriter::begin(out, dialect, language, columns)?;
        write(&service, &mut |row| csv.row(&row))?;
        csv.finish()
    });
    csv_response(name, body)
}

fn csv_response(name: &str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
    ];
    (headers, body).into_response()
}

/// A table that is whole in memory, as a file of CSV.
fn csv_table(table: &Table, params: &Params, name: &str) -> Result<Response, ApiError> {
    let mut bytes = Vec::new();
    let written = table.csv(&mut bytes, params.dialect(), params.language());
    written.map_err(|cause| ApiError::internal(cause, params.language()))?;
    Ok(csv_response(name, bytes.into()))
}

/// Sheets as a workbook: name, table and how many columns stay in sight.
fn workbook(sheets: &[(&str, &Table, u16)], params: &Params, name: &str) -> Result<Response, ApiError> {
    let sheets: Vec<Sheet<'_>> =
        sheets.iter().map(|&(name, table, frozen)| Sheet { name, table, frozen }).collect();
    let bytes =
        xlsx(&sheets, params.language()).map_err(|cause| ApiError::internal(cause, params.language()))?;
    let headers = [
        (header::CONTENT_TYPE, WORKBOOK.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.xlsx\"")),
    ];
    Ok((headers, bytes).into_response())
}

/// What a request is answered with, in any of three forms.
pub(super) struct Answer {
    json: Vec<u8>,
    /// Name of the file.
    name: &'static str,
    /// Name, table and how many columns stay in sight; CSV has the first.
    sheets: Vec<(&'static str, Table, u16)>,
}

/// Which form a request asks for.
#[derive(Clone, Copy)]
enum Form {
    Json,
    Csv,
    Xlsx,
}

/// The routes of a noun: `path` for JSON, `path.csv`, `path.xlsx`.
pub(super) fn noun(
    router: Router<Live>,
    path: &str,
    build: fn(&Service, &Params) -> Result<Answer, ApiError>,
) -> Router<Live> {
    let forms = [("", Form::Json), (".csv", Form::Csv), (".xlsx", Form::Xlsx)];
    forms.into_iter().fold(router, |router, (end, form)| {
        let handler = move |State(service): State<Arc<Service>>, params: Params| {
            let language = params.language();
            service.run(language, move |service: &Service| respond(&build(service, &params)?, form, &params))
        };
        router.route(&format!("{path}{end}"), get(handler))
    })
}

fn respond(answer: &Answer, form: Form, params: &Params) -> Result<Response, ApiError> {
    match (form, answer.sheets.first()) {
        (Form::Csv, Some((_, table, _))) => csv_table(table, params, answer.name),
        (Form::Xlsx, _) => {
            let sheets: Vec<_> =
                answer.sheets.iter().map(|(name, table, kept)| (*name, table, *kept)).collect();
            workbook(&sheets, params, answer.name)
        }
        _ => Ok(([(header::CONTENT_TYPE, "application/json")], answer.json.clone()).into_response()),
    }
}

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
