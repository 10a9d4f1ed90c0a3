//! `DELETE /sessions/{id}`: signs out another of my browsers.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use crate::access::sessions;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};

/// Ends one of the caller's sessions; its live sockets close.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "session", params(("id" = Uuid, Path)), responses(
    (status = NO_CONTENT),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn end(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    sessions::end_own(&tx, &caller, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
