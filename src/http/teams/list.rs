//! `GET /teams`: every team, by name.

use axum::Json;
use axum::extract::State;
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::{ApiResult, Problem};
use crate::http::page::Items;
use crate::store::{entity, teams};

#[derive(Debug, Serialize, ToSchema)]
pub struct Team {
    pub id: Uuid,
    pub name: String,
    pub member_ids: Vec<Uuid>,
}

impl Team {
    pub async fn of(db: &impl ConnectionTrait, team: entity::teams::Model) -> Result<Self, DbErr> {
        let members = teams::memberships(db).await?;
        Ok(Self::with(&members, team))
    }

    fn with(members: &[(Uuid, Uuid)], team: entity::teams::Model) -> Self {
        let own = members.iter().filter(|(id, _)| *id == team.id);
        Self {
            member_ids: own.map(|(_, user)| *user).collect(),
            id: team.id,
            name: team.name,
        }
    }
}

/// All teams, for everybody who is signed in: tickets are given to teams.
#[utoipa::path(get, path = "/teams", tag = "teams", responses(
    (status = OK, body = Items<Team>),
    (status = UNAUTHORIZED, body = Problem),
))]
pub async fn list(State(app): State<App>, _caller: Authenticated) -> ApiResult<Json<Items<Team>>> {
    let db = app.store.read();
    let members = teams::memberships(db).await?;
    let items = teams::list(db)
        .await?
        .into_iter()
        .map(|team| Team::with(&members, team))
        .collect();
    Ok(Json(Items { items }))
}
