//! `DELETE /channels/{id}`: takes away a channel that never received or sent anything.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use super::channel::managed;
use crate::access::audit;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::channels;

/// Takes an unused channel away; a used one is paused instead. Needs `channels_manage`.
#[utoipa::path(delete, path = "/channels/{id}", tag = "channels", params(("id" = Uuid, Path)), responses(
    (status = NO_CONTENT),
    (status = FORBIDDEN, body = Problem),
    (status = NOT_FOUND, body = Problem),
    (status = CONFLICT, description = "code `still_in_use`", body = Problem),
))]
pub async fn delete(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    let row = managed(&tx, &caller, id).await?;
    if channels::was_used(&tx, id).await? {
        return Err(ApiError::conflict(
            "still_in_use",
            "messages came or went by this channel; pause it instead",
        ));
    }
    channels::delete(&tx, id).await?;
    let data = serde_json::json!({ "name": row.name });
    audit::record(&tx, &caller, "channel.delete", "channel", Some(id), data).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
