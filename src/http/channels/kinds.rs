//! `GET /channel-kinds`: what kinds of channel there are and what their settings look like.

use axum::Json;
use centralino_channels::kind::KINDS;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::http::Authenticated;
use crate::http::error::{ApiResult, Problem};
use crate::http::page::Items;

#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelKind {
    pub name: &'static str,
    pub title: &'static str,
    /// JSON Schema.
    #[schema(value_type = Object)]
    pub settings_schema: Value,
    /// JSON pointers of the settings that are write-only.
    pub secrets: Vec<&'static str>,
    /// Whether there is a sign-in at the provider in the browser.
    pub consent: bool,
}

/// All kinds.
#[utoipa::path(get, path = "/channel-kinds", tag = "channels", responses(
    (status = OK, body = Items<ChannelKind>),
    (status = UNAUTHORIZED, body = Problem),
))]
pub async fn kinds(_caller: Authenticated) -> ApiResult<Json<Items<ChannelKind>>> {
    let items = KINDS
        .iter()
        .map(|kind| ChannelKind {
            name: kind.name,
            title: kind.title,
            settings_schema: (kind.settings_schema)(),
            secrets: kind.secrets.to_vec(),
            consent: kind.consent.is_some(),
        })
        .collect();
    Ok(Json(Items { items }))
}
