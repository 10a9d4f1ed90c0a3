//! Rows of `contact_distinctions`: who is not who.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Set};
use uuid::Uuid;

use super::Tx;
use super::entity::contact_distinctions::{ActiveModel, Column, Entity, Model};

/// More than this many of one contact are not looked at.
const MOST: u64 = 1_000;

/// Notes that the two are different people; a second time is no news.
pub async fn insert(tx: &Tx, one: Uuid, other: Uuid, said_by: Uuid) -> Result<(), DbErr> {
    let row = ActiveModel {
        contact_id: Set(one.min(other)),
        other_id: Set(one.max(other)),
        said_by: Set(said_by),
        said_at: Set(tx.now()),
    };
    Entity::insert(row)
        .on_conflict_do_nothing_on([Column::ContactId, Column::OtherId])
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Takes it back.
pub async fn delete(tx: &Tx, one: Uuid, other: Uuid) -> Result<(), DbErr> {
    Entity::delete_by_id((one.min(other), one.max(other)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Everybody who was told apart from this contact.
pub async fn others(conn: &impl ConnectionTrait, id: Uuid) -> Result<HashSet<Uuid>, DbErr> {
    let pairs: Vec<Model> = Entity::find()
        .filter(
            Condition::any()
                .add(Column::ContactId.eq(id))
                .add(Column::OtherId.eq(id)),
        )
        .limit(MOST)
        .all(conn)
        .await?;
    Ok(pairs
        .into_iter()
        .map(|pair| match pair.contact_id == id {
            true => pair.other_id,
            false => pair.contact_id,
        })
        .collect())
}
