//! Table `outbox`: messages to hand to a provider; undo and send-later are just `due_at`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far the current attempt came; after `handed_over` a lost attempt is in doubt.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum OutboxStage {
    #[sea_orm(string_value = "waiting")]
    Waiting,
    #[sea_orm(string_value = "claimed")]
    Claimed,
    #[sea_orm(string_value = "handed_over")]
    HandedOver,
}

impl OutboxStage {
    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Claimed => "claimed",
            Self::HandedOver => "handed_over",
        }
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What is sent: a message to customers, or …
    pub message_id: Option<Uuid>,
    /// … a notice to an agent. Exactly one of the two.
    pub agent_mail_id: Option<Uuid>,
    pub channel_id: Uuid,
    pub due_at: DateTimeUtc,
    pub attempts: i32,
    /// Grows with every claim: a late result of an old attempt is refused by it.
    pub attempt_no: i32,
    pub stage: OutboxStage,
    pub lease_until: Option<DateTimeUtc>,
    pub first_tried_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text", nullable)]
    pub last_error: Option<String>,
    pub created_at: DateTimeUtc,
}

/// What a row gets to its provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cargo {
    Message(Uuid),
    AgentMail(Uuid),
}

impl Model {
    pub fn cargo(&self) -> Cargo {
        match self.agent_mail_id {
            Some(id) => Cargo::AgentMail(id),
            // The table's CHECK sees to it that one of the two is there.
            None => Cargo::Message(self.message_id.unwrap_or_default()),
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
