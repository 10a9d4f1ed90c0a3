//! Rows of `outbox`: claimed under a lease, handed over, put back or taken away. Every change names the attempt it
//! belongs to, so that the late result of an old attempt changes nothing.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use uuid::Uuid;

use super::Tx;
use super::entity::messages;
use super::entity::outbox::{ActiveModel, Cargo, Column, Entity, Model, OutboxStage};

/// Claims up to `limit` due messages of one channel, oldest first, until `lease` from now.
pub async fn claim(tx: &Tx, channel_id: Uuid, limit: u64, lease: Duration) -> Result<Vec<Model>, DbErr> {
    // One expression for both databases: SQLite has one writer and leaves the lock out.
    let due = Query::select()
        .column(Column::Id)
        .from(Entity)
        .cond_where(
            Condition::all()
                .add(Column::ChannelId.eq(channel_id))
                .add(Column::Stage.eq(OutboxStage::Waiting))
                .add(Column::DueAt.lte(tx.now())),
        )
        .order_by(Column::DueAt, sea_orm::Order::Asc)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .to_owned();
    let mut rows = Entity::update_many()
        .col_expr(Column::Stage, Expr::value(OutboxStage::Claimed.as_str()))
        .col_expr(Column::AttemptNo, Expr::col(Column::AttemptNo).add(1))
        .col_expr(Column::LeaseUntil, Expr::value(Some(tx.now() + lease)))
        .col_expr(
            Column::FirstTriedAt,
            Expr::expr(sea_orm::sea_query::Func::coalesce([
                Expr::col(Column::FirstTriedAt),
                Expr::value(tx.now()),
            ])),
        )
        .filter(Expr::col(Column::Id).in_subquery(due))
        .exec_with_returning(tx)
        .await?;
    rows.sort_by_key(|row| (row.due_at, row.id));
    Ok(rows)
}

/// Whether this attempt still holds the row.
fn held(row: &Model) -> Condition {
    Condition::all()
        .add(Column::Id.eq(row.id))
        .add(Column::AttemptNo.eq(row.attempt_no))
        .add(Column::Stage.ne(OutboxStage::Waiting))
}

/// From here on a lost attempt is in doubt. False: the attempt was superseded.
pub async fn hand_over(tx: &Tx, row: &Model, lease: Duration) -> Result<bool, DbErr> {
    let changed = Entity::update_many()
        .col_expr(Column::Stage, Expr::value(OutboxStage::HandedOver.as_str()))
        .col_expr(Column::LeaseUntil, Expr::value(Some(tx.now() + lease)))
        .filter(held(row))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Keeps the lease of a running attempt. False: the attempt was superseded.
pub async fn renew(tx: &Tx, row: &Model, lease: Duration) -> Result<bool, DbErr> {
    let changed = Entity::update_many()
        .col_expr(Column::LeaseUntil, Expr::value(Some(tx.now() + lease)))
        .filter(held(row))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Done with the message, one way or the other. False: the attempt was superseded.
pub async fn finish(tx: &Tx, row: &Model) -> Result<bool, DbErr> {
    let gone = Entity::delete_many().filter(held(row)).exec(tx).await?;
    Ok(gone.rows_affected == 1)
}

/// Puts the message back for another attempt. `counted`: the attempt counts for the back-off. False: superseded.
pub async fn put_back(
    tx: &Tx,
    row: &Model,
    due_at: DateTime<Utc>,
    attempts: i32,
    reason: &str,
) -> Result<bool, DbErr> {
    let changed = Entity::update_many()
        .col_expr(Column::Stage, Expr::value(OutboxStage::Waiting.as_str()))
        .col_expr(Column::LeaseUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(Column::DueAt, Expr::value(due_at))
        .col_expr(Column::Attempts, Expr::value(attempts))
        .col_expr(Column::LastError, Expr::value(Some(reason.to_owned())))
        .filter(held(row))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Attempts nobody works on any more: their lease ended before `now`.
pub async fn lapsed(tx: &Tx, now: DateTime<Utc>) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Stage.ne(OutboxStage::Waiting))
        .filter(Column::LeaseUntil.lt(now))
        .order_by_asc(Column::Id)
        .limit(200)
        .all(tx)
        .await
}

/// When the next message after `now` becomes due; those due already wait for room or for an admin.
pub async fn next_due(
    conn: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let row = Entity::find()
        .filter(Column::Stage.eq(OutboxStage::Waiting))
        .filter(Column::DueAt.gt(now))
        .order_by_asc(Column::DueAt)
        .one(conn)
        .await?;
    Ok(row.map(|row| row.due_at))
}

/// Puts something in, due at `due_at`.
pub async fn put(tx: &Tx, cargo: Cargo, channel_id: Uuid, due_at: DateTime<Utc>) -> Result<(), DbErr> {
    let (message_id, agent_mail_id) = match cargo {
        Cargo::Message(id) => (Some(id), None),
        Cargo::AgentMail(id) => (None, Some(id)),
    };
    ActiveModel {
        id: Set(tx.id()),
        message_id: Set(message_id),
        agent_mail_id: Set(agent_mail_id),
        channel_id: Set(channel_id),
        due_at: Set(due_at),
        attempts: Set(0),
        attempt_no: Set(0),
        stage: Set(OutboxStage::Waiting),
        lease_until: Set(None),
        first_tried_at: Set(None),
        last_error: Set(None),
        created_at: Set(tx.now()),
    }
    .insert(tx)
    .await?;
    Ok(())
}

/// Says on the message why it is not out yet.
pub async fn note_delay(tx: &Tx, message_id: Uuid, reason: &str) -> Result<(), DbErr> {
    let Some(message) = messages::Entity::find_by_id(message_id).one(tx).await? else {
        return Ok(());
    };
    messages::ActiveModel {
        id: sea_orm::Unchanged(message.id),
        state_reason: Set(Some(reason.to_owned())),
        version: Set(message.version + 1),
        ..Default::default()
    }
    .update(tx)
    .await?;
    Ok(())
}
