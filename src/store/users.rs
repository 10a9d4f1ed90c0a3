//! Queries on users.

use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use super::Tx;
use super::entity::users;

/// What a new user starts with.
pub struct NewUser {
    /// Lower case.
    pub email: String,
    pub name: String,
    pub role_id: Uuid,
    /// `en`, `it`.
    pub language: String,
    /// Argon2id in PHC form; none until the invitation is used.
    pub password_hash: Option<String>,
}

pub async fn insert(tx: &Tx, user: NewUser) -> Result<users::Model, DbErr> {
    users::ActiveModel {
        id: Set(tx.id()),
        email: Set(user.email),
        name: Set(user.name),
        password_hash: Set(user.password_hash),
        role_id: Set(user.role_id),
        state: Set(users::UserState::Active),
        language: Set(user.language),
        time_zone: Set("UTC".into()),
        signature: Set(String::new()),
        last_seen_at: Set(None),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        version: Set(1),
    }
    .insert(tx)
    .await
}

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<users::Model>, DbErr> {
    users::Entity::find_by_id(id).one(db).await
}

/// By address, compared in lower case.
pub async fn by_email(db: &impl ConnectionTrait, email: &str) -> Result<Option<users::Model>, DbErr> {
    users::Entity::find()
        .filter(users::Column::Email.eq(email.trim().to_lowercase()))
        .one(db)
        .await
}
