//! `PUT /session/availability`: says whether I may be given work just now.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::me::{self, Me};
use crate::access::availability;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};
use crate::store::entity::users::Availability;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AvailabilityChange {
    pub availability: Availability,
}

/// Sets the own availability; colleagues see it at once.
#[utoipa::path(put, path = "/session/availability", tag = "session", request_body = AvailabilityChange, responses(
    (status = OK, body = Me),
    (status = UNAUTHORIZED, body = Problem),
))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<AvailabilityChange>,
) -> ApiResult<Json<Me>> {
    let tx = app.store.write().await?;
    availability::set(&tx, &caller, body.availability).await?;
    tx.commit().await?;
    me::of(&app, caller.user_id, Some(&caller)).await.map(Json)
}
