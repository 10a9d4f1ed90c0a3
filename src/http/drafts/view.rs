//! How drafts look to clients.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Caller;
use crate::app::App;
use crate::desk::draft::Content;
use crate::http::error::ApiResult;
use crate::http::messages::view::MessageAttachment;
use crate::store::addresses::{self, Address};
use crate::store::entity::drafts::{DraftKind, Model};
use crate::store::{attachments, drafts};

/// What an agent has begun to write.
#[derive(Debug, Serialize, ToSchema)]
pub struct Draft {
    pub kind: DraftKind,
    pub ticket_id: Uuid,
    pub channel_id: Option<Uuid>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub bcc: Vec<Address>,
    pub subject: Option<String>,
    pub text: String,
    pub html: Option<String>,
    pub attachment_ids: Vec<Uuid>,
    pub attachments: Vec<MessageAttachment>,
    pub seen_message_id: Option<Uuid>,
    /// The message a reply answers; null: the last a person wrote to us.
    pub answer_to: Option<Uuid>,
    /// The message a forward passes on.
    pub forward_of: Option<Uuid>,
    /// Which of its files go along; null: all.
    pub forward_attachment_ids: Option<Vec<Uuid>>,
    /// Whether the answered message is to stand below.
    pub quote: bool,
    pub updated_at: DateTime<Utc>,
    pub version: i64,
}

/// A draft as the composer sends it, whole.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DraftBody {
    pub channel_id: Option<Uuid>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub bcc: Vec<Address>,
    pub subject: Option<String>,
    pub text: String,
    pub html: Option<String>,
    pub attachment_ids: Vec<Uuid>,
    pub seen_message_id: Option<Uuid>,
    pub answer_to: Option<Uuid>,
    pub forward_of: Option<Uuid>,
    pub forward_attachment_ids: Option<Vec<Uuid>>,
    pub quote: bool,
}

impl Default for DraftBody {
    fn default() -> Self {
        Self {
            channel_id: None,
            to: Vec::new(),
            cc: Vec::new(),
            bcc: Vec::new(),
            subject: None,
            text: String::new(),
            html: None,
            attachment_ids: Vec::new(),
            seen_message_id: None,
            answer_to: None,
            forward_of: None,
            forward_attachment_ids: None,
            // As the column: a letter quotes unless told not to.
            quote: true,
        }
    }
}

impl From<DraftBody> for Content {
    fn from(body: DraftBody) -> Self {
        Self {
            channel_id: body.channel_id,
            to: body.to,
            cc: body.cc,
            bcc: body.bcc,
            subject: body.subject,
            text: body.text,
            html: body.html,
            attachment_ids: body.attachment_ids,
            seen_message_id: body.seen_message_id,
            answer_to: body.answer_to,
            forward_of: body.forward_of,
            forward_attachment_ids: body.forward_attachment_ids,
            quote: body.quote,
        }
    }
}

/// The caller's draft with its files.
pub async fn draft(app: &App, caller: &Caller, model: Model) -> ApiResult<Draft> {
    let ids = drafts::attachment_ids(&model);
    let files = attachments::waiting(app.store.read(), caller.user_id, &ids).await?;
    Ok(Draft {
        kind: model.kind,
        ticket_id: model.ticket_id,
        channel_id: model.channel_id,
        to: addresses::from_json(&model.to),
        cc: addresses::from_json(&model.cc),
        bcc: addresses::from_json(&model.bcc),
        attachments: files.iter().map(MessageAttachment::from).collect(),
        attachment_ids: ids,
        subject: model.subject,
        text: model.text,
        html: model.html,
        seen_message_id: model.seen_message_id,
        answer_to: model.answer_to,
        forward_of: model.forward_of,
        forward_attachment_ids: model
            .forward_attachments
            .and_then(|ids| serde_json::from_value(ids).ok()),
        quote: model.quote,
        updated_at: model.updated_at,
        version: model.version,
    })
}
