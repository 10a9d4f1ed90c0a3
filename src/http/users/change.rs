//! `PATCH /users/{id}`: changes or disables a user.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::user::{User, dress_one};
use crate::access::{Permission, users as rules};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::store::entity::users::UserState;
use crate::store::users;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    pub email: Option<String>,
    pub name: Option<String>,
    pub role_id: Option<Uuid>,
    pub team_ids: Option<Vec<Uuid>>,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    /// `disabled` ends all sessions, tokens and sockets of the user.
    pub state: Option<UserState>,
}

/// Changes what is given. Needs `users_manage`; the last administrator stays one.
#[utoipa::path(patch, path = "/users/{id}", tag = "users", params(("id" = Uuid, Path)),
    request_body = UserChange, responses(
        (status = OK, body = User),
        (status = FORBIDDEN, body = Problem),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "code `last_administrator`", body = Problem),
        (status = PRECONDITION_FAILED, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
    ApiJson(body): ApiJson<UserChange>,
) -> ApiResult<Json<User>> {
    caller.require(Permission::UsersManage)?;
    let change = rules::Change {
        email: body.email,
        name: body.name,
        role_id: body.role_id,
        team_ids: body.team_ids,
        language: body.language,
        time_zone: body.time_zone,
        state: body.state,
    };
    let tx = app.store.write().await?;
    let before = users::lock(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    if_match.check(before.version)?;
    let after = rules::change(&tx, &caller, before, change).await?;
    let user = dress_one(&tx, after, tx.now()).await?;
    tx.commit().await?;
    Ok(Json(user))
}
