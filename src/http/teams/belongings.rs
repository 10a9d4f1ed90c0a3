//! `GET /teams/{id}/belongings`: what a team has, which somebody else must have before it is dissolved.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::{team_belongings, teams};

/// How many of each.
#[derive(Debug, Serialize, ToSchema)]
pub struct TeamBelongings {
    /// Whose new tickets go to the team.
    pub channels: u64,
    pub views: u64,
    pub canned_replies: u64,
    pub macros: u64,
}

/// What belongs to a team. Needs `users_manage`.
#[utoipa::path(get, path = "/teams/{id}/belongings", tag = "teams", params(("id" = Uuid, Path)), responses(
    (status = OK, body = TeamBelongings),
    (status = FORBIDDEN, body = Problem),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn belongings(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<TeamBelongings>> {
    caller.require(Permission::UsersManage)?;
    let db = app.store.read();
    teams::by_id(db, id).await?.ok_or_else(ApiError::not_found)?;
    let counted = team_belongings::count(db, id).await?;
    Ok(Json(TeamBelongings {
        channels: counted.channels,
        views: counted.views,
        canned_replies: counted.canned_replies,
        macros: counted.macros,
    }))
}
