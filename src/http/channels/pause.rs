//! `POST /channels/{id}/pause`, `/resume`: stops and starts receiving and sending; the queue is kept.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::channel::{Channel, managed};
use crate::access::{Caller, audit};
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::channels;
use crate::store::entity::channels::ChannelState;

/// Stops receiving and sending. Needs `channels_manage`.
#[utoipa::path(post, path = "/channels/{id}/pause", tag = "channels", params(("id" = Uuid, Path)), responses(
    (status = OK, body = Channel),
    (status = FORBIDDEN, body = Problem),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn pause(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Channel>> {
    set(&app, &caller, id, ChannelState::Paused, "channel.pause").await
}

/// Starts again; the last error is forgotten. Needs `channels_manage`.
#[utoipa::path(post, path = "/channels/{id}/resume", tag = "channels", params(("id" = Uuid, Path)), responses(
    (status = OK, body = Channel),
    (status = FORBIDDEN, body = Problem),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn resume(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Channel>> {
    set(&app, &caller, id, ChannelState::Active, "channel.resume").await
}

async fn set(
    app: &App,
    caller: &Caller,
    id: Uuid,
    state: ChannelState,
    action: &'static str,
) -> ApiResult<Json<Channel>> {
    let tx = app.store.write().await?;
    let row = managed(&tx, caller, id).await?;
    let row = channels::set_state(&tx, &row, state).await?;
    let data = serde_json::json!({ "name": row.name });
    audit::record(&tx, caller, action, "channel", Some(id), data).await?;
    let channel = Channel::of(app, &tx, caller, row).await?;
    tx.commit().await?;
    Ok(Json(channel))
}
