//! `POST /tickets/{id}/notes`: an internal note.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::reply::created;
use crate::app::App;
use crate::desk::note::{NewNote, write};
use crate::http::error::{ApiResult, Problem};
use crate::http::messages::view::Message;
use crate::http::{ApiJson, ApiPath, Authenticated};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteBody {
    pub text: String,
    pub html: Option<String>,
    #[serde(default)]
    pub attachment_ids: Vec<Uuid>,
    /// Colleagues who are told; each must be able to see the ticket.
    #[serde(default)]
    pub mention_ids: Vec<Uuid>,
}

/// Writes a note. Colleagues see it; it is never mailed to a customer.
#[utoipa::path(post, path = "/tickets/{id}/notes", tag = "tickets", params(("id" = Uuid, Path)), request_body = NoteBody,
    responses(
        (status = CREATED, body = Message),
        (status = FORBIDDEN, body = Problem),
        (status = NOT_FOUND, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn note(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<NoteBody>,
) -> ApiResult<(StatusCode, Json<Message>)> {
    let new = NewNote {
        text: body.text,
        html: body.html,
        attachment_ids: body.attachment_ids,
        mention_ids: body.mention_ids,
    };
    let tx = app.store.write().await?;
    let note = write(&tx, &caller, id, new).await?;
    tx.commit().await?;
    created(&app, &caller, note).await
}
