//! Signing in and out, the first run, invitations, and what people change about themselves.

mod accept;
mod availability;
mod end_others;
mod end_session;
mod me;
mod password;
mod photo;
mod preferences;
mod profile;
mod sessions;
mod setup;
mod sign_in;
mod sign_out;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header, request::Parts};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::auth::session_cookie;
use super::client_ip::ClientIp;
use super::error::ApiError;
use crate::access::sessions::{Origin, Started};
use crate::app::App;
pub use me::Me;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(setup::needed, setup::set_up))
        .routes(routes!(accept::accept))
        .routes(routes!(me::me, sign_in::sign_in, sign_out::sign_out))
        .routes(routes!(profile::change))
        .routes(routes!(preferences::change))
        .routes(routes!(password::change))
        .routes(routes!(availability::change))
        .routes(routes!(sessions::list, end_others::end_others))
        .routes(routes!(end_session::end))
        .merge(photo::routes())
}

/// Where a sign-in comes from.
struct From(Origin);

impl<S: Send + Sync> FromRequestParts<S> for From {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let user_agent = parts.headers.get(header::USER_AGENT);
        Ok(Self(Origin {
            ip: parts.extensions.get::<ClientIp>().map(|ip| ip.0.to_string()),
            user_agent: user_agent
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned),
        }))
    }
}

/// The new session's cookie and who it belongs to.
async fn welcome(
    app: &App,
    status: StatusCode,
    user_id: Uuid,
    started: Started,
) -> Result<Response, ApiError> {
    let me = me::of(app, user_id, None).await?;
    let cookie = session_cookie(app, &started.token);
    Ok((status, [(header::SET_COOKIE, cookie)], Json(me)).into_response())
}
