//! `PATCH /teams/{id}`: renames a team or changes who works in it.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::Team;
use crate::access::teams;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, ApiPath, Authenticated};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamChange {
    pub name: Option<String>,
    pub member_ids: Option<Vec<Uuid>>,
}

/// Changes what is given. Needs `users_manage`.
#[utoipa::path(patch, path = "/teams/{id}", tag = "teams", params(("id" = Uuid, Path)),
    request_body = TeamChange, responses(
        (status = OK, body = Team),
        (status = FORBIDDEN, body = Problem),
        (status = NOT_FOUND, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<TeamChange>,
) -> ApiResult<Json<Team>> {
    let tx = app.store.write().await?;
    let members = body.member_ids.as_deref();
    let team = teams::change(&tx, &caller, id, body.name.as_deref(), members).await?;
    let team = Team::of(&tx, team).await?;
    tx.commit().await?;
    Ok(Json(team))
}
