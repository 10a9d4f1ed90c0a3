//! `GET /sandbox`: the mailboxes one can write to.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::enabled;
use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::{ApiResult, Problem};

#[derive(Debug, Serialize, ToSchema)]
pub struct Sandbox {
    pub channels: Vec<SandboxChannel>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SandboxChannel {
    pub id: Uuid,
    pub name: String,
    pub address: String,
}

/// Channels with an address.
#[utoipa::path(get, path = "/sandbox", tag = "sandbox", responses(
    (status = OK, body = Sandbox),
    (status = NOT_FOUND, description = "the sandbox is off", body = Problem),
))]
pub async fn show(State(app): State<App>, Authenticated(_caller): Authenticated) -> ApiResult<Json<Sandbox>> {
    enabled(&app)?;
    let channels = app.store.all_channels().await?;
    let channels = channels
        .into_iter()
        .filter_map(|row| {
            Some(SandboxChannel {
                id: row.id,
                name: row.name,
                address: row.address?,
            })
        })
        .collect();
    Ok(Json(Sandbox { channels }))
}
