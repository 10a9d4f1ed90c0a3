//! `PATCH /push-devices/{id}`: renames a device, switches it on or off, lets it show words.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::device::{PushDevice, name};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::store::push_subscriptions;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PushDeviceChange {
    pub name: Option<String>,
    pub enabled: Option<bool>,
    pub previews: Option<bool>,
}

/// Changes what is given and leaves the rest.
#[utoipa::path(patch, path = "/push-devices/{id}", tag = "push", params(("id" = Uuid, Path)),
    request_body = PushDeviceChange, responses(
        (status = OK, body = PushDevice),
        (status = NOT_FOUND, body = Problem),
        (status = PRECONDITION_FAILED, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
    ApiJson(body): ApiJson<PushDeviceChange>,
) -> ApiResult<Json<PushDevice>> {
    let tx = app.store.write().await?;
    let before = push_subscriptions::lock(&tx, caller.user_id, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    if_match.check(before.version)?;
    let mut after = before.clone();
    if let Some(text) = &body.name {
        after.name = name(text)?;
    }
    if let Some(enabled) = body.enabled {
        after.enabled = enabled;
    }
    if let Some(previews) = body.previews {
        after.previews = previews;
    }
    let row = push_subscriptions::save(&tx, &before, after).await?;
    tx.commit().await?;
    Ok(Json(row.into()))
}
