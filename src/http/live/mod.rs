//! `GET /live`: a WebSocket that says what changed, to whoever may see it.
//!
//! [`socket`] is one connection, [`pending`] the notices it has not sent yet, [`presence`] who looks at which ticket.

mod pending;
pub mod presence;
mod socket;
mod words;

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::response::Response;
use http::{HeaderMap, header};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Authenticated;
use super::error::{ApiError, ApiResult, Problem};
use super::server::Stopping;
use crate::access::Credential;
use crate::app::App;
use presence::Presence;

/// What a client has to say is short.
const MESSAGE_BYTES: usize = 4 * 1024;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(live))
}

/// Opens the socket. Messages of the server: `hello`, `ticket`, `contact`, `channel`, `intake`, `view`, `agent`,
/// `notification`, `presence`, `resync` (refetch everything), `pong`; of the client: `watch`, `unwatch`, `typing`
/// (with `ticket_id`), `follow` (with `ticket_ids`, at most 60), `ping`. Closes with 4401 when sessions, tokens or rights of the user changed: connect again.
#[utoipa::path(get, path = "/live", tag = "live", responses(
    (status = SWITCHING_PROTOCOLS, description = "a WebSocket"),
    (status = UNAUTHORIZED, body = Problem),
    (status = FORBIDDEN, description = "opened by a page of another origin", body = Problem),
))]
pub async fn live(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Extension(presence): Extension<Arc<Presence>>,
    stopping: Option<Extension<Stopping>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> ApiResult<Response> {
    // Browsers let any page open a socket and send our cookie along: only the Origin tells.
    if matches!(caller.credential, Credential::Session(_)) && !is_own_origin(&app, &headers) {
        return Err(ApiError::forbidden("sockets are opened by our own pages only"));
    }
    let upgrade =
        upgrade.map_err(|_| ApiError::bad_request("not_a_websocket", "this is a WebSocket endpoint"))?;
    let stopping = stopping
        .map(|Extension(Stopping(token))| token)
        .unwrap_or_default();
    // Subscribed before the handshake ends: what changes from now on is told.
    let notices = app.live.subscribe();
    Ok(upgrade
        .max_message_size(MESSAGE_BYTES)
        .max_frame_size(MESSAGE_BYTES)
        .on_upgrade(move |socket| socket::run(socket, app, caller, presence, notices, stopping)))
}

fn is_own_origin(app: &App, headers: &HeaderMap) -> bool {
    let Some(origin) = headers
        .get(header::ORIGIN)
        .and_then(|origin| origin.to_str().ok())
    else {
        return false;
    };
    let Ok(origin) = url::Url::parse(origin) else {
        return false;
    };
    if let Some(public) = &app.config.http.public_url {
        return origin.origin() == public.origin();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.is_some_and(|host| origin.authority().eq_ignore_ascii_case(host))
}
