//! `POST /push-devices/{id}/test`: a message that says only that messages arrive.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::{push_messages, push_subscriptions};

/// Sends a message to one device of the caller, whatever the rules say. What its push service answers shows on the device.
#[utoipa::path(post, path = "/push-devices/{id}/test", tag = "push", params(("id" = Uuid, Path)), responses(
    (status = ACCEPTED, description = "on its way"),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn send(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    let row = push_subscriptions::lock(&tx, caller.user_id, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    push_messages::enqueue(&tx, &[row.id], None).await?;
    tx.commit().await?;
    Ok(StatusCode::ACCEPTED)
}
