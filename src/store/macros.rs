//! Rows of `macros`: in their order, within what the viewer sees.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, ModelTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::Tx;
use super::circle::Viewer;
use super::entity::macros::{Column, Entity, Model};

/// More than anybody finds their way in.
pub const MOST: u64 = 500;

/// All the viewer sees, in their order.
pub async fn list(conn: &impl ConnectionTrait, viewer: Viewer<'_>) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(viewer.sees(Column::OwnerId, Column::TeamId))
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Id)
        .limit(MOST)
        .all(conn)
        .await
}

/// A macro the viewer sees.
pub async fn find(conn: &impl ConnectionTrait, viewer: Viewer<'_>, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(viewer.sees(Column::OwnerId, Column::TeamId))
        .one(conn)
        .await
}

/// Like [`find`], held until the transaction ends.
pub async fn lock(tx: &Tx, viewer: Viewer<'_>, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(viewer.sees(Column::OwnerId, Column::TeamId))
        .lock_exclusive()
        .one(tx)
        .await
}

pub async fn insert(tx: &Tx, new: Model) -> Result<Model, DbErr> {
    new.into_active_model().reset_all().insert(tx).await
}

/// Stores `after` over `before` and counts its version up.
pub async fn save(tx: &Tx, before: &Model, after: Model) -> Result<Model, DbErr> {
    let mut row = after.into_active_model().reset_all();
    row.id = sea_orm::Unchanged(before.id);
    row.created_at = sea_orm::Unchanged(before.created_at);
    row.used_count = sea_orm::Unchanged(before.used_count);
    row.last_used_at = sea_orm::Unchanged(before.last_used_at);
    row.updated_at = sea_orm::Set(tx.now());
    row.version = sea_orm::Set(before.version + 1);
    row.update(tx).await
}

/// Moves a macro in the order; that is no change of the macro itself.
pub async fn set_position(tx: &Tx, id: Uuid, position: i32) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Position, Expr::value(position))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// `times` uses more.
pub async fn used(tx: &Tx, id: Uuid, times: i64) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::UsedCount, Expr::col(Column::UsedCount).add(times))
        .col_expr(Column::LastUsedAt, Expr::value(tx.now()))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn delete(tx: &Tx, row: Model) -> Result<(), DbErr> {
    row.delete(tx).await.map(|_| ())
}
