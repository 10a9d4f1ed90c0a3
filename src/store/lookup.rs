//! Rows of any table by their ids, in one statement: what lists are made of without asking once per row.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Iterable, PrimaryKeyToColumn, QueryFilter};
use uuid::Uuid;

/// The rows of `E` named by `ids`, under their id (`key` says where a row has it). No ids, no statement.
pub async fn by_id<E: EntityTrait>(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
    key: fn(&E::Model) -> Uuid,
) -> Result<HashMap<Uuid, E::Model>, DbErr> {
    let ids: BTreeSet<Uuid> = ids.into_iter().collect();
    let Some(column) = E::PrimaryKey::iter().next().map(PrimaryKeyToColumn::into_column) else {
        return Ok(HashMap::new());
    };
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = E::find().filter(column.is_in(ids)).all(conn).await?;
    Ok(rows.into_iter().map(|row| (key(&row), row)).collect())
}
