//! Rows of `bells`: rung in the transaction of the change itself, heard by the hub that runs beside.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set,
};
use uuid::Uuid;

use super::Tx;
use super::entity::bells::{ActiveModel, Column, Entity, Model};
use crate::live::Notice;

/// Rows looked at in one round.
pub const MOST: u64 = 500;
/// Notices of one transaction that are told one by one; a list is fetched anew after any of them.
const MOST_NOTICES: usize = 50;
/// A row is told within seconds; clocks of two machines differ by less than this.
const KEPT: Duration = Duration::minutes(5);

/// Leaves the notices of a change, as part of it.
pub(super) async fn ring(
    conn: &impl ConnectionTrait,
    id: Uuid,
    at: DateTime<Utc>,
    notices: &[Notice],
) -> Result<(), DbErr> {
    let mut told: Vec<&Notice> = Vec::new();
    for notice in notices {
        if told.len() < MOST_NOTICES && !told.contains(&notice) {
            told.push(notice);
        }
    }
    if told.is_empty() {
        return Ok(());
    }
    let row = ActiveModel {
        id: Set(id),
        notices: Set(serde_json::to_value(told).map_err(|error| DbErr::Json(error.to_string()))?),
        at: Set(at),
    };
    Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Those that are kept, newest first, at most [`MOST`].
pub async fn recent(conn: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .order_by_desc(Column::At)
        .limit(MOST)
        .all(conn)
        .await
}

/// Sweeps away up to `limit` that everybody has heard; how many there were.
pub async fn delete_old(tx: &Tx, limit: u64) -> Result<u64, DbErr> {
    let old = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::At.lte(tx.now() - KEPT))
        .limit(limit)
        .into_query();
    let deleted = Entity::delete_many()
        .filter(Column::Id.in_subquery(old))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected)
}
