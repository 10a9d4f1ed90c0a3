//! `POST /teams`: makes a team.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::Team;
use crate::access::teams;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTeam {
    pub name: String,
    #[serde(default)]
    pub member_ids: Vec<Uuid>,
}

/// Makes a team. Needs `users_manage`.
#[utoipa::path(post, path = "/teams", tag = "teams", request_body = NewTeam, responses(
    (status = CREATED, body = Team),
    (status = FORBIDDEN, body = Problem),
    (status = CONFLICT, description = "code `already_exists`", body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<NewTeam>,
) -> ApiResult<(StatusCode, Json<Team>)> {
    let tx = app.store.write().await?;
    let team = teams::create(&tx, &caller, &body.name, &body.member_ids).await?;
    let team = Team::of(&tx, team).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(team)))
}
