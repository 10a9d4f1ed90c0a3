//! `POST /canned-replies`: writes one.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{CannedReply, reply};
use crate::app::App;
use crate::desk::canned::save::{self, Draft};
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};
use crate::store::circle::Circle;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCannedReply {
    /// `team` and `everyone` need `canned_manage`.
    pub scope: Circle,
    /// With the scope `team`.
    pub team_id: Option<Uuid>,
    /// `Orders/Returns`: at most five names of at most 60 characters.
    #[serde(default)]
    pub folder: String,
    pub title: String,
    /// One word of letters, digits, `-` and `_`; no other reply of the same owner, team or of everyone has it.
    pub shortcut: Option<String>,
    /// A language tag such as `it`.
    pub language: Option<String>,
    /// May have variables such as `{{contact.first_name}}`; `GET /canned-variables` lists them.
    pub text: String,
    /// The same words formatted; cleaned on the server.
    pub html: Option<String>,
    /// Uploads of the caller that go along from now on.
    #[serde(default)]
    pub attachment_ids: Vec<Uuid>,
}

/// Writes a canned reply. A variable there is not is refused by name.
#[utoipa::path(post, path = "/canned-replies", tag = "canned replies", request_body = NewCannedReply, responses(
    (status = CREATED, body = CannedReply),
    (status = FORBIDDEN, body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<NewCannedReply>,
) -> ApiResult<(StatusCode, Json<CannedReply>)> {
    let draft = Draft {
        circle: body.scope,
        team_id: body.team_id,
        folder: body.folder,
        title: body.title,
        shortcut: body.shortcut,
        language: body.language,
        text: body.text,
        html: body.html,
        file_ids: Vec::new(),
        attachment_ids: body.attachment_ids,
    };
    let tx = app.store.write().await?;
    let row = save::create(&tx, &caller, draft).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(reply(&app, &caller, row).await?)))
}
