//! `DELETE /sessions`: signs me out everywhere else.

use axum::extract::State;
use http::StatusCode;

use crate::access::sessions;
use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::{ApiResult, Problem};

/// Ends all of the caller's sessions but the one that asks (with an API token: all). API tokens stay.
#[utoipa::path(delete, path = "/sessions", tag = "session", responses(
    (status = NO_CONTENT),
    (status = UNAUTHORIZED, body = Problem),
))]
pub async fn end_others(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    sessions::end_others(&tx, &caller).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
