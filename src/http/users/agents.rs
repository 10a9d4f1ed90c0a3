//! `GET /agents`: whom a ticket can be given to or a note can mention.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::{ApiResult, Problem};
use crate::http::page::Items;
use crate::store::entity::users::Availability;
use crate::store::{teams, users};

#[derive(Debug, Serialize, ToSchema)]
pub struct Agent {
    pub id: Uuid,
    pub name: String,
    pub availability: Availability,
    /// Names the bytes `/agents/{id}/photo` gives; null for who has none.
    pub photo: Option<String>,
    /// Ids of the teams they work in.
    pub teams: Vec<Uuid>,
}

/// Active users with their teams, for everybody who is signed in.
#[utoipa::path(get, path = "/agents", tag = "users", responses(
    (status = OK, body = Items<Agent>),
    (status = UNAUTHORIZED, body = Problem),
))]
pub async fn agents(State(app): State<App>, _caller: Authenticated) -> ApiResult<Json<Items<Agent>>> {
    let db = app.store.read();
    let members = teams::memberships(db).await?;
    let items = users::active(db)
        .await?
        .into_iter()
        .map(|user| Agent {
            teams: members
                .iter()
                .filter(|(_, member)| *member == user.id)
                .map(|(team, _)| *team)
                .collect(),
            id: user.id,
            name: user.name,
            availability: user.availability,
            photo: user.photo_hash,
        })
        .collect();
    Ok(Json(Items { items }))
}
