//! Rows of `channel_cursors`: how far each stream of a channel was read.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, Set};
use serde_json::Value;
use uuid::Uuid;

use super::Tx;
use super::entity::channel_cursors::{ActiveModel, Column, Entity};

/// Where the stream was left; none when it was never read.
pub async fn find(
    conn: &impl ConnectionTrait,
    channel_id: Uuid,
    stream: &str,
) -> Result<Option<Value>, DbErr> {
    let row = Entity::find_by_id((channel_id, stream.to_owned()))
        .one(conn)
        .await?;
    Ok(row.map(|row| row.cursor))
}

/// Moves the cursor. Part of the transaction that stores what it passes.
pub async fn save(tx: &Tx, channel_id: Uuid, stream: &str, cursor: &Value) -> Result<(), DbErr> {
    let row = ActiveModel {
        channel_id: Set(channel_id),
        stream: Set(stream.to_owned()),
        cursor: Set(cursor.clone()),
        remaining: Set(None),
        updated_at: Set(tx.now()),
    };
    let known = OnConflict::columns([Column::ChannelId, Column::Stream])
        .update_columns([Column::Cursor, Column::UpdatedAt])
        .to_owned();
    Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Notes how much is known to wait.
pub async fn set_remaining(
    tx: &Tx,
    channel_id: Uuid,
    stream: &str,
    remaining: Option<i64>,
) -> Result<(), DbErr> {
    use sea_orm::{ColumnTrait, QueryFilter, sea_query::Expr};
    Entity::update_many()
        .col_expr(Column::Remaining, Expr::value(remaining))
        .filter(Column::ChannelId.eq(channel_id))
        .filter(Column::Stream.eq(stream))
        .exec(tx)
        .await?;
    Ok(())
}
