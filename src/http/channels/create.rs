//! `POST /channels`: connects an account.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::channel::Channel;
use super::settings;
use crate::access::{Permission, audit};
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};
use crate::store::channels;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewChannel {
    pub kind: String,
    pub name: String,
    /// As the kind's schema says, secrets included.
    #[schema(value_type = Object)]
    pub settings: Value,
    pub team_id: Option<Uuid>,
    /// `en` (when left out) or `it`.
    pub language: Option<String>,
    #[serde(default)]
    pub acknowledge: bool,
    /// Left out: true.
    pub tag_subject: Option<bool>,
    #[serde(default)]
    pub sender_name: String,
    #[serde(default)]
    pub signature: String,
}

/// Connects an account; it starts at once. Needs `channels_manage` for all channels.
#[utoipa::path(post, path = "/channels", tag = "channels", request_body = NewChannel, responses(
    (status = CREATED, body = Channel),
    (status = FORBIDDEN, body = Problem),
    (status = CONFLICT, description = "code `already_exists`", body = Problem),
    (status = UNPROCESSABLE_ENTITY, description = "the pointers lead into the settings", body = Problem),
))]
pub async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<NewChannel>,
) -> ApiResult<(StatusCode, Json<Channel>)> {
    caller.require(Permission::ChannelsManage)?;
    // Whoever reaches only some channels would lose sight of a new one.
    settings::require_every_channel(&caller)?;
    let tx = app.store.write().await?;
    let mut row = channels::blank(&tx, &body.kind, &settings::name(&body.name)?);
    row.team_id = settings::team(&tx, body.team_id).await?;
    row.language = settings::language(body.language.unwrap_or_else(|| "en".to_owned()))?;
    row.acknowledge = body.acknowledge;
    row.tag_subject = body.tag_subject.unwrap_or(true);
    row.sender_name = settings::one_line("/sender_name", &body.sender_name)?;
    row.signature = settings::signature(body.signature)?;
    app.channels
        .put_settings(&mut row, body.settings)
        .map_err(settings::refused)?;
    settings::texts(&app.templates, &row)?;
    let row = channels::insert(&tx, row).await.map_err(settings::taken)?;
    let data = serde_json::json!({ "name": row.name, "kind": row.kind, "address": row.address });
    audit::record(&tx, &caller, "channel.create", "channel", Some(row.id), data).await?;
    let channel = Channel::of(&app, &tx, &caller, row).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(channel)))
}
