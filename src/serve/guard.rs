//! Turns away requests that no page of ours sends: for another host, from another site, with too large a body. And
//! puts the headers that bind browsers on every response.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;

use super::ApiError;

/// Most bytes of a body: no route takes more than a form, but for those that take files (`uploads`).
pub(super) const BODY_LIMIT: usize = 64 * 1024;
/// How many bytes beyond it are read and dropped, so that the client hears why instead of losing its connection.
const DRAINED: usize = 1024 * 1024;
/// How long a body may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(15);

const HEADERS: [(header::HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-cache"),
];

/// The port that the names of this machine are allowed with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowed {
    pub(super) port: u16,
}

impl Allowed {
    /// Is this one of the names that this service answers to?
    fn host(self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port),
            _ => (host, "80"),
        };
        let known = ["localhost", "127.0.0.1", "[::1]"].iter().any(|own| name.eq_ignore_ascii_case(own));
        known && port == self.port.to_string()
    }

    fn origin(self, origin: &str) -> bool {
        origin.strip_prefix("http://").is_some_and(|host| self.host(host))
    }
}

/// The middleware around every route.
pub(super) async fn guard(State(allowed): State<Allowed>, request: Request, next: Next) -> Response {
    let mut response = match checked(allowed, request).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal,
    };
    for (name, value) in HEADERS {
        // Only the page of the feature `swagger` brings a policy of its own.
        let is_own = cfg!(feature = "swagger") && name == header::CONTENT_SECURITY_POLICY;
        if !is_own || !response.headers().contains_key(&name) {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
    }
    response
}

async fn checked(allowed: Allowed, request: Request) -> Result<Request, Response> {
    if !is_for_us(allowed, &request) {
        let message =
            "Địa chỉ (Host) không phải của dịch vụ này. / This service does not answer to that host.";
        return Err(closing(refusal(StatusCode::MISDIRECTED_REQUEST, "host", message)));
    }
    if !request.method().is_safe() && !is_from_here(allowed, request.headers()) {
        let message = "Yêu cầu đến từ trang khác. / The request comes from another site.";
        return Err(closing(refusal(StatusCode::FORBIDDEN, "origin", message)));
    }
    if takes_files(&request) {
        return Ok(request);
    }
    bounded(request).await
}

/// Files come a piece at a time and are counted where they are written.
fn takes_files(request: &Request) -> bool {
    request.method() == Method::POST && ["/nap-van-ban", "/api/v1/uploads"].contains(&request.uri().path())
}

fn is_for_us(allowed: Allowed, request: &Request) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let by_header = host.to_str().is_ok_and(|host| allowed.host(host));
    let by_target = request.uri().authority().is_none_or(|authority| allowed.host(authority.as_str()));
    by_header && by_target && request.method() != Method::CONNECT
}

/// Browsers say where a request that may change something comes from; other clients say nothing.
fn is_from_here(allowed: Allowed, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site = text("sec-fetch-site").is_none_or(|site| ["same-origin", "none"].contains(&site));
    site && text("origin").is_none_or(|origin| allowed.origin(origin))
}

/// The request with its whole body, where that is short enough.
async fn bounded(request: Request) -> Result<Request, Response> {
    if request.body().is_end_stream() {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let length =
        parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    match tokio::time::timeout(BODY_TIMEOUT, collected(body, length.unwrap_or(0))).await {
        Ok(Some(bytes)) => Ok(Request::from_parts(parts, Body::from(bytes))),
        Ok(None) => {
            let message =
                "Nội dung gửi lên quá lớn (tối đa 64 KiB). / The body is too large (at most 64 KiB).";
            Err(closing(refusal(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message)))
        }
        Err(_) => {
            let message = "Nội dung gửi lên quá chậm. / The body took too long.";
            Err(closing(refusal(StatusCode::REQUEST_TIMEOUT, "timeout", message)))
        }
    }
}

/// The body; `None` where it is longer than the limit (`length` is what the client says) or broke off.
async fn collected(mut body: Body, length: usize) -> Option<Bytes> {
    let mut bytes = Vec::new();
    let mut seen = 0_usize;
    let mut is_short = length <= BODY_LIMIT;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.ok()?.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        is_short &= seen <= BODY_LIMIT;
        match is_short {
            true => bytes.extend_from_slice(&data),
            false if seen > DRAINED => break,
            false => bytes.clear(),
        }
    }
    is_short.then(|| Bytes::from(bytes))
}

fn refusal(status: StatusCode, code: &'static str, message: &str) -> Response {
    ApiError { status, code, message: message.to_owned() }.into_response()
}

fn closing(mut response: Response) -> Response {
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_with_the_port() {
        let allowed = Allowed { port: 8080 };
        for host in ["localhost:8080", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080"] {
            assert!(allowed.host(host), "{host}");
        }
        for host in
            ["localhost", "localhost:80", "evil.example:8080", "127.0.0.1.evil:8080", "[::1]", "", ":8080"]
        {
            assert!(!allowed.host(host), "{host}");
        }
        assert!(Allowed { port: 80 }.host("localhost"));
        assert!(Allowed { port: 80 }.host("[::1]"));
    }

    #[test]
    fn another_site_changes_nothing() {
        let allowed = Allowed { port: 8080 };
        let asks = |pairs: &[(&'static str, &'static str)]| {
            let headers = pairs.iter().map(|&(name, value)| {
                (header::HeaderName::from_static(name), HeaderValue::from_static(value))
            });
            is_from_here(allowed, &headers.collect())
        };
        assert!(asks(&[]));
        assert!(asks(&[("origin", "http://127.0.0.1:8080"), ("sec-fetch-site", "same-origin")]));
        for (name, value) in [
            ("origin", "http://evil.example"),
            ("origin", "null"),
            ("origin", "https://127.0.0.1:8080"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            assert!(!asks(&[(name, value)]), "{name}: {value}");
        }
    }
}
