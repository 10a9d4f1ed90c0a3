//! The audit log: appended to, never changed.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, Set,
};
use serde_json::Value;
use uuid::Uuid;

use super::entity::{audit_log, channels, roles, teams, users};
use super::{Tx, lookup};

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

/// Which lines a list wants.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub actor_id: Option<Uuid>,
    pub action: Option<String>,
    /// From this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
}

/// Newest first; at most `limit` older than `before`.
pub async fn list(
    conn: &impl ConnectionTrait,
    wanted: &Wanted,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<audit_log::Model>, DbErr> {
    selected(wanted, before, limit).all(conn).await
}

/// The query of [`list`]. Ids ascend with time, so days are ranges of ids: one index serves them all.
pub fn selected(wanted: &Wanted, before: Option<Uuid>, limit: u64) -> Select<audit_log::Entity> {
    use audit_log::Column;
    let ids = [
        before.map(|before| Column::Id.lt(before)),
        wanted.from.map(|from| Column::Id.gte(first_id(from))),
        wanted.until.map(|until| Column::Id.lt(first_id(until))),
    ];
    let mut query = audit_log::Entity::find();
    for condition in ids.into_iter().flatten() {
        query = query.filter(condition);
    }
    if let Some(actor_id) = wanted.actor_id {
        query = query.filter(Column::ActorId.eq(actor_id));
    }
    if let Some(action) = &wanted.action {
        query = query.filter(Column::Action.eq(action));
    }
    query.order_by_desc(Column::Id).limit(limit)
}

/// The smallest id (UUID v7, RFC 9562 §5.7) of a moment: its milliseconds, and nothing else.
fn first_id(at: DateTime<Utc>) -> Uuid {
    let milliseconds = u128::from(at.timestamp_millis().max(0).unsigned_abs()) & 0xFFFF_FFFF_FFFF;
    Uuid::from_u128(milliseconds << 80 | 0x7 << 76 | 0x8 << 60)
}

/// What the things are called today that these lines are about: users, teams, roles and channels by id.
pub async fn names(
    conn: &impl ConnectionTrait,
    lines: &[audit_log::Model],
) -> Result<HashMap<Uuid, String>, DbErr> {
    let of = |kind: &'static str| {
        lines
            .iter()
            .filter(move |line| line.object_kind == kind)
            .filter_map(|line| line.object_id)
    };
    let mut names = HashMap::new();
    let users = lookup::by_id::<users::Entity>(conn, of("user"), |row| row.id).await?;
    names.extend(users.into_values().map(|row| (row.id, row.name)));
    let teams = lookup::by_id::<teams::Entity>(conn, of("team"), |row| row.id).await?;
    names.extend(teams.into_values().map(|row| (row.id, row.name)));
    let roles = lookup::by_id::<roles::Entity>(conn, of("role"), |row| row.id).await?;
    names.extend(roles.into_values().map(|row| (row.id, row.name)));
    let channels = lookup::by_id::<channels::Entity>(conn, of("channel"), |row| row.id).await?;
    names.extend(channels.into_values().map(|row| (row.id, row.name)));
    Ok(names)
}
