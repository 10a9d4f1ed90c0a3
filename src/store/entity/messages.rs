//! Table `messages`: what somebody wrote: inbound, outbound, or an internal note.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which way a message goes; a note never leaves the house.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    #[sea_orm(string_value = "inbound")]
    Inbound,
    #[sea_orm(string_value = "outbound")]
    Outbound,
    #[sea_orm(string_value = "note")]
    Note,
}

impl MessageKind {
    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
            Self::Note => "note",
        }
    }
}

/// Who acted.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum AuthorKind {
    #[sea_orm(string_value = "contact")]
    Contact,
    #[sea_orm(string_value = "agent")]
    Agent,
    #[sea_orm(string_value = "system")]
    System,
}

impl AuthorKind {
    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Agent => "agent",
            Self::System => "system",
        }
    }
}

/// What became of a message at the provider; only moves forward. Inbound messages and notes are `received`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    #[sea_orm(string_value = "received")]
    Received,
    #[sea_orm(string_value = "queued")]
    Queued,
    #[sea_orm(string_value = "sending")]
    Sending,
    #[sea_orm(string_value = "sent")]
    Sent,
    #[sea_orm(string_value = "delivered")]
    Delivered,
    #[sea_orm(string_value = "read")]
    Read,
    #[sea_orm(string_value = "failed")]
    Failed,
    #[sea_orm(string_value = "unknown")]
    Unknown,
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
}

impl DeliveryState {
    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Cancelled => "cancelled",
        }
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub ticket_id: Uuid,
    /// The contact on the other side (the ticket's, or the third party who wrote).
    pub contact_id: Uuid,
    /// None for notes.
    pub channel_id: Option<Uuid>,
    pub kind: MessageKind,
    pub author_kind: AuthorKind,
    pub author_user_id: Option<Uuid>,
    pub author_identity_id: Option<Uuid>,
    pub author_name: String,
    pub author_address: Option<String>,
    /// Unique on its channel: the provider's id, with `#<hash>` appended when one id came with another body.
    pub external_id: Option<String>,
    /// The id other messages use to refer to this one (email: Message-ID without brackets).
    pub reference_id: Option<String>,
    pub in_reply_to: Option<String>,
    /// Array, oldest first.
    pub reference_ids: Json,
    pub subject: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub html: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub reply_text: String,
    /// Array of {name, address}.
    pub to: Json,
    pub cc: Json,
    pub bcc: Json,
    pub reply_to: Json,
    /// Why it is taken for a machine's.
    pub automatic: Option<String>,
    /// The author takes no part in the ticket.
    pub third_party: bool,
    /// {name, address} of the original author.
    pub forwarded_from: Option<Json>,
    /// Outbound: the message of the ticket that was passed on.
    pub forward_of: Option<Uuid>,
    pub state: DeliveryState,
    #[sea_orm(column_type = "Text", nullable)]
    pub state_reason: Option<String>,
    /// Outbound: the newest message its author had seen.
    pub seen_message_id: Option<Uuid>,
    /// Array of words.
    pub problems: Json,
    /// When it was written or, for outbound, when it was accepted for sending.
    pub at: DateTimeUtc,
    pub sent_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
