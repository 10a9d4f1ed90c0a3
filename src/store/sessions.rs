//! Queries on signed-in browsers.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Set,
};
use uuid::Uuid;

use super::entity::sessions;
use super::{Tx, push_subscriptions};

pub async fn insert(
    tx: &Tx,
    token_hash: String,
    user_id: Uuid,
    expires_at: DateTime<Utc>,
    ip: Option<String>,
    user_agent: Option<String>,
) -> Result<sessions::Model, DbErr> {
    sessions::ActiveModel {
        id: Set(tx.id()),
        token_hash: Set(token_hash),
        user_id: Set(user_id),
        created_at: Set(tx.now()),
        last_seen_at: Set(tx.now()),
        expires_at: Set(expires_at),
        ip: Set(ip),
        user_agent: Set(user_agent),
    }
    .insert(tx)
    .await
}

/// Its browser is told nothing more while no page is open.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    push_subscriptions::delete_of_session(tx, id).await?;
    sessions::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// A user's sessions that still run, the last used first.
pub async fn running(
    db: &impl ConnectionTrait,
    user_id: Uuid,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<Vec<sessions::Model>, DbErr> {
    sessions::Entity::find()
        .filter(sessions::Column::UserId.eq(user_id))
        .filter(sessions::Column::ExpiresAt.gt(now))
        .filter(sessions::Column::LastSeenAt.gt(idle_since))
        .order_by_desc(sessions::Column::LastSeenAt)
        .limit(200)
        .all(db)
        .await
}

/// Deletes one session of a user; false when there is none.
pub async fn delete_one(tx: &Tx, user_id: Uuid, id: Uuid) -> Result<bool, DbErr> {
    let found = sessions::Entity::find_by_id(id)
        .filter(sessions::Column::UserId.eq(user_id))
        .one(tx)
        .await?;
    if found.is_some() {
        delete(tx, id).await?;
    }
    Ok(found.is_some())
}

/// All of a user's sessions, except `keep`, and the devices that are told while no page is open.
pub async fn delete_of(tx: &Tx, user_id: Uuid, keep: Option<Uuid>) -> Result<(), DbErr> {
    push_subscriptions::delete_of(tx, user_id, keep).await?;
    let mut delete = sessions::Entity::delete_many().filter(sessions::Column::UserId.eq(user_id));
    if let Some(keep) = keep {
        delete = delete.filter(sessions::Column::Id.ne(keep));
    }
    delete.exec(tx).await?;
    Ok(())
}

/// Sweeps away up to `limit` sessions that ended by themselves; how many there were.
pub async fn delete_ended(tx: &Tx, idle_since: DateTime<Utc>, limit: u64) -> Result<u64, DbErr> {
    let ended: Vec<Uuid> = sessions::Entity::find()
        .select_only()
        .column(sessions::Column::Id)
        .filter(
            sea_orm::Condition::any()
                .add(sessions::Column::ExpiresAt.lte(tx.now()))
                .add(sessions::Column::LastSeenAt.lte(idle_since)),
        )
        .limit(limit)
        .into_tuple()
        .all(tx)
        .await?;
    for id in &ended {
        delete(tx, *id).await?;
    }
    Ok(ended.len() as u64)
}
