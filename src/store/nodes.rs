//! Rows of `nodes`: which processes serve the database, and how their jobs fare.

use chrono::Duration;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::Tx;
use super::entity::nodes::{Column, Entity, Model};

/// Who says nothing for so long is gone.
const GONE_AFTER: Duration = Duration::minutes(10);

/// Writes a node's own row, and forgets those that have gone.
pub async fn say(tx: &Tx, node: Model) -> Result<(), DbErr> {
    Entity::insert(node.into_active_model().reset_all())
        .on_conflict(
            OnConflict::column(Column::Id)
                .update_columns([Column::SeenAt, Column::Jobs])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Entity::delete_many()
        .filter(Column::SeenAt.lt(tx.now() - GONE_AFTER))
        .exec(tx)
        .await?;
    Ok(())
}

/// Those that spoke lately, the oldest first.
pub async fn all(conn: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .order_by_asc(Column::StartedAt)
        .order_by_asc(Column::Id)
        .limit(100)
        .all(conn)
        .await
}
