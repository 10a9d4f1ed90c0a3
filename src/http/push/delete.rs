//! `DELETE /push-devices/{id}`: tells a device nothing more.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::{ApiPath, Authenticated};
use crate::store::push_subscriptions;

/// Forgets a device, and what is on its way there.
#[utoipa::path(delete, path = "/push-devices/{id}", tag = "push", params(("id" = Uuid, Path)), responses(
    (status = NO_CONTENT),
    (status = NOT_FOUND, body = Problem),
    (status = PRECONDITION_FAILED, body = Problem),
))]
pub async fn delete(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    let row = push_subscriptions::lock(&tx, caller.user_id, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    if_match.check(row.version)?;
    push_subscriptions::delete(&tx, &row).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
