//! Messages in the outbox that no attempt has claimed yet: taken back, hastened, put in again.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Set};
use uuid::Uuid;

use super::Tx;
use super::entity::messages::DeliveryState;
use super::entity::outbox::{ActiveModel, Cargo, Column, Entity, Model, OutboxStage};
use super::entity::{deliveries, messages};
use super::outbox;

/// The row of a message while nobody sends it, held.
pub async fn hold(tx: &Tx, message_id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::MessageId.eq(message_id))
        .filter(Column::Stage.eq(OutboxStage::Waiting))
        .lock_exclusive()
        .one(tx)
        .await
}

/// Takes a held row away.
pub async fn withdraw(tx: &Tx, row: &Model) -> Result<(), DbErr> {
    Entity::delete_by_id(row.id).exec(tx).await?;
    Ok(())
}

/// Makes a held row due now.
pub async fn hasten(tx: &Tx, row: &Model) -> Result<(), DbErr> {
    ActiveModel {
        id: sea_orm::Unchanged(row.id),
        due_at: Set(tx.now()),
        ..Default::default()
    }
    .update(tx)
    .await?;
    Ok(())
}

/// Puts a message whose sending ended badly in again, due now: its copies in one of `states` are queued anew, copies
/// that arrived stay as they are. False when it is still in the outbox.
pub async fn requeue(
    tx: &Tx,
    message: &messages::Model,
    channel_id: Uuid,
    states: &[DeliveryState],
) -> Result<bool, DbErr> {
    let present = Entity::find()
        .filter(Column::MessageId.eq(message.id))
        .lock_exclusive()
        .one(tx)
        .await?;
    if present.is_some() {
        return Ok(false);
    }
    deliveries::Entity::update_many()
        .col_expr(
            deliveries::Column::State,
            Expr::value(DeliveryState::Queued.as_str()),
        )
        .col_expr(deliveries::Column::Code, Expr::value(Option::<String>::None))
        .col_expr(deliveries::Column::Reason, Expr::value(Option::<String>::None))
        .col_expr(deliveries::Column::UpdatedAt, Expr::value(tx.now()))
        .filter(deliveries::Column::MessageId.eq(message.id))
        .filter(deliveries::Column::State.is_in(states.iter().copied()))
        .exec(tx)
        .await?;
    outbox::put(tx, Cargo::Message(message.id), channel_id, tx.now()).await?;
    Ok(true)
}

/// Whether some copy was taken, or may have been.
pub async fn left_the_house(tx: &Tx, message_id: Uuid) -> Result<bool, DbErr> {
    use DeliveryState as S;
    let gone = deliveries::Entity::find()
        .filter(deliveries::Column::MessageId.eq(message_id))
        .filter(deliveries::Column::State.is_in([S::Sending, S::Sent, S::Delivered, S::Read, S::Unknown]))
        .one(tx)
        .await?;
    Ok(gone.is_some())
}

/// All copies of a message that never left.
pub async fn cancel_copies(tx: &Tx, message_id: Uuid) -> Result<(), DbErr> {
    deliveries::Entity::update_many()
        .col_expr(
            deliveries::Column::State,
            Expr::value(DeliveryState::Cancelled.as_str()),
        )
        .col_expr(deliveries::Column::UpdatedAt, Expr::value(tx.now()))
        .filter(deliveries::Column::MessageId.eq(message_id))
        .exec(tx)
        .await?;
    Ok(())
}
