//! Rows of `automatic_replies`: what the hub answered by itself, to whom and when.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::Tx;
use super::entity::automatic_replies::{ActiveModel, Column, Entity, Model};

/// The last `limit` answers to this address since `since`, newest first.
pub async fn recent(tx: &Tx, recipient: &str, since: DateTime<Utc>, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Recipient.eq(recipient))
        .filter(Column::SentAt.gt(since))
        .order_by_desc(Column::SentAt)
        .limit(limit)
        .all(tx)
        .await
}

/// Whether this address was ever answered automatically on the ticket.
pub async fn answered_on(tx: &Tx, recipient: &str, ticket_id: Uuid) -> Result<bool, DbErr> {
    let row = Entity::find()
        .filter(Column::Recipient.eq(recipient))
        .filter(Column::TicketId.eq(ticket_id))
        .one(tx)
        .await?;
    Ok(row.is_some())
}

pub async fn insert(tx: &Tx, recipient: &str, ticket_id: Uuid) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(tx.id()),
        recipient: Set(recipient.to_owned()),
        ticket_id: Set(ticket_id),
        sent_at: Set(tx.now()),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}
