//! Rows of `intake`, the ledger: one for each thing received, found again by its keys.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Select, Set,
};
use uuid::Uuid;

use super::Tx;
use super::entity::intake::{Column, Entity, IntakeState, Model};

/// The row of one delivery.
pub async fn find(
    conn: &impl ConnectionTrait,
    channel_id: Uuid,
    external_id: &str,
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::ChannelId.eq(channel_id))
        .filter(Column::ExternalId.eq(external_id))
        .one(conn)
        .await
}

/// A row by id, whoever may see it.
pub async fn by_id(conn: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(conn).await
}

/// A row by id, held until the transaction ends.
pub async fn lock(tx: &Tx, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// Accepted rows on any channel whose message names itself by this id, oldest first.
pub async fn accepted_by_reference(
    conn: &impl ConnectionTrait,
    reference_id: &str,
) -> Result<Vec<Model>, DbErr> {
    copies(reference_id).all(conn).await
}

/// The query of [`accepted_by_reference`]. In an order that the index of these ids alone gives: a planner that expects
/// many would walk all rows by their own ids.
pub fn copies(reference_id: &str) -> Select<Entity> {
    Entity::find()
        .filter(Column::ReferenceId.eq(reference_id))
        .filter(Column::State.eq(IntakeState::Accepted))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .limit(100)
}

/// Ids of failed rows, oldest first, after `after`.
pub async fn failed_after(
    conn: &impl ConnectionTrait,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find().filter(Column::State.eq(IntakeState::Failed));
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    query.order_by_asc(Column::Id).limit(limit).all(conn).await
}

pub async fn insert(tx: &Tx, row: Model) -> Result<(), DbErr> {
    Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Stores a changed row.
pub async fn save(tx: &Tx, row: Model) -> Result<Model, DbErr> {
    let id = row.id;
    let mut row = row.into_active_model().reset_all();
    row.id = sea_orm::Unchanged(id);
    row.updated_at = Set(tx.now());
    row.update(tx).await
}
