//! `PATCH /canned-replies/{id}`: rewrites, moves or shares one.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{CannedReply, reply};
use crate::app::App;
use crate::desk::canned::save::{self, Draft};
use crate::http::error::{ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::json::nullable;
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::store::canned_files;
use crate::store::circle::Circle;

/// Fields left out stay as they are; null clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CannedReplyChange {
    /// Comes with `team_id` when it is `team`.
    pub scope: Option<Circle>,
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<Uuid>)]
    pub team_id: Option<Option<Uuid>>,
    pub folder: Option<String>,
    pub title: Option<String>,
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    pub shortcut: Option<Option<String>>,
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    pub language: Option<Option<String>>,
    pub text: Option<String>,
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    pub html: Option<Option<String>>,
    /// Exactly these of its files stay.
    pub file_ids: Option<Vec<Uuid>>,
    /// Uploads of the caller that go along from now on.
    pub attachment_ids: Vec<Uuid>,
}

/// Changes what is given.
#[utoipa::path(patch, path = "/canned-replies/{id}", tag = "canned replies", params(("id" = Uuid, Path)),
    request_body = CannedReplyChange,
    responses(
        (status = OK, body = CannedReply),
        (status = FORBIDDEN, body = Problem),
        (status = NOT_FOUND, body = Problem),
        (status = PRECONDITION_FAILED, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
    ApiJson(body): ApiJson<CannedReplyChange>,
) -> ApiResult<Json<CannedReply>> {
    let tx = app.store.write().await?;
    let before = save::hold(&tx, &caller, id).await?;
    if_match.check(before.version)?;
    let file_ids = match body.file_ids {
        Some(ids) => ids,
        None => {
            let files = canned_files::of_reply(&tx, id).await?;
            files.into_iter().map(|file| file.id).collect()
        }
    };
    let now = Draft::from(before.clone());
    let draft = Draft {
        circle: body.scope.unwrap_or(now.circle),
        // Another scope leaves the team behind.
        team_id: body.team_id.unwrap_or(match body.scope {
            Some(scope) if scope != Circle::Team => None,
            _ => now.team_id,
        }),
        folder: body.folder.unwrap_or(now.folder),
        title: body.title.unwrap_or(now.title),
        shortcut: body.shortcut.unwrap_or(now.shortcut),
        language: body.language.unwrap_or(now.language),
        text: body.text.unwrap_or(now.text),
        html: body.html.unwrap_or(now.html),
        file_ids,
        attachment_ids: body.attachment_ids,
    };
    let row = save::change(&tx, &caller, before, draft).await?;
    tx.commit().await?;
    Ok(Json(reply(&app, &caller, row).await?))
}
