//! Writing down who changed what. Secrets never go in here.

use sea_orm::DbErr;
use serde_json::Value;
use uuid::Uuid;

use super::{Caller, Credential};
use crate::store::Tx;
use crate::store::audit::{self, Entry};

/// Appends one line: `action` is `user.create`, `channel.update`, …; `data` what changed.
pub async fn record(
    tx: &Tx,
    caller: &Caller,
    action: &'static str,
    object_kind: &'static str,
    object_id: Option<Uuid>,
    data: Value,
) -> Result<(), DbErr> {
    let entry = Entry {
        actor_id: (caller.credential != Credential::System).then_some(caller.user_id),
        actor: caller.name.clone(),
        action,
        object_kind,
        object_id,
        data,
        ip: caller.ip.map(|ip| ip.to_string()),
    };
    audit::append(tx, entry).await
}
