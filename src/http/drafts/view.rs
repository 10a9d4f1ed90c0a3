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
    pub updated_at: DateTime<Utc>,
    pub version: i64,
}

/// A draft as the composer sends it, whole.
#[derive(Debug, Default, Deserialize, ToSchema)]
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
        updated_at: model.updated_at,
        version: model.version,
    })
}
