//! `DELETE /tokens/{id}`: ends a token of the caller at once.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use crate::access::tokens;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};

/// Ends a token; its live sockets close.
#[utoipa::path(delete, path = "/tokens/{id}", tag = "tokens", params(("id" = Uuid, Path)), responses(
    (status = NO_CONTENT),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn revoke(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    tokens::revoke(&tx, &caller, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
