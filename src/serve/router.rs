//! Turns a path into a handler: every route of the service stands here.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use super::guard::{Allowed, guard};
use super::{Live, api, assets, openapi, pages};

/// What people look at.
fn pages() -> Router<Live> {
    Router::new()
        .route("/", get(pages::home::page))
        .route("/tra-loi", get(pages::answer::page))
        .route("/tra-cuu", get(pages::search::page))
        .route("/ke-hoach", get(pages::plans::page))
        .route("/doi-chieu", get(pages::matrix::page))
        .route("/thieu-sot", get(pages::gaps::page))
        .route("/tuong-tu", get(pages::similar::page))
        .route("/van-ban", get(pages::reader::page))
        .route("/canh-nhau", get(pages::beside::page))
        .route("/so-sanh", get(pages::differences::page))
        .route("/bieu-do", get(pages::charts::page))
        .route("/bat-dau", get(pages::guide::page))
        .route(
            "/nap-van-ban",
            get(pages::load::page).post(pages::load::receive).layer(DefaultBodyLimit::disable()),
        )
        .route("/nap-van-ban/tien-do", get(pages::load::progress))
        .route("/ra-soat", get(pages::review::page).post(pages::review::judge))
}

/// What programs ask, below `/api/v1`; every route is described in `openapi`.
fn api() -> Router<Live> {
    let api = Router::new()
        .route("/plans", get(api::plans::list))
        .route("/plans.csv", get(api::plans::table))
        .route("/plans.xlsx", get(api::plans::workbook))
        .route("/plans/{*id}", get(api::plans::one))
        .route("/provisions", get(api::provisions::list))
        .route("/provisions.csv", get(api::provisions::table))
        .route("/assignments", get(api::assignments::list))
        .route("/assignments.csv", get(api::assignments::table))
        .route("/assignments.xlsx", get(api::assignments::workbook))
        .route("/search", get(api::hits::list))
        .route("/search.csv", get(api::hits::table))
        .route("/search.xlsx", get(api::hits::workbook))
        .route("/suggest", get(api::suggest::list))
        .route("/ask", get(api::answers::one))
        .route("/ask.csv", get(api::answers::table))
        .route("/ask.xlsx", get(api::answers::workbook))
        .route("/matrices", get(api::matrices::one))
        .route("/matrices.csv", get(api::matrices::table))
        .route("/matrices.xlsx", get(api::matrices::workbook))
        .route("/gaps", get(api::gaps::list))
        .route("/gaps.csv", get(api::gaps::table))
        .route("/gaps.xlsx", get(api::gaps::workbook))
        .route("/reports", get(api::compared::report))
        .route("/uploads", post(api::jobs::upload).layer(DefaultBodyLimit::disable()))
        .route("/jobs/{id}", get(api::jobs::one));
    let api = api::noun(api, "/programmes", api::compared::programmes);
    let api = api::noun(api, "/checklists", api::compared::checklists);
    let api = api::noun(api, "/chain", api::compared::chain);
    let api = api::noun(api, "/diffs", api::compared::diffs);
    let api = api::noun(api, "/reuse", api::compared::reuse);
    let api = api::noun(api, "/similar", api::similar::similar);
    let api = api::noun(api, "/side-by-side", api::beside::tasks);
    let api = api::noun(api, "/charts", api::charts::numbers);
    let api = api::noun(api, "/reviews", api::reviews::reviews);
    api::noun(api, "/files", api::files::files)
}

/// The whole service as one router; `port` is the one that requests have to name in `Host`.
pub fn router(live: Live, port: u16) -> Router {
    let assets = Router::new()
        .route("/assets/style.css", get(assets::style))
        .route("/assets/keys.js", get(assets::script))
        .route("/assets/reader.js", get(assets::reader))
        .route("/assets/load.js", get(assets::load))
        .route("/assets/review.js", get(assets::review))
        .route("/assets/icon.svg", get(assets::icon));
    let described = Router::new().route("/api/openapi.json", get(openapi::description));
    #[cfg(feature = "swagger")]
    let described = described
        .route("/api/docs", get(super::docs::start))
        .route("/api/docs/", get(super::docs::index))
        .route("/api/docs/{file}", get(super::docs::file));
    pages()
        .merge(assets)
        .merge(described)
        .nest("/api/v1", api())
        .fallback(pages::error::not_found)
        .method_not_allowed_fallback(pages::error::wrong_method)
        .with_state(live)
        .layer(from_fn_with_state(Allowed { port }, guard))
}
