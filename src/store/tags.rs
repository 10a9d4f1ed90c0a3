//! Rows of `tags`: found, made, renamed, removed.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, ModelTrait,
    QueryFilter, QueryOrder, QuerySelect, Set,
};
use uuid::Uuid;

use super::Tx;
use super::entity::tags::{ActiveModel, Column, Entity, Model};

/// Every tag there is, by name: a house has few.
pub async fn list(conn: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    Entity::find().order_by_asc(Column::Name).all(conn).await
}

/// A tag, held until the transaction ends.
pub async fn lock(tx: &Tx, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// Whether another tag is called so.
pub async fn is_taken(tx: &Tx, name: &str, by_other_than: Option<Uuid>) -> Result<bool, DbErr> {
    let found = Entity::find().filter(Column::Name.eq(name)).one(tx).await?;
    Ok(found.is_some_and(|tag| Some(tag.id) != by_other_than))
}

pub async fn insert(tx: &Tx, name: String, color: String) -> Result<Model, DbErr> {
    ActiveModel {
        id: Set(tx.id()),
        name: Set(name),
        color: Set(color),
        created_at: Set(tx.now()),
    }
    .insert(tx)
    .await
}

pub async fn save(tx: &Tx, tag: Model, name: String, color: String) -> Result<Model, DbErr> {
    let mut row = tag.into_active_model();
    row.name = Set(name);
    row.color = Set(color);
    row.update(tx).await
}

/// Takes the tag off every ticket, too.
pub async fn delete(tx: &Tx, tag: Model) -> Result<(), DbErr> {
    tag.delete(tx).await.map(|_| ())
}
