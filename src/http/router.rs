//! The table of contents: every endpoint, and the layers each request passes.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use super::error::{ApiError, Problem};
use super::{client_ip, request_id};
use crate::app::App;

/// Where the public API lives.
pub const API: &str = "/api/v1";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Centralino",
        description = "The public API: what the web UI uses, open to every program."
    ),
    components(schemas(Problem))
)]
struct Document;

/// Every endpoint under `/api/v1` with its documentation.
pub fn api() -> OpenApiRouter<App> {
    let endpoints = OpenApiRouter::new()
        .merge(super::tickets::routes())
        .merge(super::views::routes());
    OpenApiRouter::with_openapi(Document::openapi()).nest(API, endpoints)
}

/// Everything this hub answers.
pub fn router(app: App) -> Router {
    let (api, _document) = api().split_for_parts();
    api.fallback(async || ApiError::not_found())
        .layer(from_fn_with_state(app.clone(), client_ip::find))
        .layer(from_fn(request_id::assign))
        .with_state(app)
}
