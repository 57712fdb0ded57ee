use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::serve::ApiError;
use crate::serve::messages::Messages;
use crate::serve::params::Params;

#[derive(Template)]
#[template(path = "error.html", config = "src/serve/askama.toml")]
struct Page<'a> {
    m: &'static Messages,
    heading: &'a str,
    switch: String,
    sample: bool,
    q: &'a str,
}

/// There is no such page.
pub(in crate::serve) async fn not_found(params: Params) -> Response {
    let messages = Messages::of(params.language());
    shown(&ApiError::not_found("page_not_found", messages.not_found), &params)
}

/// The page is there, and does not take this method.
pub(in crate::serve) async fn wrong_method(params: Params) -> Response {
    let message =
        params.language().pick("Trang này chỉ dùng để xem (GET).", "This page can only be looked at (GET).");
    let error =
        ApiError { status: StatusCode::METHOD_NOT_ALLOWED, code: "method", message: message.to_owned() };
    shown(&error, &params)
}

/// An error as a page that helps.
pub(in crate::serve) fn shown(error: &ApiError, params: &Params) -> Response {
    let m = Messages::of(params.language());
    let switch = format!("/?lang={}", m.other_code);
    let page = Page { m, heading: &error.message, switch, sample: false, q: params.text("q") };
    match page.render() {
        Ok(text) => (error.status, Html(text)).into_response(),
        Err(_) => error.clone().into_response(),
    }
}
