//! Rows of `ticket_links`: tickets that belong together. A link counts from both ends.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set};
use uuid::Uuid;

use super::Tx;
use super::entity::ticket_links::{ActiveModel, Column, Entity, LinkKind, Model};

/// All links of a ticket, whichever end it is.
pub async fn of_ticket(conn: &impl ConnectionTrait, ticket_id: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(
            Condition::any()
                .add(Column::TicketId.eq(ticket_id))
                .add(Column::OtherId.eq(ticket_id)),
        )
        .order_by_asc(Column::CreatedAt)
        .all(conn)
        .await
}

fn between(a: Uuid, b: Uuid) -> Condition {
    let pair = |from, to| {
        Condition::all()
            .add(Column::TicketId.eq(from))
            .add(Column::OtherId.eq(to))
    };
    Condition::any().add(pair(a, b)).add(pair(b, a))
}

/// Links two tickets; false when they were linked already, from either end.
pub async fn insert(tx: &Tx, ticket_id: Uuid, other_id: Uuid, kind: LinkKind) -> Result<bool, DbErr> {
    if Entity::find()
        .filter(between(ticket_id, other_id))
        .one(tx)
        .await?
        .is_some()
    {
        return Ok(false);
    }
    let row = ActiveModel {
        ticket_id: Set(ticket_id),
        other_id: Set(other_id),
        kind: Set(kind),
        created_at: Set(tx.now()),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(true)
}

/// Unlinks two tickets; false when they were not linked.
pub async fn remove(tx: &Tx, ticket_id: Uuid, other_id: Uuid) -> Result<bool, DbErr> {
    let done = Entity::delete_many()
        .filter(between(ticket_id, other_id))
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}
