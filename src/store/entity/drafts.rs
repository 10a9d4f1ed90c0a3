//! Table `drafts`: what an agent has begun to write, per agent and ticket.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a draft will become.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum DraftKind {
    #[sea_orm(string_value = "reply")]
    Reply,
    #[sea_orm(string_value = "note")]
    Note,
    #[sea_orm(string_value = "forward")]
    Forward,
}

impl DraftKind {
    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Note => "note",
            Self::Forward => "forward",
        }
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "drafts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub ticket_id: Uuid,
    pub user_id: Uuid,
    pub kind: DraftKind,
    pub channel_id: Option<Uuid>,
    pub to: Json,
    pub cc: Json,
    pub bcc: Json,
    pub subject: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub html: Option<String>,
    /// Array of attachment ids.
    pub attachments: Json,
    pub seen_message_id: Option<Uuid>,
    /// The message a reply answers; none: the last a person wrote to us.
    pub answer_to: Option<Uuid>,
    /// The message a forward passes on.
    pub forward_of: Option<Uuid>,
    /// Array of ids: the files of that message which go along; none: all.
    pub forward_attachments: Option<Json>,
    /// Whether the answered message is to stand below.
    pub quote: bool,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
