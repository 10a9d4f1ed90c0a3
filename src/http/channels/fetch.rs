//! `POST /channels/{id}/fetch`: looks for new mail now, without waiting for the next turn or the end of a pause after
//! trouble.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use super::channel::managed;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::live::Notice;
use crate::store::entity::channels::ChannelState;

/// Connects anew and fetches; the channel says how it went. Needs `channels_manage`.
#[utoipa::path(post, path = "/channels/{id}/fetch", tag = "channels", params(("id" = Uuid, Path)), responses(
    (status = ACCEPTED),
    (status = FORBIDDEN, body = Problem),
    (status = NOT_FOUND, body = Problem),
    (status = CONFLICT, description = "code `channel_paused`", body = Problem),
))]
pub async fn fetch(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let row = managed(app.store.read(), &caller, id).await?;
    if row.state == ChannelState::Paused {
        return Err(ApiError::conflict(
            "channel_paused",
            "this channel is paused; resume it first",
        ));
    }
    app.live.publish([Notice::FetchNow { id }]);
    Ok(StatusCode::ACCEPTED)
}
