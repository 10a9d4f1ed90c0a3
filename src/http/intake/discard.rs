//! `POST /intake/{id}/discard`: a person decides that a failed thing needs no ticket.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{IntakeItem, failed, reason_of, shown};
use crate::access::Permission;
use crate::app::App;
use crate::desk::intake;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::store::intake_ledger;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Discarding {
    /// Why, for whoever asks later; 1 to 500 characters.
    pub reason: String,
}

/// Takes it off the list of failures. Its row and its raw bytes stay.
#[utoipa::path(post, path = "/intake/{id}/discard", tag = "intake", params(("id" = Uuid, Path)),
    request_body = Discarding, responses(
        (status = OK, body = IntakeItem),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "`not_failed`", body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn discard(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<Discarding>,
) -> ApiResult<Json<IntakeItem>> {
    caller.require(Permission::IntakeManage)?;
    let reason = reason_of(&body.reason)?;
    let conn = app.store.read();
    intake_ledger::find(conn, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    intake::discard(&app, id, reason, caller.user_id)
        .await
        .map_err(failed)?;
    shown(&app, &caller, id).await
}
