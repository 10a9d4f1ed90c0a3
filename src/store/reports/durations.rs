//! How long tickets took: to the first answer, and to be settled.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Bounds;
use crate::store::entity::tickets::{Column, Entity, TicketStatus};
use crate::store::scope::Scope;

/// More tickets than this are not looked at: the newest ones speak for the rest.
pub const SAMPLE: usize = 20_000;

/// What ends the time that is measured from the ticket's creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Milestone {
    /// Our first answer. Tickets we began ourselves have none.
    FirstReply,
    /// Resolved or closed, and not opened again since.
    Resolution,
}

impl Milestone {
    fn column(self) -> Column {
        match self {
            Self::FirstReply => Column::FirstReplyAt,
            Self::Resolution => Column::ResolvedAt,
        }
    }
}

/// When the milestone was reached, and how many seconds after the ticket was made; newest first, at most [`SAMPLE`] and
/// one more, which tells that there were more.
pub async fn reached(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    milestone: Milestone,
    bounds: &Bounds,
) -> Result<Vec<(DateTime<Utc>, i64)>, DbErr> {
    let column = milestone.column();
    let rows: Vec<(DateTime<Utc>, DateTime<Utc>)> = Entity::find()
        .select_only()
        .columns([column, Column::CreatedAt])
        .filter(column.gte(bounds.start()))
        .filter(column.lt(bounds.end()))
        .filter(Expr::col(column).gt(Expr::col(Column::CreatedAt)))
        .filter(Column::MergedInto.is_null())
        .filter(Column::Status.ne(TicketStatus::Spam))
        .filter(scope.tickets())
        .order_by_desc(column)
        .limit(SAMPLE as u64 + 1)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(at, created)| (at, (at - created).num_seconds()))
        .collect())
}
