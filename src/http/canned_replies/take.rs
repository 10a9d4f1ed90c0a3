//! `POST /canned-replies/{id}/use`: takes one for an answer.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::FilledReply;
use crate::app::App;
use crate::desk::canned::take as desk;
use crate::http::error::{ApiResult, Problem};
use crate::http::messages::view::MessageAttachment;
use crate::http::{ApiJson, ApiPath, Authenticated};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UseBody {
    pub ticket_id: Uuid,
    /// The channel of the answer; by default the ticket's.
    pub channel_id: Option<Uuid>,
}

/// Words for the composer, and its files.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakenReply {
    #[serde(flatten)]
    pub words: FilledReply,
    /// Uploads of the caller now: send them along as `attachment_ids`.
    pub attachments: Vec<MessageAttachment>,
}

/// The reply with its variables filled in and its files made ready to be sent along; counts the use.
#[utoipa::path(post, path = "/canned-replies/{id}/use", tag = "canned replies", params(("id" = Uuid, Path)),
    request_body = UseBody,
    responses(
        (status = CREATED, body = TakenReply),
        (status = FORBIDDEN, body = Problem),
        (status = NOT_FOUND, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn take(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<UseBody>,
) -> ApiResult<(StatusCode, Json<TakenReply>)> {
    let tx = app.store.write().await?;
    let taken = desk::take(&app, &tx, &caller, id, body.ticket_id, body.channel_id).await?;
    tx.commit().await?;
    let shown = TakenReply {
        attachments: taken.files.iter().map(MessageAttachment::from).collect(),
        words: taken.words.into(),
    };
    Ok((StatusCode::CREATED, Json(shown)))
}
