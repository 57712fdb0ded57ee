//! Turns the query string of a request into values by name. What nobody asks for is passed over.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;

use super::ApiError;
use crate::export::{Dialect, Language};

/// The pairs of a query string, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Params(Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Params, Infallible> {
        Ok(Params(Query::try_from_uri(&parts.uri).map(|Query(pairs)| pairs).unwrap_or_default()))
    }
}

impl Params {
    /// The pairs of a form that was sent.
    pub(super) fn of_form(pairs: Vec<(String, String)>) -> Params {
        Params(pairs)
    }

    /// The first value of this name that is not blank.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let named = self.0.iter().filter(|(key, _)| key == name);
        named.map(|(_, value)| value.trim()).find(|value| !value.is_empty())
    }

    /// The first value of this name, blank or not there: empty.
    pub(super) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// All pairs that are not blank, in order.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.0.iter().map(|(name, value)| (name.as_str(), value.trim()));
        pairs.filter(|(_, value)| !value.is_empty())
    }

    /// The number of this name, at most `limit`; `usual` where there is none.
    pub(super) fn number(&self, name: &'static str, usual: usize, limit: usize) -> Result<usize, ApiError> {
        let Some(value) = self.get(name) else { return Ok(usual) };
        let number = value.parse::<usize>().map_err(|_| {
            let message = self.language().pick(
                format!("“{name}” phải là một số nguyên không âm."),
                format!("“{name}” has to be a whole number, not negative."),
            );
            ApiError::bad_request("number", message)
        })?;
        Ok(number.min(limit))
    }

    /// `lang=en`, else Vietnamese.
    pub(super) fn language(&self) -> Language {
        match self.get("lang") {
            Some("en") => Language::English,
            _ => Language::Vietnamese,
        }
    }

    /// `dialect=rfc`, else the one of Excel.
    pub(super) fn dialect(&self) -> Dialect {
        match self.get("dialect") {
            Some("rfc") => Dialect::Rfc,
            _ => Dialect::Excel,
        }
    }
}

/// Percent-encodes a value for a query string or a fragment.
pub(super) fn encoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}
