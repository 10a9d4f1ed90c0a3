//! `GET /users/{id}/invitation`: the link a user may still use, to hand it over another way.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Permission, users as rules};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::users;

#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationLink {
    pub invitation_url: String,
    pub expires_at: DateTime<Utc>,
}

/// The link that waits. Needs `users_manage` and at least what the user's role allows.
#[utoipa::path(get, path = "/users/{id}/invitation", tag = "users", params(("id" = Uuid, Path)), responses(
    (status = OK, body = InvitationLink),
    (status = FORBIDDEN, body = Problem),
    (status = NOT_FOUND, description = "no link waits", body = Problem),
))]
pub async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<InvitationLink>> {
    caller.require(Permission::UsersManage)?;
    let tx = app.store.write().await?;
    let user = users::by_id(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    let (invitation_url, expires_at) = rules::invitation_of(&app, &tx, &caller, &user).await?;
    tx.rollback().await?;
    Ok(Json(InvitationLink {
        invitation_url,
        expires_at,
    }))
}
