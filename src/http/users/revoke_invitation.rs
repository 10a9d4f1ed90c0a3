//! `DELETE /users/{id}/invitation`: takes back a link that was not used.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use crate::access::{Permission, users as rules};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::users;

/// The link stops working, and a mail with it that has not left stays. Needs `users_manage`.
#[utoipa::path(delete, path = "/users/{id}/invitation", tag = "users", params(("id" = Uuid, Path)), responses(
    (status = NO_CONTENT),
    (status = FORBIDDEN, body = Problem),
    (status = NOT_FOUND, description = "no link waits", body = Problem),
))]
pub async fn revoke(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    caller.require(Permission::UsersManage)?;
    let tx = app.store.write().await?;
    let user = users::lock(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    rules::revoke_invitations(&tx, &caller, &user).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
