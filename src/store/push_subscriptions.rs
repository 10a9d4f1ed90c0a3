//! Rows of `push_subscriptions`: an agent's devices.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set,
};
use uuid::Uuid;

use super::Tx;
use super::entity::push_subscriptions::{ActiveModel, Column, Entity, Model};
use crate::live::Notice;

/// Devices one agent can have.
pub const MOST: u64 = 20;

/// A subscription as a browser hands it over.
#[derive(Clone, Debug)]
pub struct Registration {
    pub user_id: Uuid,
    pub session_id: Option<Uuid>,
    pub endpoint: String,
    pub p256dh: String,
    pub auth: String,
    pub server_key: String,
    pub name: String,
}

/// The user's devices, newest first.
pub async fn list(conn: &impl ConnectionTrait, user_id: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::UserId.eq(user_id))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(MOST)
        .all(conn)
        .await
}

/// Ids of those of the user's devices that are told.
pub async fn enabled_of(conn: &impl ConnectionTrait, user_id: Uuid) -> Result<Vec<Uuid>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Enabled.eq(true))
        .limit(MOST)
        .into_tuple()
        .all(conn)
        .await
}

/// The device of an endpoint, whosoever it is; held until the transaction ends.
pub async fn lock_endpoint(tx: &Tx, endpoint: &str) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::Endpoint.eq(endpoint))
        .lock_exclusive()
        .one(tx)
        .await
}

/// One of the user's devices; held until the transaction ends.
pub async fn lock(tx: &Tx, user_id: Uuid, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(Column::UserId.eq(user_id))
        .lock_exclusive()
        .one(tx)
        .await
}

pub async fn by_id(conn: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(conn).await
}

pub async fn insert(tx: &Tx, new: Registration) -> Result<Model, DbErr> {
    tx.notify(Notice::Notification { user_id: new.user_id });
    ActiveModel {
        id: Set(tx.id()),
        user_id: Set(new.user_id),
        session_id: Set(new.session_id),
        endpoint: Set(new.endpoint),
        p256dh: Set(new.p256dh),
        auth: Set(new.auth),
        server_key: Set(new.server_key),
        name: Set(new.name),
        enabled: Set(true),
        previews: Set(false),
        created_at: Set(tx.now()),
        seen_at: Set(tx.now()),
        last_ok_at: Set(None),
        failures: Set(0),
        last_error: Set(None),
        version: Set(1),
    }
    .insert(tx)
    .await
}

/// Stores `after` over `before` and counts its version up.
pub async fn save(tx: &Tx, before: &Model, after: Model) -> Result<Model, DbErr> {
    tx.notify(Notice::Notification {
        user_id: before.user_id,
    });
    let mut row = after.into_active_model().reset_all();
    row.id = sea_orm::Unchanged(before.id);
    row.created_at = sea_orm::Unchanged(before.created_at);
    row.version = Set(before.version + 1);
    row.update(tx).await
}

/// The browser says it is still there, in this session, perhaps with new keys.
pub async fn seen(tx: &Tx, id: Uuid, again: &Registration) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::SessionId, Expr::value(again.session_id))
        .col_expr(Column::P256dh, Expr::value(again.p256dh.clone()))
        .col_expr(Column::Auth, Expr::value(again.auth.clone()))
        .col_expr(Column::ServerKey, Expr::value(again.server_key.clone()))
        .col_expr(Column::SeenAt, Expr::value(tx.now()))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// A message was taken.
pub async fn note_ok(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::LastOkAt, Expr::value(tx.now()))
        .col_expr(Column::Failures, Expr::value(0))
        .col_expr(Column::LastError, Expr::value(Option::<String>::None))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// A message was refused, or could not be handed over.
pub async fn note_trouble(tx: &Tx, id: Uuid, error: &str) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Failures, Expr::col(Column::Failures).add(1))
        .col_expr(Column::LastError, Expr::value(error.to_owned()))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn delete(tx: &Tx, row: &Model) -> Result<(), DbErr> {
    tx.notify(Notice::Notification { user_id: row.user_id });
    Entity::delete_by_id(row.id).exec(tx).await?;
    Ok(())
}

/// Takes away the devices of one session that ends.
pub async fn delete_of_session(tx: &Tx, session_id: Uuid) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::SessionId.eq(session_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes away the user's devices, except those of the session `keep`.
pub async fn delete_of(tx: &Tx, user_id: Uuid, keep: Option<Uuid>) -> Result<(), DbErr> {
    let mut going = Condition::all().add(Column::UserId.eq(user_id));
    if let Some(keep) = keep {
        going = going.add(
            Condition::any()
                .add(Column::SessionId.is_null())
                .add(Column::SessionId.ne(keep)),
        );
    }
    Entity::delete_many().filter(going).exec(tx).await?;
    Ok(())
}

/// Sweeps away up to `limit` whose browser has not been seen since `before`; how many there were.
pub async fn delete_stale(tx: &Tx, before: DateTime<Utc>, limit: u64) -> Result<u64, DbErr> {
    let stale = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::SeenAt.lte(before))
        .limit(limit)
        .into_query();
    let deleted = Entity::delete_many()
        .filter(Column::Id.in_subquery(stale))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected)
}
