//! `POST /channels/test`, `/channels/{id}/test`: connects both ways and says what happened, step by step.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use centralino_channels::channel::Channel as Opened;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::channel::managed;
use super::settings;
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, ApiPath, Authenticated};

/// A peer that hangs is told of before the request itself times out.
const LONGEST: Duration = Duration::from_secs(50);

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tried {
    pub kind: String,
    #[schema(value_type = Object)]
    pub settings: Value,
    /// Whose stored secrets stand in where the settings say `{"set": true}`.
    pub channel_id: Option<Uuid>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Tested {
    pub steps: Vec<Step>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Step {
    /// Stable word for translation: `imap_connect`, `smtp_login`, …
    pub step: String,
    pub ok: bool,
    /// The peer's words, or what to do.
    pub detail: String,
}

/// Tries settings without storing them. Needs `channels_manage`.
#[utoipa::path(post, path = "/channels/test", tag = "channels", request_body = Tried, responses(
    (status = OK, body = Tested),
    (status = FORBIDDEN, body = Problem),
    (status = UNPROCESSABLE_ENTITY, description = "the pointers lead into the settings", body = Problem),
))]
pub async fn test_unsaved(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<Tried>,
) -> ApiResult<Json<Tested>> {
    caller.require(Permission::ChannelsManage)?;
    let db = app.store.read();
    let whole = match body.channel_id {
        Some(id) => {
            let mut row = managed(db, &caller, id).await?;
            app.channels
                .put_settings(&mut row, body.settings)
                .map_err(settings::refused)?;
            app.channels.settings(&row).map_err(settings::refused)?
        }
        None => body.settings,
    };
    let channel = app
        .channels
        .try_out(&body.kind, whole, body.channel_id)
        .map_err(settings::refused)?;
    Ok(Json(run(channel).await))
}

/// Tries a channel as it is stored. Needs `channels_manage`.
#[utoipa::path(post, path = "/channels/{id}/test", tag = "channels", params(("id" = Uuid, Path)), responses(
    (status = OK, body = Tested),
    (status = FORBIDDEN, body = Problem),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn test_saved(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Tested>> {
    let row = managed(app.store.read(), &caller, id).await?;
    let channel = app.channels.open(&row).map_err(settings::refused)?;
    Ok(Json(run(channel).await))
}

async fn run(channel: Arc<dyn Opened>) -> Tested {
    let steps = match tokio::time::timeout(LONGEST, channel.test()).await {
        Ok(steps) => steps
            .into_iter()
            .map(|step| Step {
                step: step.step,
                ok: step.ok,
                detail: step.detail,
            })
            .collect(),
        Err(_) => vec![Step {
            step: "time_out".to_owned(),
            ok: false,
            detail: "the other side did not answer in time".to_owned(),
        }],
    };
    Tested { steps }
}
