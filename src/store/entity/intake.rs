//! Table `intake`: the ledger: one row per thing received, with raw bytes and outcome.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The door a thing came in by.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum IntakeSource {
    #[sea_orm(string_value = "pull")]
    Pull,
    #[sea_orm(string_value = "pipe")]
    Pipe,
    #[sea_orm(string_value = "import")]
    Import,
    #[sea_orm(string_value = "webhook")]
    Webhook,
    #[sea_orm(string_value = "sandbox")]
    Sandbox,
}

impl IntakeSource {
    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pull => "pull",
            Self::Pipe => "pipe",
            Self::Import => "import",
            Self::Webhook => "webhook",
            Self::Sandbox => "sandbox",
        }
    }
}

/// What became of a thing received.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum IntakeState {
    #[sea_orm(string_value = "accepted")]
    Accepted,
    #[sea_orm(string_value = "ignored")]
    Ignored,
    #[sea_orm(string_value = "failed")]
    Failed,
    #[sea_orm(string_value = "discarded")]
    Discarded,
}

impl IntakeState {
    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Ignored => "ignored",
            Self::Failed => "failed",
            Self::Discarded => "discarded",
        }
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "intake")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub channel_id: Uuid,
    /// Unique per channel, stable over redeliveries.
    pub external_id: String,
    pub source: IntakeSource,
    pub received_at: DateTimeUtc,
    /// Blob of the raw bytes.
    pub raw_hash: String,
    pub raw_size: i64,
    pub state: IntakeState,
    /// Why ignored, failed or discarded, in words.
    pub reason: Option<String>,
    pub subject: Option<String>,
    pub sender: Option<String>,
    /// The id the message names itself by (email: Message-ID without brackets).
    pub reference_id: Option<String>,
    /// SHA-256 of what it says, whatever road it came by.
    pub content_hash: Option<String>,
    pub message_id: Option<Uuid>,
    pub ticket_id: Option<Uuid>,
    pub attempts: i32,
    /// The user who reprocessed or discarded it.
    pub handled_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
