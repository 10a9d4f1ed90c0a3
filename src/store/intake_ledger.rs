//! The intake ledger as people look at it: listed, counted, opened.

use sea_orm::sea_query::{Condition, Expr, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::entity::intake::{Column, Entity, IntakeState, Model};
use super::scope::{Reach, Scope};

/// Which rows a list wants.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    pub state: Option<IntakeState>,
    pub channel_id: Option<Uuid>,
}

fn within(scope: &Scope) -> Condition {
    match &scope.channels {
        Reach::All => Condition::all(),
        Reach::Only(ids) => Condition::all().add(Column::ChannelId.is_in(ids.iter().copied())),
    }
}

/// Newest first; at most `limit` rows older than `before`.
pub async fn list(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    wanted: Wanted,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find().filter(within(scope));
    if let Some(state) = wanted.state {
        query = query.filter(Column::State.eq(state));
    }
    if let Some(channel_id) = wanted.channel_id {
        query = query.filter(Column::ChannelId.eq(channel_id));
    }
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    query.order_by_desc(Column::Id).limit(limit).all(conn).await
}

/// A row of a channel the scope shows.
pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(within(scope)).one(conn).await
}

/// How many failed and were not handled, counted up to `cap`.
pub async fn count_failed(conn: &impl ConnectionTrait, scope: &Scope, cap: u64) -> Result<u64, DbErr> {
    let failed = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::State.eq(IntakeState::Failed))
        .filter(within(scope))
        .limit(cap)
        .into_query();
    let query = Query::select()
        .expr_as(Expr::cust("COUNT(*)"), "n")
        .from_subquery(failed, "capped")
        .to_owned();
    let row = conn.query_one(&query).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
    Ok(count.unsigned_abs())
}
