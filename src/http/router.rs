//! The table of contents: every endpoint, and the layers each request passes.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use http::StatusCode;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::timeout::{RequestBodyDeadlineLayer, TimeoutLayer};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use super::error::{ApiError, Problem};
use super::rate_limit::{self, Limits};
use super::{client_ip, headers, health, idempotency, live, openapi, request_id, ui};
use crate::app::App;
use crate::people::import::refusal::Refusal;
use crate::store::contacts::{ContactSort, Direction};
use crate::store::ticket_list::Tab;

/// Where the public API lives.
pub const API: &str = "/api/v1";

/// Largest body; routes that take uploads set their own.
pub const JSON_BYTES: usize = 2 * 1024 * 1024;
/// A request that is not answered by then is dropped, its transaction undone.
pub const TIMEOUT: Duration = Duration::from_secs(60);
/// How long a body may take to arrive, however slowly it drips.
const BODY_DEADLINE: Duration = Duration::from_secs(300);

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Centralino",
        description = "The public API: what the web UI uses, open to every program. \
            Send `Authorization: Bearer <token>` or the session cookie. Errors are problem documents (RFC 9457) with \
            a stable `code`. Creates take an `Idempotency-Key`; changes take `If-Match`."
    ),
    components(schemas(Problem, Tab, ContactSort, Direction, Refusal))
)]
struct Document;

/// Every endpoint under `/api/v1` with its documentation.
pub fn api() -> OpenApiRouter<App> {
    let endpoints = OpenApiRouter::new()
        .merge(super::session::routes())
        .merge(super::users::routes())
        .merge(super::teams::routes())
        .merge(super::roles::routes())
        .merge(super::tokens::routes())
        .merge(super::attachments::routes())
        .merge(super::drafts::routes())
        .merge(super::messages::routes())
        .merge(super::remote_image::routes())
        .merge(super::channels::routes())
        .merge(super::tickets::routes())
        .merge(super::views::routes())
        .merge(super::canned_replies::routes())
        .merge(super::macros::routes())
        .merge(super::contact_imports::routes())
        .merge(super::contacts::routes())
        .merge(super::companies::routes())
        .merge(super::custom_fields::routes())
        .merge(super::segments::routes())
        .merge(super::tags::routes())
        .merge(super::search::routes())
        .merge(super::intake::routes())
        .merge(super::notifications::routes())
        .merge(super::push::routes())
        .merge(super::audit::routes())
        .merge(super::reports::routes())
        .merge(super::settings::routes())
        .merge(super::system::routes())
        .merge(super::sandbox::routes())
        .merge(live::routes());
    OpenApiRouter::with_openapi(Document::openapi()).nest(API, endpoints)
}

/// Everything this hub answers. The last layer added is the first a request meets.
pub fn router(app: App) -> Router {
    let (api, _) = api().split_for_parts();
    let limits = Arc::new(Limits::new(app.config.security.requests_per_minute));
    rate_limit::forget_on_a_timer(app.clone(), &limits);
    api.layer(from_fn_with_state(app.clone(), idempotency::keep))
        .merge(openapi::routes())
        .layer(from_fn_with_state(
            (app.clone(), Arc::clone(&limits)),
            rate_limit::check,
        ))
        .merge(health::routes())
        .fallback(ui::serve)
        .layer(Extension(Arc::clone(&limits.throttle)))
        .layer(Extension(Arc::<live::presence::Presence>::default()))
        .layer(DefaultBodyLimit::max(JSON_BYTES))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            TIMEOUT,
        ))
        .layer(RequestBodyDeadlineLayer::new(BODY_DEADLINE))
        .layer(same_origin(&app).with_rejection_response(foreign))
        .layer(from_fn_with_state(app.clone(), headers::known_host))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), headers::harden))
        .layer(from_fn_with_state(app.clone(), client_ip::find))
        .layer(from_fn(request_id::assign))
        .with_state(app)
}

/// Writes come from our own pages, or from programs, which send neither `Origin` nor `Sec-Fetch-Site`.
fn same_origin(app: &App) -> CsrfLayer {
    let layer = CsrfLayer::new();
    // Behind a proxy that rewrites Host, the configured origin is the one browsers send.
    let own = app
        .config
        .http
        .public_url
        .as_ref()
        .map(|url| url.origin().ascii_serialization());
    match own.map(|own| layer.clone().add_trusted_origin(own)) {
        Some(Ok(trusting)) => trusting,
        Some(Err(_)) | None => layer,
    }
}

fn foreign(_: ProtectionError) -> Response {
    ApiError::new(
        StatusCode::FORBIDDEN,
        "cross_site",
        "this was sent by a page of another site",
    )
    .into_response()
}

#[allow(clippy::needless_pass_by_value)]
fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let words = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    ApiError::internal(words).into_response()
}
