//! Rows of `segments`: saved filters over contacts, shared or personal.

use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    ModelTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde_json::Value;
use uuid::Uuid;

use super::Tx;
use super::entity::segments::{ActiveModel, Column, Entity, Model};

/// More than anybody keeps.
pub const MOST: u64 = 200;

fn visible_to(user_id: Uuid) -> Condition {
    Condition::any().add(Column::OwnerId.is_null().or(Column::OwnerId.eq(user_id)))
}

/// The shared ones and the user's own, by name.
pub async fn list(conn: &impl ConnectionTrait, user_id: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(visible_to(user_id))
        .order_by_asc(Column::Name)
        .order_by_asc(Column::Id)
        .limit(MOST)
        .all(conn)
        .await
}

/// A segment the user sees.
pub async fn find(conn: &impl ConnectionTrait, user_id: Uuid, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(visible_to(user_id)).one(conn).await
}

/// Like [`find`], held until the transaction ends.
pub async fn lock(tx: &Tx, user_id: Uuid, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(visible_to(user_id))
        .lock_exclusive()
        .one(tx)
        .await
}

/// Without an owner it is shared.
pub async fn insert(tx: &Tx, owner_id: Option<Uuid>, name: String, filter: Value) -> Result<Model, DbErr> {
    ActiveModel {
        id: Set(tx.id()),
        owner_id: Set(owner_id),
        name: Set(name),
        filter: Set(filter),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        version: Set(1),
    }
    .insert(tx)
    .await
}

/// Stores `after` over `before` and counts its version up.
pub async fn save(tx: &Tx, before: &Model, after: Model) -> Result<Model, DbErr> {
    let mut row = after.into_active_model().reset_all();
    row.id = sea_orm::Unchanged(before.id);
    row.created_at = sea_orm::Unchanged(before.created_at);
    row.updated_at = Set(tx.now());
    row.version = Set(before.version + 1);
    row.update(tx).await
}

pub async fn delete(tx: &Tx, segment: Model) -> Result<(), DbErr> {
    segment.delete(tx).await.map(|_| ())
}
