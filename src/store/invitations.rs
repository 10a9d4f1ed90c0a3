//! Queries on one-time links: first run, invitation, password reset.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Set,
};
use uuid::Uuid;

use super::Tx;
use super::entity::invitations::{self, InvitationPurpose};

pub async fn insert(
    tx: &Tx,
    id: Uuid,
    token_hash: String,
    purpose: InvitationPurpose,
    user_id: Option<Uuid>,
    expires_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    invitations::ActiveModel {
        id: Set(id),
        token_hash: Set(token_hash),
        purpose: Set(purpose),
        user_id: Set(user_id),
        created_at: Set(tx.now()),
        expires_at: Set(expires_at),
        used_at: Set(None),
    }
    .insert(tx)
    .await?;
    Ok(())
}

/// A link that still works.
pub async fn open(
    db: &impl ConnectionTrait,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<invitations::Model>, DbErr> {
    invitations::Entity::find()
        .filter(invitations::Column::TokenHash.eq(token_hash))
        .filter(invitations::Column::UsedAt.is_null())
        .filter(invitations::Column::ExpiresAt.gt(now))
        .one(db)
        .await
}

/// The links users have not used yet and still can, oldest first; with `user_id` that user's alone.
pub async fn waiting(
    db: &impl ConnectionTrait,
    user_id: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<Vec<invitations::Model>, DbErr> {
    let whose = match user_id {
        Some(user_id) => invitations::Column::UserId.eq(user_id),
        None => invitations::Column::UserId.is_not_null(),
    };
    invitations::Entity::find()
        .filter(whose)
        .filter(still_good(now))
        .order_by_asc(invitations::Column::Id)
        .limit(super::users::MOST)
        .all(db)
        .await
}

/// A link by its id, while it works.
pub async fn working(
    db: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<invitations::Model>, DbErr> {
    invitations::Entity::find_by_id(id)
        .filter(still_good(now))
        .one(db)
        .await
}

fn still_good(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(invitations::Column::UsedAt.is_null())
        .add(invitations::Column::ExpiresAt.gt(now))
}

/// Uses a link up; false when somebody else was faster or it ended.
pub async fn take(tx: &Tx, id: Uuid) -> Result<bool, DbErr> {
    let taken = invitations::Entity::update_many()
        .set(invitations::ActiveModel {
            used_at: Set(Some(tx.now())),
            ..Default::default()
        })
        .filter(invitations::Column::Id.eq(id))
        .filter(invitations::Column::UsedAt.is_null())
        .filter(invitations::Column::ExpiresAt.gt(tx.now()))
        .exec(tx)
        .await?;
    Ok(taken.rows_affected > 0)
}

/// Forgets unused links: those of a user, or with none the set-up links.
pub async fn forget(tx: &Tx, user_id: Option<Uuid>) -> Result<(), DbErr> {
    let delete = invitations::Entity::delete_many().filter(invitations::Column::UsedAt.is_null());
    let delete = match user_id {
        Some(user_id) => delete.filter(invitations::Column::UserId.eq(user_id)),
        None => delete.filter(invitations::Column::Purpose.eq(InvitationPurpose::FirstRun)),
    };
    delete.exec(tx).await?;
    Ok(())
}

/// Sweeps away up to `limit` links that were used or ran out; how many there were.
pub async fn delete_ended(tx: &Tx, limit: u64) -> Result<u64, DbErr> {
    let ended = invitations::Entity::find()
        .select_only()
        .column(invitations::Column::Id)
        .filter(
            sea_orm::Condition::any()
                .add(invitations::Column::UsedAt.is_not_null())
                .add(invitations::Column::ExpiresAt.lte(tx.now())),
        )
        .limit(limit)
        .into_query();
    let deleted = invitations::Entity::delete_many()
        .filter(invitations::Column::Id.in_subquery(ended))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected)
}
