//! Rows of `notifications`: what a user should look at.

use sea_orm::{ActiveModelTrait, DbErr, Set};
use uuid::Uuid;

use super::Tx;
use super::entity::notifications::{ActiveModel, Model};
use crate::live::Notice;

/// Why a user is told; the word of the `kind` column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Mention,
    Assigned,
    /// The customer answered on a ticket of theirs.
    Reply,
}

impl Reason {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mention => "mention",
            Self::Assigned => "assigned",
            Self::Reply => "reply",
        }
    }
}

/// Tells one user; their browsers hear of it after the commit.
pub async fn insert(
    tx: &Tx,
    user_id: Uuid,
    reason: Reason,
    ticket_id: Uuid,
    message_id: Option<Uuid>,
) -> Result<Model, DbErr> {
    tx.notify(Notice::Notification { user_id });
    ActiveModel {
        id: Set(tx.id()),
        user_id: Set(user_id),
        ticket_id: Set(ticket_id),
        message_id: Set(message_id),
        kind: Set(reason.as_str().to_owned()),
        created_at: Set(tx.now()),
        read_at: Set(None),
    }
    .insert(tx)
    .await
}
