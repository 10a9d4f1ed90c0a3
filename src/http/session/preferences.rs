//! `PATCH /session/preferences`: how the signed-in user likes the screen.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::access::preferences as rules;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    /// Values by name (a word of small letters, digits and `_`); what they mean is the screen's affair.
    pub preferences: BTreeMap<String, Value>,
}

/// Sets the names that are given, takes away those that are null, leaves the rest (RFC 7396, one level deep).
#[utoipa::path(patch, path = "/session/preferences", tag = "session", request_body = Preferences, responses(
    (status = OK, body = Preferences),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<Preferences>,
) -> ApiResult<Json<Preferences>> {
    let tx = app.store.write().await?;
    let preferences = rules::change(&tx, &caller, body.preferences).await?;
    tx.commit().await?;
    Ok(Json(Preferences { preferences }))
}
