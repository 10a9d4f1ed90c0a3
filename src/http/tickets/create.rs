//! `POST /tickets`: writes to somebody first.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::reply::capabilities;
use super::ticket::{Ticket, ticket};
use crate::access::Permission;
use crate::app::App;
use crate::desk::new_ticket::{FirstMessage, open};
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};
use crate::store::addresses::Address;
use crate::store::reply_channels;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTicketBody {
    pub channel_id: Uuid,
    /// The first is the ticket's contact.
    pub to: Vec<Address>,
    #[serde(default)]
    pub cc: Vec<Address>,
    #[serde(default)]
    pub bcc: Vec<Address>,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    #[serde(default)]
    pub attachment_ids: Vec<Uuid>,
    /// Not before then; by default when the undo time is over.
    pub send_at: Option<DateTime<Utc>>,
    pub assignee_id: Option<Uuid>,
    /// Names.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// Opens a ticket with a first message to a contact.
#[utoipa::path(post, path = "/tickets", tag = "tickets", request_body = NewTicketBody,
    responses(
        (status = CREATED, body = Ticket),
        (status = FORBIDDEN, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<NewTicketBody>,
) -> ApiResult<(StatusCode, Json<Ticket>)> {
    caller.require(Permission::TicketsReply)?;
    let channel = reply_channels::find(app.store.read(), &caller.scope, None, body.channel_id)
        .await?
        .ok_or_else(|| ApiError::validation("/channel_id", "names no channel you may write by"))?;
    let can = capabilities(&app, channel.id).await?;
    let new = FirstMessage {
        to: body.to,
        cc: body.cc,
        bcc: body.bcc,
        subject: body.subject,
        text: body.text,
        html: body.html,
        attachment_ids: body.attachment_ids,
        send_at: body.send_at,
        assignee_id: body.assignee_id,
        tags: body.tags,
    };
    let tx = app.store.write().await?;
    let opened = open(&app, &tx, &caller, &channel, &can, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(ticket(&app, &caller, opened).await?)))
}
