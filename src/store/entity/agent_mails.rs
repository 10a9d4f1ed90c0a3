//! Table `agent_mails`: notices and invitations to agents by mail. They are no messages: no customer, no timeline ever
//! sees them.

use super::messages::DeliveryState;
use super::notifications::Reason;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "agent_mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    /// What it tells of; none for an invitation.
    pub ticket_id: Option<Uuid>,
    /// Whose link it carries: the link itself is written when it leaves, and stored nowhere.
    pub invitation_id: Option<Uuid>,
    /// The channel it goes out by.
    pub channel_id: Uuid,
    /// None for an invitation.
    pub kind: Option<Reason>,
    /// Message-ID without brackets.
    pub reference_id: String,
    pub recipient_name: String,
    /// The agent's address.
    pub recipient: String,
    /// The signed address that takes this agent's answer; none where it would be too long.
    pub reply_to: Option<String>,
    pub subject: String,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    #[sea_orm(column_type = "Text")]
    pub html: String,
    pub state: DeliveryState,
    /// The provider's code (`5.1.1`).
    pub code: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub state_reason: Option<String>,
    pub at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
