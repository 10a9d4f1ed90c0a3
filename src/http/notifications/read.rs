//! `POST /notifications/{id}/read`: the caller has seen it.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::notifications;

/// Marks one as read; a second time does no harm.
#[utoipa::path(post, path = "/notifications/{id}/read", tag = "notifications", params(("id" = Uuid, Path)),
    responses((status = NO_CONTENT), (status = NOT_FOUND, body = Problem)))]
pub async fn read(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    notifications::find(&tx, caller.user_id, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    notifications::mark_read(&tx, caller.user_id, Some(id)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
