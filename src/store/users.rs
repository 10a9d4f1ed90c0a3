//! Queries on users.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::Tx;
use super::entity::notifications::Reason;
use super::entity::users::{Availability, UserState};
use super::entity::{roles, team_members, users};

/// More users than this are not listed; the house of a switchboard is smaller.
pub const MOST: u64 = 5_000;

/// What a new user hears of by mail.
const DEFAULT_NOTICES: [Reason; 4] = [
    Reason::Assigned,
    Reason::Reply,
    Reason::Mention,
    Reason::DeliveryFailed,
];

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
        state: Set(UserState::Active),
        language: Set(user.language),
        time_zone: Set("UTC".into()),
        photo_hash: Set(None),
        availability: Set(Availability::Available),
        signature: Set(String::new()),
        signature_html: Set(None),
        mail_notices: Set(json!(DEFAULT_NOTICES)),
        preferences: Set(json!({})),
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

/// For a change: locked until the end of the transaction.
pub async fn lock(tx: &Tx, id: Uuid) -> Result<Option<users::Model>, DbErr> {
    users::Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// Every active user's name.
pub async fn active_names(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    users::Entity::find()
        .select_only()
        .column(users::Column::Name)
        .filter(users::Column::State.eq(UserState::Active))
        .limit(MOST)
        .into_tuple()
        .all(db)
        .await
}

/// Every active user's id.
pub async fn all_ids(db: &impl ConnectionTrait) -> Result<Vec<Uuid>, DbErr> {
    users::Entity::find()
        .select_only()
        .column(users::Column::Id)
        .filter(users::Column::State.eq(UserState::Active))
        .limit(MOST)
        .into_tuple()
        .all(db)
        .await
}

/// By address, compared in lower case.
pub async fn by_email(db: &impl ConnectionTrait, email: &str) -> Result<Option<users::Model>, DbErr> {
    users::Entity::find()
        .filter(users::Column::Email.eq(email.trim().to_lowercase()))
        .one(db)
        .await
}

/// The place of a user in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub name: String,
    pub id: Uuid,
}

/// Everybody by name, at most `limit` that come after `after`.
pub async fn list(
    db: &impl ConnectionTrait,
    after: Option<&Position>,
    limit: u64,
) -> Result<Vec<users::Model>, DbErr> {
    let mut query = users::Entity::find();
    if let Some(after) = after {
        let place = [users::Column::Name, users::Column::Id].map(|column| Expr::col((users::Entity, column)));
        let there = Expr::tuple([Expr::val(after.name.clone()), Expr::val(after.id)]);
        query = query.filter(Expr::tuple(place).gt(there));
    }
    query
        .order_by_asc(users::Column::Name)
        .order_by_asc(users::Column::Id)
        .limit(limit)
        .all(db)
        .await
}

/// Everybody who may sign in, by name.
pub async fn active(db: &impl ConnectionTrait) -> Result<Vec<users::Model>, DbErr> {
    users::Entity::find()
        .filter(users::Column::State.eq(UserState::Active))
        .order_by_asc(users::Column::Name)
        .order_by_asc(users::Column::Id)
        .limit(MOST)
        .all(db)
        .await
}

pub async fn any(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(users::Entity::find().one(db).await?.is_some())
}

/// Writes `after` over the row; the version grows by one.
pub async fn save(tx: &Tx, after: users::Model) -> Result<users::Model, DbErr> {
    users::ActiveModel {
        id: Set(after.id),
        name: Set(after.name),
        email: Set(after.email),
        password_hash: Set(after.password_hash),
        role_id: Set(after.role_id),
        state: Set(after.state),
        language: Set(after.language),
        time_zone: Set(after.time_zone),
        photo_hash: Set(after.photo_hash),
        availability: Set(after.availability),
        signature: Set(after.signature),
        signature_html: Set(after.signature_html),
        mail_notices: Set(after.mail_notices),
        updated_at: Set(tx.now()),
        version: Set(after.version + 1),
        ..Default::default()
    }
    .update(tx)
    .await
}

/// Keeps how a user likes the screen; no change that others need to hear of, so the version stays.
pub async fn set_preferences(tx: &Tx, id: Uuid, preferences: serde_json::Value) -> Result<(), DbErr> {
    users::ActiveModel {
        id: Set(id),
        preferences: Set(preferences),
        ..Default::default()
    }
    .update(tx)
    .await
    .map(|_| ())
}

/// Active administrators who can sign in, other than `except`. Locks the role row, so that two administrators cannot
/// demote each other at the same time.
pub async fn other_administrators(tx: &Tx, except: Uuid) -> Result<u64, DbErr> {
    let Some(role) = roles::Entity::find()
        .filter(roles::Column::Builtin.eq("administrator"))
        .lock_exclusive()
        .one(tx)
        .await?
    else {
        return Ok(0);
    };
    users::Entity::find()
        .filter(users::Column::RoleId.eq(role.id))
        .filter(users::Column::State.eq(UserState::Active))
        .filter(users::Column::PasswordHash.is_not_null())
        .filter(users::Column::Id.ne(except))
        .count(tx)
        .await
}

pub async fn with_role(db: &impl ConnectionTrait, role_id: Uuid) -> Result<u64, DbErr> {
    users::Entity::find()
        .filter(users::Column::RoleId.eq(role_id))
        .count(db)
        .await
}

/// Ids of the users with this role; their sockets close when it changes.
pub async fn ids_with_role(db: &impl ConnectionTrait, role_id: Uuid) -> Result<Vec<Uuid>, DbErr> {
    users::Entity::find()
        .select_only()
        .column(users::Column::Id)
        .filter(users::Column::RoleId.eq(role_id))
        .into_tuple()
        .all(db)
        .await
}

/// How many of these ids are users.
pub async fn count_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<u64, DbErr> {
    users::Entity::find()
        .filter(users::Column::Id.is_in(ids.iter().copied()))
        .count(db)
        .await
}

/// Replaces the teams of a user.
pub async fn set_teams(tx: &Tx, user_id: Uuid, team_ids: &[Uuid]) -> Result<(), DbErr> {
    let delete = Query::delete()
        .from_table(team_members::Entity)
        .and_where(Expr::col(team_members::Column::UserId).eq(user_id))
        .to_owned();
    tx.execute(&delete).await?;
    if team_ids.is_empty() {
        return Ok(());
    }
    let members = team_ids.iter().map(|team_id| team_members::ActiveModel {
        team_id: Set(*team_id),
        user_id: Set(user_id),
    });
    team_members::Entity::insert_many(members)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
