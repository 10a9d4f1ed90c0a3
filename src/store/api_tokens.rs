//! Queries on the credentials of programs.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Set,
};
use serde_json::Value;
use uuid::Uuid;

use super::Tx;
use super::entity::api_tokens;

pub async fn insert(
    tx: &Tx,
    user_id: Uuid,
    name: String,
    token_hash: String,
    scopes: Value,
    expires_at: Option<DateTime<Utc>>,
) -> Result<api_tokens::Model, DbErr> {
    api_tokens::ActiveModel {
        id: Set(tx.id()),
        user_id: Set(user_id),
        name: Set(name),
        token_hash: Set(token_hash),
        scopes: Set(scopes),
        created_at: Set(tx.now()),
        expires_at: Set(expires_at),
        last_used_at: Set(None),
        revoked_at: Set(None),
    }
    .insert(tx)
    .await
}

/// A user's tokens that were not revoked, newest first.
pub async fn of_user(db: &impl ConnectionTrait, user_id: Uuid) -> Result<Vec<api_tokens::Model>, DbErr> {
    api_tokens::Entity::find()
        .filter(api_tokens::Column::UserId.eq(user_id))
        .filter(api_tokens::Column::RevokedAt.is_null())
        .order_by_desc(api_tokens::Column::Id)
        .limit(1_000)
        .all(db)
        .await
}

pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<api_tokens::Model>, DbErr> {
    api_tokens::Entity::find_by_id(id).one(db).await
}

/// Revokes one token of a user; false when there is none.
pub async fn revoke(tx: &Tx, user_id: Uuid, id: Uuid) -> Result<bool, DbErr> {
    let revoked = api_tokens::Entity::update_many()
        .set(api_tokens::ActiveModel {
            revoked_at: Set(Some(tx.now())),
            ..Default::default()
        })
        .filter(api_tokens::Column::Id.eq(id))
        .filter(api_tokens::Column::UserId.eq(user_id))
        .filter(api_tokens::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(revoked.rows_affected > 0)
}

/// Revokes all tokens of a user.
pub async fn revoke_all(tx: &Tx, user_id: Uuid) -> Result<(), DbErr> {
    api_tokens::Entity::update_many()
        .set(api_tokens::ActiveModel {
            revoked_at: Set(Some(tx.now())),
            ..Default::default()
        })
        .filter(api_tokens::Column::UserId.eq(user_id))
        .filter(api_tokens::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}
