//! Rows of `taggings`: which ticket has which tag.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set};
use uuid::Uuid;

use super::Tx;
use super::entity::taggings::{ActiveModel, Column, Entity};
use super::entity::tags;
use super::ticket_rows::tags_of;

/// The tags of one ticket, by name.
pub async fn of_ticket(conn: &impl ConnectionTrait, ticket_id: Uuid) -> Result<Vec<tags::Model>, DbErr> {
    Ok(tags_of(conn, &[ticket_id])
        .await?
        .remove(&ticket_id)
        .unwrap_or_default())
}

/// Every tag there is, by name: a house has few.
pub async fn known(conn: &impl ConnectionTrait) -> Result<Vec<tags::Model>, DbErr> {
    tags::Entity::find()
        .order_by_asc(tags::Column::Name)
        .all(conn)
        .await
}

/// Makes a tag in a neutral colour.
pub async fn create(tx: &Tx, name: &str) -> Result<tags::Model, DbErr> {
    use sea_orm::ActiveModelTrait as _;
    tags::ActiveModel {
        id: Set(tx.id()),
        name: Set(name.to_owned()),
        color: Set("#808080".to_owned()),
        created_at: Set(tx.now()),
    }
    .insert(tx)
    .await
}

/// Puts tags on a ticket; those it has already do no harm.
pub async fn add(tx: &Tx, ticket_id: Uuid, tag_ids: &[Uuid]) -> Result<(), DbErr> {
    if tag_ids.is_empty() {
        return Ok(());
    }
    let rows = tag_ids.iter().map(|tag_id| ActiveModel {
        tag_id: Set(*tag_id),
        ticket_id: Set(ticket_id),
    });
    Entity::insert_many(rows)
        .on_conflict_do_nothing_on([Column::TagId, Column::TicketId])
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Takes tags off a ticket.
pub async fn remove(tx: &Tx, ticket_id: Uuid, tag_ids: &[Uuid]) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::TicketId.eq(ticket_id))
        .filter(Column::TagId.is_in(tag_ids.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}
