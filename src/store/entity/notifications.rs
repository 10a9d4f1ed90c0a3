//! Table `notifications`: what an agent should look at (mentions, assignments).

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a user is told; the word of the `kind` column.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
#[schema(as = NotificationKind)]
pub enum Reason {
    /// A ticket of theirs woke from its snooze.
    #[sea_orm(string_value = "woke")]
    Woke,
    #[sea_orm(string_value = "mention")]
    Mention,
    #[sea_orm(string_value = "assigned")]
    Assigned,
    /// The customer answered on a ticket of theirs.
    #[sea_orm(string_value = "reply")]
    Reply,
    /// What they sent did not arrive.
    #[sea_orm(string_value = "delivery_failed")]
    DeliveryFailed,
    /// A ticket that is nobody's came to a team of theirs.
    #[sea_orm(string_value = "new_ticket")]
    NewTicket,
    /// The customer wrote on a ticket of a team of theirs that is not their own.
    #[sea_orm(string_value = "team_reply")]
    TeamReply,
    /// A ticket of theirs, or one that is nobody's, has waited too long for an answer.
    #[sea_orm(string_value = "waiting")]
    Waiting,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "notifications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub ticket_id: Uuid,
    pub message_id: Option<Uuid>,
    pub kind: Reason,
    pub created_at: DateTimeUtc,
    pub read_at: Option<DateTimeUtc>,
    /// Since when a mail about it is wanted; none when there is to be none, or it was made.
    pub mail_due_at: Option<DateTimeUtc>,
    /// Since when push messages about it are wanted; none when there are to be none, or they were made.
    pub push_due_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
