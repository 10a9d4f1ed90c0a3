//! `POST /users/{id}/invitation`: a new link to choose a password by.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Permission, users as rules};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::users;

#[derive(Debug, Serialize, ToSchema)]
pub struct Invitation {
    /// Shown once. Earlier links of the user stop working.
    pub invitation_url: String,
}

/// Makes a new link. Needs `users_manage`.
#[utoipa::path(post, path = "/users/{id}/invitation", tag = "users", params(("id" = Uuid, Path)), responses(
    (status = OK, body = Invitation),
    (status = FORBIDDEN, body = Problem),
    (status = NOT_FOUND, body = Problem),
    (status = CONFLICT, description = "code `user_disabled`", body = Problem),
))]
pub async fn invite(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Invitation>> {
    caller.require(Permission::UsersManage)?;
    let tx = app.store.write().await?;
    let user = users::lock(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    let invitation_url = rules::invite(&app, &tx, &caller, &user).await?;
    tx.commit().await?;
    Ok(Json(Invitation { invitation_url }))
}
