//! Rows of `push_messages`: claimed under a lease, then taken away or put back. Every change names the attempt it belongs
//! to, so that the late result of an old attempt changes nothing.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, Order, QueryFilter, Set};
use uuid::Uuid;

use super::Tx;
use super::entity::push_messages::{ActiveModel, Column, Entity, Model};

/// One message for each device, due now. `notification_id`: what it tells of; none for a trial.
pub async fn enqueue(tx: &Tx, devices: &[Uuid], notification_id: Option<Uuid>) -> Result<(), DbErr> {
    if devices.is_empty() {
        return Ok(());
    }
    let rows = devices.iter().map(|device| ActiveModel {
        id: Set(tx.id()),
        subscription_id: Set(*device),
        notification_id: Set(notification_id),
        due_at: Set(tx.now()),
        attempts: Set(0),
        attempt_no: Set(0),
        lease_until: Set(None),
        created_at: Set(tx.now()),
    });
    Entity::insert_many(rows)
        .on_conflict_do_nothing_on([Column::SubscriptionId, Column::NotificationId])
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Claims up to `limit` due messages, oldest first, until `lease` from now; also those whose lease ended.
pub async fn claim(tx: &Tx, limit: u64, lease: Duration) -> Result<Vec<Model>, DbErr> {
    let due = Query::select()
        .column(Column::Id)
        .from(Entity)
        .cond_where(
            Condition::all().add(Column::DueAt.lte(tx.now())).add(
                Condition::any()
                    .add(Column::LeaseUntil.is_null())
                    .add(Column::LeaseUntil.lt(tx.now())),
            ),
        )
        .order_by(Column::DueAt, Order::Asc)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .to_owned();
    Entity::update_many()
        .col_expr(Column::AttemptNo, Expr::col(Column::AttemptNo).add(1))
        .col_expr(Column::LeaseUntil, Expr::value(Some(tx.now() + lease)))
        .filter(Expr::col(Column::Id).in_subquery(due))
        .exec_with_returning(tx)
        .await
}

/// Whether this attempt still holds the row.
fn held(row: &Model) -> Condition {
    Condition::all()
        .add(Column::Id.eq(row.id))
        .add(Column::AttemptNo.eq(row.attempt_no))
}

/// Done with the message, one way or the other.
pub async fn finish(tx: &Tx, row: &Model) -> Result<(), DbErr> {
    Entity::delete_many().filter(held(row)).exec(tx).await?;
    Ok(())
}

/// For another attempt at `due_at`.
pub async fn put_back(tx: &Tx, row: &Model, due_at: DateTime<Utc>) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::LeaseUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(Column::DueAt, Expr::value(due_at))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(held(row))
        .exec(tx)
        .await?;
    Ok(())
}
