//! `POST /tickets/{id}/replies`: answers or forwards.

use axum::Json;
use axum::extract::State;
use centralino_channels::capabilities::Capabilities;
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Caller;
use crate::app::App;
use crate::desk::answer_to;
use crate::desk::error::DeskError;
use crate::desk::reply::{NewReply, compose};
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::messages::view::{Message, messages};
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::store::addresses::Address;
use crate::store::entity::tickets::TicketStatus;
use crate::store::{messages as message_rows, tickets};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyBody {
    /// By default the channel the customer last wrote on.
    pub channel_id: Option<Uuid>,
    /// By default as `reply-options` says.
    pub to: Option<Vec<Address>>,
    pub cc: Option<Vec<Address>>,
    #[serde(default)]
    pub bcc: Vec<Address>,
    pub subject: Option<String>,
    pub text: String,
    /// Cleaned on the server; pictures from `/api/v1/attachments/{id}` of this message travel with it.
    pub html: Option<String>,
    #[serde(default)]
    pub attachment_ids: Vec<Uuid>,
    /// The newest message the author had seen.
    pub seen_message_id: Option<Uuid>,
    /// Fold the answered message below.
    #[serde(default)]
    pub quote: bool,
    /// Not before then; by default when the undo time is over.
    pub send_at: Option<DateTime<Utc>>,
    /// Where the ticket stands afterwards; by default an open one becomes `waiting`.
    pub status: Option<TicketStatus>,
    /// Until when the ticket sleeps; goes with the status `snoozed`.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// Send although newer messages came.
    #[serde(default)]
    pub confirm_newer: bool,
    /// The message answered: it is quoted, and referred to. By default the last a person wrote to us.
    pub answer_to: Option<Uuid>,
    /// Pass this message on, with its files, instead of answering.
    pub forward_of: Option<Uuid>,
    /// Which of its files go along; by default all. Pictures its words show always do.
    pub forward_attachment_ids: Option<Vec<Uuid>>,
}

/// Queues a reply. It goes out when the undo time is over; until then it can be cancelled. Answers 409
/// `conflict_newer_messages` with `newer` when messages came that the author had not seen.
#[utoipa::path(post, path = "/tickets/{id}/replies", tag = "tickets", params(("id" = Uuid, Path)), request_body = ReplyBody,
    responses(
        (status = CREATED, body = Message),
        (status = FORBIDDEN, body = Problem),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn reply(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<ReplyBody>,
) -> ApiResult<(StatusCode, Json<Message>)> {
    let conn = app.store.read();
    let ticket = tickets::find(conn, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let channel = answer_to::channel(conn, &caller, &ticket, body.channel_id).await?;
    let can = capabilities(&app, channel.id).await?;
    let new = NewReply {
        to: body.to,
        cc: body.cc,
        bcc: body.bcc,
        subject: body.subject,
        text: body.text,
        html: body.html,
        attachment_ids: body.attachment_ids,
        seen_message_id: body.seen_message_id,
        confirm_newer: body.confirm_newer,
        quote: body.quote,
        send_at: body.send_at,
        status: body.status,
        snoozed_until: body.snoozed_until,
        answer_to: body.answer_to,
        forward_of: body.forward_of,
        forward_attachment_ids: body.forward_attachment_ids,
    };
    let tx = app.store.write().await?;
    let written = compose(&app, &tx, &caller, id, &channel, &can, new).await;
    let message = match written {
        Ok(message) => message,
        Err(DeskError::NewerMessages(ids)) => {
            drop(tx);
            return Err(newer(&app, &caller, id, ids).await?);
        }
        Err(error) => return Err(error.into()),
    };
    tx.commit().await?;
    created(&app, &caller, message).await
}

/// What a channel can carry.
pub async fn capabilities(app: &App, channel_id: Uuid) -> ApiResult<Capabilities> {
    match app.channels.get(channel_id).await {
        Ok(channel) => Ok(channel.capabilities().clone()),
        Err(error) => Err(ApiError::conflict(
            "channel_unusable",
            format!("this channel cannot be used: {error}"),
        )),
    }
}

async fn newer(app: &App, caller: &Caller, ticket_id: Uuid, ids: Vec<Uuid>) -> ApiResult<ApiError> {
    let found = message_rows::of_ticket(app.store.read(), ticket_id, &ids).await?;
    let shown = messages(app, caller, found).await?;
    Ok(ApiError::from(DeskError::NewerMessages(ids)).with("newer", shown))
}

/// 201 with the message just written.
pub async fn created(
    app: &App,
    caller: &Caller,
    message: crate::store::entity::messages::Model,
) -> ApiResult<(StatusCode, Json<Message>)> {
    let shown = messages(app, caller, vec![message]).await?.pop();
    Ok((StatusCode::CREATED, Json(shown.ok_or_else(ApiError::not_found)?)))
}
