//! `GET /tickets/{id}/reply-options`: what the composer starts with.

use axum::Json;
use axum::extract::State;
use centralino_channels::capabilities::Capabilities;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::desk::answer_to::{self, Mode};
use crate::desk::{assignment, channel_limits, signature};
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::messages::view::MessageAttachment;
use crate::http::{ApiPath, ApiQuery, Authenticated};
use crate::store::addresses::Address;
use crate::store::{attachments, tickets};

#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplyMode {
    #[default]
    Reply,
    ReplyAll,
    Forward,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ReplyOptionsQuery {
    #[serde(default)]
    #[param(inline)]
    pub mode: ReplyMode,
    /// The message to answer or forward; by default the last one a person wrote to us.
    pub message_id: Option<Uuid>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReplyOptions {
    /// The channel to begin with.
    pub channel_id: Uuid,
    /// Channels on which somebody of the ticket can be reached.
    pub channels: Vec<ReplyChannel>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub subject: String,
    /// Send it back as `seen_message_id`.
    pub last_message_id: Option<Uuid>,
    /// What will stand below the words, by the channel to begin with.
    pub signature: String,
    /// The message answered or forwarded.
    pub about: Option<About>,
}

/// The message a letter is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct About {
    pub id: Uuid,
    pub author_name: String,
    pub at: DateTime<Utc>,
    /// A forward takes them along.
    pub attachments: Vec<MessageAttachment>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReplyChannel {
    pub id: Uuid,
    pub kind: String,
    pub name: String,
    pub address: Option<String>,
    /// What the channel can carry; null while it cannot be opened.
    pub capabilities: Option<Capabilities>,
    /// What will stand below the words.
    pub signature: String,
    /// The same as HTML, where the agent made it rich.
    pub signature_html: Option<String>,
    /// Whether free text may be sent now.
    pub window_open: bool,
    /// When it no longer may, or since when; null where the channel knows no such time.
    pub window_closes_at: Option<DateTime<Utc>>,
}

/// Channels, recipients and subject an answer begins with. Our own addresses are never among the recipients.
#[utoipa::path(get, path = "/tickets/{id}/reply-options", tag = "tickets", params(("id" = Uuid, Path), ReplyOptionsQuery),
    responses((status = OK, body = ReplyOptions), (status = NOT_FOUND, body = Problem)))]
pub async fn reply_options(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiQuery(query): ApiQuery<ReplyOptionsQuery>,
) -> ApiResult<Json<ReplyOptions>> {
    let conn = app.store.read();
    let ticket = tickets::find(conn, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    caller.require(Permission::TicketsReply)?;
    let mode = match query.mode {
        ReplyMode::Reply => Mode::Reply,
        ReplyMode::ReplyAll => Mode::ReplyAll,
        ReplyMode::Forward => Mode::Forward,
    };
    let filled = answer_to::prefill(conn, &caller, &ticket, mode, query.message_id).await?;
    let user = assignment::active_user(conn, caller.user_id, "").await?;
    let mut channels = Vec::with_capacity(filled.channels.len());
    for channel in &filled.channels {
        let opened = app.channels.get(channel.id).await.ok();
        let capabilities = opened.map(|opened| opened.capabilities().clone());
        let last = ticket.last_inbound_at;
        let signature = signature::of(&app.templates, channel, &user);
        channels.push(ReplyChannel {
            id: channel.id,
            kind: channel.kind.clone(),
            name: channel.name.clone(),
            address: channel.address.clone(),
            signature: signature.text,
            signature_html: signature.html,
            window_open: capabilities
                .as_ref()
                .is_none_or(|can| channel_limits::check_window(can, last, app.clock.now()).is_ok()),
            window_closes_at: capabilities
                .as_ref()
                .and_then(|can| channel_limits::window_closes_at(can, last)),
            capabilities,
        });
    }
    let signature = channels
        .iter()
        .find(|channel| channel.id == filled.channel_id)
        .map(|channel| channel.signature.clone());
    let about = match filled.about {
        Some(message) => {
            let files = attachments::of_messages(conn, &[message.id]).await?;
            Some(About {
                id: message.id,
                author_name: message.author_name,
                at: message.at,
                attachments: files.iter().map(MessageAttachment::from).collect(),
            })
        }
        None => None,
    };
    Ok(Json(ReplyOptions {
        channel_id: filled.channel_id,
        channels,
        to: filled.to,
        cc: filled.cc,
        subject: filled.subject,
        last_message_id: filled.last_message_id,
        signature: signature.unwrap_or_default(),
        about,
    }))
}
