//! Rows of `notifications`: what a user should look at.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Set,
};
use uuid::Uuid;

pub use super::entity::notifications::Reason;
use super::entity::notifications::{ActiveModel, Column, Entity, Model};
use super::entity::{tickets, users};
use super::scope::Scope;
use super::{Tx, push_rules};
use crate::live::Notice;

/// Tells one user; their browsers hear of it after the commit, a mail and push messages follow where they want them.
pub async fn insert(
    tx: &Tx,
    user_id: Uuid,
    reason: Reason,
    ticket_id: Uuid,
    message_id: Option<Uuid>,
) -> Result<Model, DbErr> {
    tx.notify(Notice::Notification { user_id });
    let user = users::Entity::find_by_id(user_id).one(tx).await?;
    let by_mail = user.is_some_and(|user| wants_mail(&user, reason));
    let by_push = !push_rules::who_wants(tx, &[user_id], reason).await?.is_empty();
    ActiveModel {
        id: Set(tx.id()),
        user_id: Set(user_id),
        ticket_id: Set(ticket_id),
        message_id: Set(message_id),
        kind: Set(reason),
        created_at: Set(tx.now()),
        read_at: Set(None),
        mail_due_at: Set(by_mail.then(|| tx.now())),
        push_due_at: Set(by_push.then(|| tx.now())),
    }
    .insert(tx)
    .await
}

/// Tells those of the users who asked to be told of such, by whatever way; for what the bell does not ring by itself.
pub async fn insert_for_those_who_want(
    tx: &Tx,
    users: &[users::Model],
    reason: Reason,
    ticket_id: Uuid,
    message_id: Option<Uuid>,
) -> Result<(), DbErr> {
    let ids: Vec<Uuid> = users.iter().map(|user| user.id).collect();
    let by_push = push_rules::who_wants(tx, &ids, reason).await?;
    for user in users {
        if wants_mail(user, reason) || by_push.contains(&user.id) {
            insert(tx, user.id, reason, ticket_id, message_id).await?;
        }
    }
    Ok(())
}

/// Whether the user chose to hear of this by mail.
pub fn wants_mail(user: &users::Model, reason: Reason) -> bool {
    let chosen = user
        .mail_notices
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    chosen.contains(&serde_json::json!(reason))
}

/// Notices since before `waited` of which a mail is still to be made, oldest first; held until the transaction ends.
pub async fn due_for_mail(tx: &Tx, waited: DateTime<Utc>, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::MailDueAt.lte(waited))
        .order_by_asc(Column::MailDueAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .lock_exclusive()
        .all(tx)
        .await
}

/// No further mail about this one.
pub async fn mail_made(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::MailDueAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notices since before `waited` of which push messages are still to be made, oldest first; held until the transaction
/// ends.
pub async fn due_for_push(tx: &Tx, waited: DateTime<Utc>, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::PushDueAt.lte(waited))
        .order_by_asc(Column::PushDueAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .lock_exclusive()
        .all(tx)
        .await
}

/// No further push messages about these.
pub async fn pushes_made(tx: &Tx, ids: Vec<Uuid>) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::PushDueAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(Column::Id.is_in(ids))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn by_id(conn: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(conn).await
}

/// The user's own about tickets they may still see, newest first; at most `limit` older than `before`.
pub async fn list(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find()
        .filter(Column::UserId.eq(scope.user_id))
        .filter(on_visible_tickets(scope));
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    query.order_by_desc(Column::Id).limit(limit).all(conn).await
}

/// How many of those the user has not read, of one reason or of any, counted up to `cap`.
pub async fn count_unread(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    reason: Option<Reason>,
    cap: u64,
) -> Result<u64, DbErr> {
    let mut unread = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::UserId.eq(scope.user_id))
        .filter(Column::ReadAt.is_null())
        .filter(on_visible_tickets(scope))
        .limit(cap);
    if let Some(reason) = reason {
        unread = unread.filter(Column::Kind.eq(reason));
    }
    let unread = unread.into_query();
    let query = Query::select()
        .expr_as(Expr::cust("COUNT(*)"), "n")
        .from_subquery(unread, "capped")
        .to_owned();
    let row = conn.query_one(&query).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
    Ok(count.unsigned_abs())
}

/// Marks one of the user's, or all of them (`id` none), as read; how many there were to mark. The user's browsers hear
/// of it.
pub async fn mark_read(tx: &Tx, user_id: Uuid, id: Option<Uuid>) -> Result<u64, DbErr> {
    let mut update = Entity::update_many()
        .col_expr(Column::ReadAt, Expr::value(tx.now()))
        .filter(Column::UserId.eq(user_id))
        .filter(Column::ReadAt.is_null());
    if let Some(id) = id {
        update = update.filter(Column::Id.eq(id));
    }
    let marked = update.exec(tx).await?.rows_affected;
    if marked > 0 {
        tx.notify(Notice::Notification { user_id });
    }
    Ok(marked)
}

/// Marks what the user was told about one ticket as read: they have it before their eyes.
pub async fn mark_ticket_read(tx: &Tx, user_id: Uuid, ticket_id: Uuid) -> Result<(), DbErr> {
    let marked = Entity::update_many()
        .col_expr(Column::ReadAt, Expr::value(tx.now()))
        .filter(Column::UserId.eq(user_id))
        .filter(Column::ReadAt.is_null())
        .filter(Column::TicketId.eq(ticket_id))
        .exec(tx)
        .await?;
    if marked.rows_affected > 0 {
        tx.notify(Notice::Notification { user_id });
    }
    Ok(())
}

/// Whether the user has this one.
pub async fn find(conn: &impl ConnectionTrait, user_id: Uuid, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(Column::UserId.eq(user_id))
        .one(conn)
        .await
}

fn on_visible_tickets(scope: &Scope) -> Condition {
    if scope.is_unlimited() {
        return Condition::all();
    }
    let visible = tickets::Entity::find()
        .select_only()
        .column(tickets::Column::Id)
        .filter(scope.tickets())
        .filter(Expr::col((tickets::Entity, tickets::Column::Id)).equals((Entity, Column::TicketId)))
        .into_query();
    Condition::all().add(Expr::exists(visible))
}
