//! `GET /roles`: every role, by name.

use axum::Json;
use axum::extract::State;
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::{ApiResult, Problem};
use crate::http::page::Items;
use crate::store::{entity, roles};

#[derive(Debug, Serialize, ToSchema)]
pub struct Role {
    pub id: Uuid,
    pub name: String,
    /// `administrator`, `agent`, `viewer`: shipped, not editable.
    pub builtin: Option<String>,
    pub permissions: Vec<Permission>,
    /// False: the teams of `team_ids` and those the user works in.
    pub all_teams: bool,
    /// False: the channels of `channel_ids`.
    pub all_channels: bool,
    pub team_ids: Vec<Uuid>,
    pub channel_ids: Vec<Uuid>,
}

impl Role {
    /// Dresses rows with what they reach.
    pub async fn all(db: &impl ConnectionTrait, rows: Vec<entity::roles::Model>) -> Result<Vec<Self>, DbErr> {
        let teams = roles::reached_teams(db).await?;
        let channels = roles::reached_channels(db).await?;
        let of = |pairs: &[(Uuid, Uuid)], id: Uuid| -> Vec<Uuid> {
            let own = pairs.iter().filter(|(role, _)| *role == id);
            own.map(|(_, reached)| *reached).collect()
        };
        let dressed = rows.into_iter().map(|role| Self {
            permissions: Permission::from_stored(&role.permissions),
            team_ids: of(&teams, role.id),
            channel_ids: of(&channels, role.id),
            id: role.id,
            name: role.name,
            builtin: role.builtin,
            all_teams: role.all_teams,
            all_channels: role.all_channels,
        });
        Ok(dressed.collect())
    }

    pub async fn of(db: &impl ConnectionTrait, row: entity::roles::Model) -> Result<Self, DbErr> {
        let id = row.id;
        let mut dressed = Self::all(db, vec![row]).await?;
        dressed
            .pop()
            .ok_or_else(|| DbErr::RecordNotFound(format!("role {id}")))
    }
}

/// All roles. Needs `users_manage`.
#[utoipa::path(get, path = "/roles", tag = "roles", responses(
    (status = OK, body = Items<Role>),
    (status = FORBIDDEN, body = Problem),
))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<Items<Role>>> {
    caller.require(Permission::UsersManage)?;
    let db = app.store.read();
    let rows = roles::list(db).await?;
    let items = Role::all(db, rows).await?;
    Ok(Json(Items { items }))
}
