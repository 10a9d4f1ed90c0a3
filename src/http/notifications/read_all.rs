//! `POST /notifications/read-all`: the caller has seen everything.

use axum::extract::State;
use http::StatusCode;

use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::ApiResult;
use crate::store::notifications;

/// Marks all of the caller's as read.
#[utoipa::path(post, path = "/notifications/read-all", tag = "notifications", responses((status = NO_CONTENT)))]
pub async fn read_all(State(app): State<App>, Authenticated(caller): Authenticated) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    notifications::mark_read(&tx, caller.user_id, None).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
