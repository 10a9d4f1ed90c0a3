//! The audit log: appended to, never changed.

use sea_orm::{ActiveModelTrait, DbErr, Set};
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
