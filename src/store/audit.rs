//! The audit log: appended to, never changed.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Set,
};
use serde_json::Value;
use uuid::Uuid;

use super::Tx;
use super::entity::audit_log;

/// One line of the log.
pub struct Entry {
    pub actor_id: Option<Uuid>,
    pub actor: String,
    pub action: &'static str,
    pub object_kind: &'static str,
    pub object_id: Option<Uuid>,
    pub data: Value,
    pub ip: Option<String>,
}

pub async fn append(tx: &Tx, entry: Entry) -> Result<(), DbErr> {
    audit_log::ActiveModel {
        id: Set(tx.id()),
        at: Set(tx.now()),
        actor_id: Set(entry.actor_id),
        actor: Set(entry.actor),
        action: Set(entry.action.to_owned()),
        object_kind: Set(entry.object_kind.to_owned()),
        object_id: Set(entry.object_id),
        data: Set(entry.data),
        ip: Set(entry.ip),
    }
    .insert(tx)
    .await?;
    Ok(())
}

/// Newest first; at most `limit` older than `before`.
pub async fn list(
    conn: &impl ConnectionTrait,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<audit_log::Model>, DbErr> {
    let mut query = audit_log::Entity::find();
    if let Some(before) = before {
        query = query.filter(audit_log::Column::Id.lt(before));
    }
    query
        .order_by_desc(audit_log::Column::Id)
        .limit(limit)
        .all(conn)
        .await
}
