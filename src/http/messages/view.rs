//! How messages look to clients.

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Caller, Permission};
use crate::app::App;
use crate::http::tickets::view::{ChannelName, TicketName};
use crate::store::addresses::{self, Address};
use crate::store::entity::messages::{AuthorKind, DeliveryState, MessageKind, Model};
use crate::store::entity::outbox::OutboxStage;
use crate::store::entity::{attachments, channels};
use crate::store::message_rows::{Surroundings, surroundings};

/// One message of a timeline.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Message {
    pub id: Uuid,
    pub ticket: Option<TicketName>,
    pub kind: MessageKind,
    pub author: MessageAuthor,
    /// None for notes.
    pub channel: Option<ChannelName>,
    /// Its channel carries neither subject nor HTML: it reads as a line of a chat, not as a letter.
    pub chat: bool,
    pub subject: Option<String>,
    /// The whole text, quotations included.
    pub text: String,
    /// The new words.
    pub reply_text: String,
    /// Whether `GET /messages/{id}/frame` shows more than the text.
    pub has_html: bool,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub bcc: Vec<Address>,
    pub at: DateTime<Utc>,
    /// Why it is taken for a machine's.
    pub automatic: Option<String>,
    /// The author takes no part in the ticket.
    pub third_party: bool,
    pub forwarded_from: Option<Address>,
    pub state: DeliveryState,
    pub state_reason: Option<String>,
    pub deliveries: Vec<Delivery>,
    /// When it goes out, while it waits.
    pub due_at: Option<DateTime<Utc>>,
    /// `POST /messages/{id}/cancel` takes it back.
    pub can_cancel: bool,
    pub attachments: Vec<MessageAttachment>,
    /// What was wrong with it when it came in.
    #[schema(value_type = Vec<String>)]
    pub problems: serde_json::Value,
    /// Whether `GET /messages/{id}/raw` has it as it came in.
    pub has_raw: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct MessageAuthor {
    pub kind: AuthorKind,
    pub user_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub name: String,
    pub address: Option<String>,
}

/// What became of one recipient's copy.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Delivery {
    pub recipient: String,
    pub state: DeliveryState,
    pub code: Option<String>,
    /// The provider's words.
    pub reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct MessageAttachment {
    pub id: Uuid,
    pub filename: String,
    pub content_type: String,
    /// Bytes.
    pub size: i64,
    /// Shown inside the HTML.
    pub inline: bool,
    pub content_id: Option<String>,
}

impl From<&attachments::Model> for MessageAttachment {
    fn from(file: &attachments::Model) -> Self {
        Self {
            id: file.id,
            filename: file.filename.clone(),
            content_type: file.content_type.clone(),
            size: file.size,
            inline: file.inline,
            content_id: file.content_id.clone(),
        }
    }
}

/// Messages as the caller sees them, in the order given; authorised already. A constant number of statements.
pub async fn messages(app: &App, caller: &Caller, models: Vec<Model>) -> Result<Vec<Message>, DbErr> {
    let around = surroundings(app.store.read(), &models).await?;
    Ok(models
        .into_iter()
        .map(|model| message(app, model, caller, &around))
        .collect())
}

fn message(app: &App, model: Model, caller: &Caller, around: &Surroundings) -> Message {
    let queued = around
        .outbox_by_message
        .get(&model.id)
        .filter(|_| model.state == DeliveryState::Queued);
    let waiting = queued.is_some_and(|row| row.stage == OutboxStage::Waiting);
    let channel = model.channel_id.and_then(|id| around.channels.get(&id));
    Message {
        ticket: around.tickets.get(&model.ticket_id).map(TicketName::from),
        author: MessageAuthor {
            kind: model.author_kind,
            user_id: model.author_user_id,
            contact_id: (model.author_kind == AuthorKind::Contact).then_some(model.contact_id),
            name: model.author_name,
            address: model.author_address,
        },
        channel: channel.map(|channel| ChannelName {
            id: channel.id,
            kind: channel.kind.clone(),
            name: channel.name.clone(),
        }),
        chat: channel.is_some_and(|channel| is_chat(app, channel)),
        has_html: model.html.is_some(),
        to: addresses::from_json(&model.to),
        cc: addresses::from_json(&model.cc),
        bcc: addresses::from_json(&model.bcc),
        forwarded_from: model.forwarded_from.as_ref().and_then(addresses::one_from_json),
        deliveries: around
            .deliveries_by_message
            .get(&model.id)
            .into_iter()
            .flatten()
            .map(|copy| Delivery {
                recipient: copy.recipient.clone(),
                state: copy.state,
                code: copy.code.clone(),
                reason: copy.reason.clone(),
            })
            .collect(),
        due_at: queued.map(|row| row.due_at),
        can_cancel: waiting && caller.may(Permission::TicketsReply),
        attachments: around
            .attachments_by_message
            .get(&model.id)
            .into_iter()
            .flatten()
            .map(MessageAttachment::from)
            .collect(),
        has_raw: around.with_raw.contains(&model.id),
        id: model.id,
        kind: model.kind,
        subject: model.subject,
        text: model.text,
        reply_text: model.reply_text,
        at: model.at,
        automatic: model.automatic,
        third_party: model.third_party,
        state: model.state,
        state_reason: model.state_reason,
        problems: model.problems,
    }
}

/// What a channel that cannot be opened carries is unknown; a letter shows everything.
fn is_chat(app: &App, channel: &channels::Model) -> bool {
    let opened = app.channels.open(channel);
    opened.is_ok_and(|opened| !opened.capabilities().subject && !opened.capabilities().html)
}
