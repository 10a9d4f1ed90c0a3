//! `PATCH /roles/{id}`: changes a role of the house.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::Role;
use crate::access::{Permission, roles as rules};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::store::roles;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleChange {
    pub name: Option<String>,
    pub permissions: Option<Vec<Permission>>,
    pub all_teams: Option<bool>,
    pub all_channels: Option<bool>,
    pub team_ids: Option<Vec<Uuid>>,
    pub channel_ids: Option<Vec<Uuid>>,
}

/// Changes what is given. Needs `users_manage`; shipped roles stay as they are.
#[utoipa::path(patch, path = "/roles/{id}", tag = "roles", params(("id" = Uuid, Path)),
    request_body = RoleChange, responses(
        (status = OK, body = Role),
        (status = FORBIDDEN, body = Problem),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "code `builtin_role`", body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<RoleChange>,
) -> ApiResult<Json<Role>> {
    caller.require(Permission::UsersManage)?;
    let tx = app.store.write().await?;
    let row = roles::by_id(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    let before = Role::of(&tx, row).await?;
    let draft = rules::Draft {
        name: body.name.unwrap_or(before.name),
        permissions: body.permissions.unwrap_or(before.permissions),
        all_teams: body.all_teams.unwrap_or(before.all_teams),
        all_channels: body.all_channels.unwrap_or(before.all_channels),
        team_ids: body.team_ids.unwrap_or(before.team_ids),
        channel_ids: body.channel_ids.unwrap_or(before.channel_ids),
    };
    let role = rules::change(&tx, &caller, id, draft).await?;
    let role = Role::of(&tx, role).await?;
    tx.commit().await?;
    Ok(Json(role))
}
