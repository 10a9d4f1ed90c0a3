//! Who waits for us, and since when.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Condition;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use crate::store::entity::tickets::{Column, Entity, TicketStatus};
use crate::store::scope::Scope;

/// Numbers stop here.
pub const CAP: u64 = 1_000;

/// How many open tickets wait since before `before` (all that wait, if none), at most [`CAP`].
pub async fn count(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    before: Option<DateTime<Utc>>,
) -> Result<u64, DbErr> {
    let since = before.map_or_else(Condition::all, |before| {
        Condition::all().add(Column::WaitingSince.lte(before))
    });
    let ids: Vec<uuid::Uuid> = waiting(scope)
        .filter(since)
        .select_only()
        .column(Column::Id)
        .limit(CAP)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(ids.len() as u64)
}

/// Since when the one who waits longest does.
pub async fn longest(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Option<DateTime<Utc>>, DbErr> {
    let ticket = waiting(scope)
        .order_by_asc(Column::WaitingSince)
        .order_by_asc(Column::Id)
        .one(conn)
        .await?;
    Ok(ticket.and_then(|ticket| ticket.waiting_since))
}

fn waiting(scope: &Scope) -> Select<Entity> {
    Entity::find()
        .filter(Column::Status.eq(TicketStatus::Open))
        .filter(Column::WaitingSince.is_not_null())
        .filter(Column::MergedInto.is_null())
        .filter(scope.tickets())
}
