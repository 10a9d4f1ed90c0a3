//! Answers kept for `Idempotency-Key`.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Set, TryInsertResult,
};
use uuid::Uuid;

use super::Tx;
use super::entity::idempotency_keys as keys;

/// How long a key and its answer are kept.
pub const KEPT: Duration = Duration::hours(24);

/// Status of a key whose request committed but has no answer yet.
pub const DONE: i32 = 0;

tokio::task_local! {
    static CURRENT: (Uuid, String);
}

/// Runs a request under its claimed key: its commits mark the key as done.
pub async fn during<T>(user_id: Uuid, key: String, request: impl Future<Output = T>) -> T {
    CURRENT.scope((user_id, key), request).await
}

/// Marks the key of the running request, if it has one, in the transaction that is about to be committed.
pub(super) async fn mark(tx: &impl ConnectionTrait) -> Result<(), DbErr> {
    let Ok((user_id, key)) = CURRENT.try_with(Clone::clone) else {
        return Ok(());
    };
    keys::Entity::update_many()
        .set(keys::ActiveModel {
            status: Set(Some(DONE)),
            ..Default::default()
        })
        .filter(keys::Column::UserId.eq(user_id))
        .filter(keys::Column::Key.eq(key))
        .filter(keys::Column::Status.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// What is known of a key.
pub async fn find(db: &impl ConnectionTrait, user_id: Uuid, key: &str) -> Result<Option<keys::Model>, DbErr> {
    keys::Entity::find_by_id((user_id, key.to_owned())).one(db).await
}

/// Takes a key for a request that begins; false when it is taken. A key from before `expired` is free again, and so is
/// one that began before `abandoned` and never got an answer (the process died).
pub async fn claim(
    tx: &Tx,
    user_id: Uuid,
    key: &str,
    fingerprint: &str,
    expired: DateTime<Utc>,
    abandoned: DateTime<Utc>,
) -> Result<bool, DbErr> {
    keys::Entity::delete_many()
        .filter(keys::Column::UserId.eq(user_id))
        .filter(keys::Column::Key.eq(key))
        .filter(
            sea_orm::Condition::any()
                .add(keys::Column::CreatedAt.lte(expired))
                .add(
                    sea_orm::Condition::all()
                        .add(keys::Column::Status.is_null())
                        .add(keys::Column::CreatedAt.lte(abandoned)),
                ),
        )
        .exec(tx)
        .await?;
    let row = keys::ActiveModel {
        user_id: Set(user_id),
        key: Set(key.to_owned()),
        fingerprint: Set(fingerprint.to_owned()),
        status: Set(None),
        body: Set(None),
        created_at: Set(tx.now()),
    };
    let inserted = keys::Entity::insert(row)
        .on_conflict_do_nothing_on([keys::Column::UserId, keys::Column::Key])
        .exec_without_returning(tx)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0))
}

/// After the death of the only process: requests that did not commit may be sent again, and those that did are as old as
/// `dead`, so that nobody waits for their answer.
pub async fn release_orphans(tx: &Tx, dead: DateTime<Utc>) -> Result<(), DbErr> {
    keys::Entity::delete_many()
        .filter(keys::Column::Status.is_null())
        .exec(tx)
        .await?;
    keys::Entity::update_many()
        .set(keys::ActiveModel {
            created_at: Set(dead),
            ..Default::default()
        })
        .filter(keys::Column::Status.eq(DONE))
        .filter(keys::Column::Body.is_null())
        .filter(keys::Column::CreatedAt.gt(dead))
        .exec(tx)
        .await?;
    Ok(())
}

/// Keeps the answer of a request that ended.
pub async fn keep(tx: &Tx, user_id: Uuid, key: &str, status: u16, body: String) -> Result<(), DbErr> {
    keys::Entity::update_many()
        .set(keys::ActiveModel {
            status: Set(Some(i32::from(status))),
            body: Set(Some(body)),
            ..Default::default()
        })
        .filter(keys::Column::UserId.eq(user_id))
        .filter(keys::Column::Key.eq(key))
        .exec(tx)
        .await?;
    Ok(())
}

/// Frees a key whose request changed nothing. One whose request committed stays: it may have failed only afterwards.
pub async fn free(tx: &Tx, user_id: Uuid, key: &str) -> Result<(), DbErr> {
    keys::Entity::delete_many()
        .filter(keys::Column::UserId.eq(user_id))
        .filter(keys::Column::Key.eq(key))
        .filter(keys::Column::Status.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets up to `limit` keys that have been kept long enough; how many there were.
pub async fn sweep(tx: &Tx, limit: u64) -> Result<u64, DbErr> {
    let old = keys::Entity::find()
        .filter(keys::Column::CreatedAt.lte(tx.now() - KEPT))
        .limit(limit)
        .all(tx)
        .await?;
    for row in &old {
        keys::Entity::delete_by_id((row.user_id, row.key.clone()))
            .exec(tx)
            .await?;
    }
    Ok(old.len() as u64)
}
