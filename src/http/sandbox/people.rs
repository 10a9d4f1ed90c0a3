//! `GET /sandbox/people`: customers one can write as.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::enabled;
use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::ApiResult;
use crate::store::sandbox;

#[derive(Debug, Serialize, ToSchema)]
pub struct SandboxPeople {
    pub items: Vec<SandboxPerson>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SandboxPerson {
    pub name: String,
    pub address: String,
}

/// The newest 200 email addresses known.
#[utoipa::path(get, path = "/sandbox/people", tag = "sandbox", responses((status = OK, body = SandboxPeople)))]
pub async fn people(
    State(app): State<App>,
    Authenticated(_caller): Authenticated,
) -> ApiResult<Json<SandboxPeople>> {
    enabled(&app)?;
    let items = sandbox::writers(&app.store)
        .await?
        .into_iter()
        .map(|identity| SandboxPerson {
            name: identity.display.unwrap_or_default(),
            address: identity.value,
        })
        .collect();
    Ok(Json(SandboxPeople { items }))
}
