//! Rows of `ticket_reads`: how far each user has read each ticket.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, Set};
use uuid::Uuid;

use super::Tx;
use super::entity::ticket_reads::{ActiveModel, Column, Entity};

/// The user has seen everything up to `message_id`; `None` marks the ticket unread.
pub async fn set(tx: &Tx, user_id: Uuid, ticket_id: Uuid, message_id: Option<Uuid>) -> Result<(), DbErr> {
    let row = ActiveModel {
        user_id: Set(user_id),
        ticket_id: Set(ticket_id),
        message_id: Set(message_id),
        read_at: Set(tx.now()),
    };
    Entity::insert(row)
        .on_conflict(
            OnConflict::columns([Column::UserId, Column::TicketId])
                .update_columns([Column::MessageId, Column::ReadAt])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The newest message of the ticket the user has seen; none when they never looked or marked it unread.
pub async fn seen(
    conn: &impl ConnectionTrait,
    user_id: Uuid,
    ticket_id: Uuid,
) -> Result<Option<Uuid>, DbErr> {
    let row = Entity::find_by_id((user_id, ticket_id)).one(conn).await?;
    Ok(row.and_then(|row| row.message_id))
}
