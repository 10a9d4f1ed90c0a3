//! The intake ledger as people look at it: listed, counted, opened.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Condition, Expr, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::entity::intake::{Column, Entity, IntakeState, Model};
use super::scope::{Reach, Scope};

/// Which rows a list wants.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    pub state: Option<IntakeState>,
    pub channel_id: Option<Uuid>,
    /// Word for word.
    pub reason: Option<&'a str>,
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
    wanted: Wanted<'_>,
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
    if let Some(reason) = wanted.reason {
        query = query.filter(Column::Reason.eq(reason));
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

/// Why things ended in this state, the most frequent reason first, judged by the newest `newest` of them.
pub async fn reasons(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    state: IntakeState,
    newest: u64,
) -> Result<Vec<(String, u64)>, DbErr> {
    let found: Vec<Option<String>> = Entity::find()
        .select_only()
        .column(Column::Reason)
        .filter(Column::State.eq(state))
        .filter(within(scope))
        .order_by_desc(Column::Id)
        .limit(newest)
        .into_tuple()
        .all(conn)
        .await?;
    let mut counted: BTreeMap<String, u64> = BTreeMap::new();
    for reason in found.into_iter().flatten() {
        *counted.entry(reason).or_default() += 1;
    }
    let mut counted: Vec<(String, u64)> = counted.into_iter().collect();
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(counted)
}

/// How many failed and were not handled, counted up to `cap`.
pub async fn count_failed(conn: &impl ConnectionTrait, scope: &Scope, cap: u64) -> Result<u64, DbErr> {
    count_capped(conn, within(scope), cap).await
}

/// The same of one channel.
pub async fn count_failed_on(conn: &impl ConnectionTrait, channel_id: Uuid, cap: u64) -> Result<u64, DbErr> {
    count_capped(conn, Condition::all().add(Column::ChannelId.eq(channel_id)), cap).await
}

async fn count_capped(conn: &impl ConnectionTrait, whose: Condition, cap: u64) -> Result<u64, DbErr> {
    let failed = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::State.eq(IntakeState::Failed))
        .filter(whose)
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
