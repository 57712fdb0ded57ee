//! Turns what went wrong into a status, a stable code and a sentence. Causes are logged here and never sent.

use std::fmt::Display;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::ask::AskError;
use crate::export::Language;
use crate::search::SearchError;

/// Why a request has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// The status of HTTP.
    pub status: StatusCode,
    /// A stable word for programs.
    pub code: &'static str,
    /// A sentence for people, in the language they asked for.
    pub message: String,
}

impl ApiError {
    /// The request asks for something that nobody can answer.
    pub fn bad_request(code: &'static str, message: impl Into<String>) -> ApiError {
        ApiError { status: StatusCode::BAD_REQUEST, code, message: message.into() }
    }

    /// No such plan, provision or page.
    pub fn not_found(code: &'static str, message: impl Into<String>) -> ApiError {
        ApiError { status: StatusCode::NOT_FOUND, code, message: message.into() }
    }

    /// Something of ours failed; the cause goes to the log.
    pub fn internal(cause: impl Display, language: Language) -> ApiError {
        tracing::error!(%cause, "a request failed");
        let message = language.pick(
            "Chương trình gặp lỗi khi trả lời; chi tiết ở nhật ký của chương trình.",
            "The program failed to answer; the details are in its log.",
        );
        ApiError { status: StatusCode::INTERNAL_SERVER_ERROR, code: "internal", message: message.to_owned() }
    }

    /// A question that is not even looked at.
    pub fn of_ask(error: &AskError, language: Language) -> ApiError {
        let code = match error {
            AskError::Empty => "question_empty",
            AskError::TooLong { .. } => "question_too_long",
            AskError::NotText => "question_not_text",
            AskError::Unknown { .. } => "value_unknown",
        };
        ApiError::bad_request(code, language.pick(error.message_vi(), error.to_string()))
    }

    /// A query that has no answer.
    pub fn of_search(error: &SearchError, language: Language) -> ApiError {
        let code = match error {
            SearchError::Empty => "query_empty",
            SearchError::TooLarge { .. } => "query_too_large",
            SearchError::Index(cause) => return ApiError::internal(cause, language),
        };
        ApiError::bad_request(code, language.pick(error.message_vi(), error.to_string()))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = json!({ "error": { "code": self.code, "message": self.message } });
        (self.status, Json(body)).into_response()
    }
}
