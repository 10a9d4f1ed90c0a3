//! Table `channels`: one configured account at one provider.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether a channel runs; `error` needs an administrator and keeps its queue.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum ChannelState {
    #[sea_orm(string_value = "active")]
    Active,
    #[sea_orm(string_value = "paused")]
    Paused,
    #[sea_orm(string_value = "error")]
    Error,
}

impl ChannelState {
    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Error => "error",
        }
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "channels")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// A name of `channels::KINDS`.
    pub kind: String,
    pub name: String,
    /// Where customers write to, lower case.
    pub address: Option<String>,
    /// Without secrets.
    pub settings: Json,
    /// Encrypted JSON object: pointer → secret.
    pub secrets: Option<Vec<u8>>,
    pub state: ChannelState,
    /// New tickets go to this team.
    pub team_id: Option<Uuid>,
    /// Of acknowledgements when the customer's is unknown.
    pub language: String,
    /// Send an acknowledgement for new tickets.
    pub acknowledge: bool,
    /// Put `[#4711]` into subjects.
    pub tag_subject: bool,
    /// Handlebars template of the From name.
    pub sender_name: String,
    /// Handlebars template below replies.
    #[sea_orm(column_type = "Text")]
    pub signature: String,
    pub last_ok_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text", nullable)]
    pub last_error: Option<String>,
    pub last_error_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
