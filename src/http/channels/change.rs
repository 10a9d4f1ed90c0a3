//! `PATCH /channels/{id}`: changes a channel; what the API showed as set stays as it is.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::channel::{Channel, managed};
use super::settings;
use crate::access::audit;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::json::nullable;
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::store::channels;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelChange {
    pub name: Option<String>,
    /// All settings anew; a secret sent back as `{"set": true}` or left out stays.
    #[schema(value_type = Option<Object>)]
    pub settings: Option<Value>,
    /// Null: no team.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<Uuid>)]
    pub team_id: Option<Option<Uuid>>,
    pub language: Option<String>,
    pub acknowledge: Option<bool>,
    pub tag_subject: Option<bool>,
    pub sender_name: Option<String>,
    pub signature: Option<String>,
}

/// Changes what is given; a channel in error is tried again. Needs `channels_manage`.
#[utoipa::path(patch, path = "/channels/{id}", tag = "channels", params(("id" = Uuid, Path)),
    request_body = ChannelChange, responses(
        (status = OK, body = Channel),
        (status = FORBIDDEN, body = Problem),
        (status = NOT_FOUND, body = Problem),
        (status = PRECONDITION_FAILED, body = Problem),
        (status = UNPROCESSABLE_ENTITY, description = "the pointers lead into the settings", body = Problem),
    ))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
    ApiJson(body): ApiJson<ChannelChange>,
) -> ApiResult<Json<Channel>> {
    let tx = app.store.write().await?;
    let mut row = managed(&tx, &caller, id).await?;
    if_match.check(row.version)?;
    let mut changed = Vec::new();
    if let Some(name) = body.name {
        row.name = settings::name(&name)?;
        changed.push("name");
    }
    if let Some(team_id) = body.team_id {
        row.team_id = settings::team(&tx, team_id).await?;
        changed.push("team_id");
    }
    if let Some(language) = body.language {
        row.language = settings::language(language)?;
        changed.push("language");
    }
    if let Some(acknowledge) = body.acknowledge {
        row.acknowledge = acknowledge;
        changed.push("acknowledge");
    }
    if let Some(tag_subject) = body.tag_subject {
        row.tag_subject = tag_subject;
        changed.push("tag_subject");
    }
    if let Some(sender_name) = body.sender_name {
        row.sender_name = settings::one_line("/sender_name", &sender_name)?;
        changed.push("sender_name");
    }
    if let Some(signature) = body.signature {
        row.signature = settings::signature(signature)?;
        changed.push("signature");
    }
    if let Some(new) = body.settings {
        app.channels
            .put_settings(&mut row, new)
            .map_err(settings::refused)?;
        changed.push("settings");
    }
    settings::texts(&app.templates, &row)?;
    let row = channels::update(&tx, row).await.map_err(settings::taken)?;
    // Which fields, not their values: settings hold secrets.
    let data = serde_json::json!({ "name": row.name, "changed": changed });
    audit::record(&tx, &caller, "channel.update", "channel", Some(id), data).await?;
    let channel = Channel::of(&app, &tx, &caller, row).await?;
    tx.commit().await?;
    Ok(Json(channel))
}
