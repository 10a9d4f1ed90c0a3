//! Rows of `canned_files`: the files of canned replies; the blobs they name are shared with whoever uses them.

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set,
};
use uuid::Uuid;

use super::Tx;
use super::entity::attachments;
use super::entity::canned_files::{ActiveModel, Column, Entity, Model};

/// Files under their reply, in their order.
pub async fn of_replies(
    conn: &impl ConnectionTrait,
    reply_ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Model>>, DbErr> {
    let mut found: HashMap<Uuid, Vec<Model>> = HashMap::new();
    if reply_ids.is_empty() {
        return Ok(found);
    }
    let rows = Entity::find()
        .filter(Column::CannedReplyId.is_in(reply_ids.iter().copied()))
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    for row in rows {
        found.entry(row.canned_reply_id).or_default().push(row);
    }
    Ok(found)
}

/// The files of one reply, in their order.
pub async fn of_reply(conn: &impl ConnectionTrait, reply_id: Uuid) -> Result<Vec<Model>, DbErr> {
    Ok(of_replies(conn, &[reply_id])
        .await?
        .remove(&reply_id)
        .unwrap_or_default())
}

/// Keeps an upload with the reply.
pub async fn insert(
    tx: &Tx,
    reply_id: Uuid,
    upload: &attachments::Model,
    position: i32,
) -> Result<Model, DbErr> {
    ActiveModel {
        id: Set(tx.id()),
        canned_reply_id: Set(reply_id),
        blob_hash: Set(upload.blob_hash.clone()),
        filename: Set(upload.filename.clone()),
        content_type: Set(upload.content_type.clone()),
        size: Set(upload.size),
        position: Set(position),
        created_at: Set(tx.now()),
    }
    .insert(tx)
    .await
}

/// Forgets the files of the reply but for those of `kept`.
pub async fn keep_only(tx: &Tx, reply_id: Uuid, kept: &[Uuid]) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::CannedReplyId.eq(reply_id))
        .filter(Column::Id.is_not_in(kept.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}
