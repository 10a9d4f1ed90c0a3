//! `DELETE /roles/{id}`: forgets a role that nobody has.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use crate::access::roles;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};

/// Forgets a role. Needs `users_manage`.
#[utoipa::path(delete, path = "/roles/{id}", tag = "roles", params(("id" = Uuid, Path)), responses(
    (status = NO_CONTENT),
    (status = FORBIDDEN, body = Problem),
    (status = NOT_FOUND, body = Problem),
    (status = CONFLICT, description = "codes `builtin_role`, `still_in_use`", body = Problem),
))]
pub async fn delete(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    roles::delete(&tx, &caller, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
