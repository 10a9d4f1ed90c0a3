//! `POST /tickets/{id}/merge`: one ticket takes over another.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::ticket::{Ticket, ticket};
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::{ApiJson, ApiPath, Authenticated};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeBody {
    /// The ticket that stays.
    pub into: Uuid,
}

/// Moves everything of this ticket into another and closes it; answers with the other.
#[utoipa::path(post, path = "/tickets/{id}/merge", tag = "tickets", params(("id" = Uuid, Path)), request_body = MergeBody,
    responses(
        (status = OK, body = Ticket),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn merge(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
    ApiJson(body): ApiJson<MergeBody>,
) -> ApiResult<Json<Ticket>> {
    let tx = app.store.write().await?;
    let target = crate::desk::merge::merge(&tx, &caller, id, if_match.0, body.into).await?;
    tx.commit().await?;
    Ok(Json(ticket(&app, &caller, target).await?))
}
