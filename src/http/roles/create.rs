//! `POST /roles`: makes a role.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::Role;
use crate::access::{Permission, roles};
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    pub name: String,
    pub permissions: Vec<Permission>,
    #[serde(default)]
    pub all_teams: bool,
    #[serde(default)]
    pub all_channels: bool,
    #[serde(default)]
    pub team_ids: Vec<Uuid>,
    #[serde(default)]
    pub channel_ids: Vec<Uuid>,
}

/// Makes a role. Needs `users_manage`; nobody grants more than they have.
#[utoipa::path(post, path = "/roles", tag = "roles", request_body = NewRole, responses(
    (status = CREATED, body = Role),
    (status = FORBIDDEN, body = Problem),
    (status = CONFLICT, description = "code `already_exists`", body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<NewRole>,
) -> ApiResult<(StatusCode, Json<Role>)> {
    let draft = roles::Draft {
        name: body.name,
        permissions: body.permissions,
        all_teams: body.all_teams,
        all_channels: body.all_channels,
        team_ids: body.team_ids,
        channel_ids: body.channel_ids,
    };
    let tx = app.store.write().await?;
    let role = roles::create(&tx, &caller, draft).await?;
    let role = Role::of(&tx, role).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(role)))
}
