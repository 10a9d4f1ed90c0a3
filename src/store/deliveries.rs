//! Rows of `deliveries`, and the outbox row that gets a message to them.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set,
};
use uuid::Uuid;

use super::Tx;
use super::entity::deliveries::{ActiveModel, Column, Entity, Model};
use super::entity::messages::{self, DeliveryState};
use super::entity::outbox::Cargo;
use super::outbox;

/// Puts a queued message into the outbox, due at `due_at`, with one delivery for each of its distinct recipients.
pub async fn enqueue(
    tx: &Tx,
    message: &messages::Model,
    channel_id: Uuid,
    recipients: &[String],
    due_at: chrono::DateTime<chrono::Utc>,
) -> Result<(), DbErr> {
    insert(tx, message.id, recipients, DeliveryState::Queued).await?;
    outbox::put(tx, Cargo::Message(message.id), channel_id, due_at).await
}

/// One delivery for each distinct recipient.
pub async fn insert(
    tx: &Tx,
    message_id: Uuid,
    recipients: &[String],
    state: DeliveryState,
) -> Result<(), DbErr> {
    let mut seen = std::collections::HashSet::new();
    let rows: Vec<ActiveModel> = recipients
        .iter()
        .map(|recipient| recipient.to_lowercase())
        .filter(|recipient| seen.insert(recipient.clone()))
        .map(|recipient| ActiveModel {
            id: Set(tx.id()),
            message_id: Set(message_id),
            recipient: Set(recipient),
            state: Set(state),
            code: Set(None),
            reason: Set(None),
            updated_at: Set(tx.now()),
        })
        .collect();
    if !rows.is_empty() {
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// All deliveries of a message, in the order they were made.
pub async fn of_message(conn: &impl ConnectionTrait, message_id: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::MessageId.eq(message_id))
        .order_by_asc(Column::Id)
        .all(conn)
        .await
}

/// Stores what became of one copy.
pub async fn set(
    tx: &Tx,
    delivery: &Model,
    state: DeliveryState,
    code: Option<&str>,
    reason: Option<&str>,
) -> Result<Model, DbErr> {
    ActiveModel {
        id: sea_orm::Unchanged(delivery.id),
        state: Set(state),
        code: Set(code.map(str::to_owned)),
        reason: Set(reason.map(str::to_owned)),
        updated_at: Set(tx.now()),
        ..Default::default()
    }
    .update(tx)
    .await
}
