//! Rows of `imports`: how far a resumable import came.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use super::Tx;
use super::entity::imports::{ActiveModel, Column, Entity};

/// Mails of this source that are done; 0 when it was never begun.
pub async fn position(conn: &impl ConnectionTrait, channel_id: Uuid, source: &str) -> Result<u64, DbErr> {
    let row = Entity::find()
        .filter(Column::ChannelId.eq(channel_id))
        .filter(Column::Source.eq(source))
        .one(conn)
        .await?;
    Ok(row.map_or(0, |row| row.position.max(0).unsigned_abs()))
}

/// Notes how many mails of the source are done.
pub async fn advance(tx: &Tx, channel_id: Uuid, source: &str, position: u64) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(tx.id()),
        channel_id: Set(channel_id),
        source: Set(source.to_owned()),
        position: Set(i64::try_from(position).unwrap_or(i64::MAX)),
        updated_at: Set(tx.now()),
    };
    let known = OnConflict::columns([Column::ChannelId, Column::Source])
        .update_columns([Column::Position, Column::UpdatedAt])
        .to_owned();
    Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
