//! How many messages came in, by channel and interval.

use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::Bounds;
use crate::store::entity::messages::{Column, Entity};
use crate::store::entity::tickets;
use crate::store::scope::Scope;

#[derive(Debug, FromQueryResult)]
struct Counted {
    channel_id: Uuid,
    interval: i32,
    number: i64,
}

/// Per channel the number of each interval.
pub async fn inbound(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    bounds: &Bounds,
) -> Result<Vec<(Uuid, Vec<u64>)>, DbErr> {
    let statement = conn.get_database_backend().build(&query(scope, bounds));
    let rows = Counted::find_by_statement(statement).all(conn).await?;
    let mut channels: Vec<(Uuid, Vec<u64>)> = Vec::new();
    for row in rows {
        let place = match channels.iter().position(|(id, _)| *id == row.channel_id) {
            Some(place) => place,
            None => {
                channels.push((row.channel_id, vec![0; bounds.intervals()]));
                channels.len() - 1
            }
        };
        let interval = usize::try_from(row.interval).unwrap_or_default();
        if let Some(number) = channels[place].1.get_mut(interval) {
            *number += row.number.unsigned_abs();
        }
    }
    Ok(channels)
}

/// The statement behind [`inbound`].
pub fn query(scope: &Scope, bounds: &Bounds) -> SelectStatement {
    let last = bounds.inner().len();
    let interval = bounds
        .inner()
        .iter()
        .enumerate()
        .fold(CaseStatement::new(), |case, (index, end)| {
            // As words of the statement: a bound value would have no type there.
            case.case(Column::At.lt(*end), Expr::cust(index.to_string()))
        });
    let interval = match last {
        0 => Expr::cust("0"),
        _ => interval.finally(Expr::cust(last.to_string())).into(),
    };
    let mut each = Entity::find()
        .select_only()
        .column(Column::ChannelId)
        .expr_as(interval, "interval")
        // As a word of the statement: the planner must see that the partial index covers it.
        .filter(Expr::cust("\"kind\" = 'inbound'"))
        .filter(Column::ChannelId.is_not_null())
        .filter(Column::At.gte(bounds.start()))
        .filter(Column::At.lt(bounds.end()));
    if !scope.is_unlimited() {
        let visible = tickets::Entity::find()
            .filter(scope.tickets())
            .filter(Expr::col((tickets::Entity, tickets::Column::Id)).equals((Entity, Column::TicketId)))
            .into_query();
        each = each.filter(Expr::exists(visible));
    }
    Query::select()
        .column("channel_id")
        .column("interval")
        .expr_as(Expr::cust("COUNT(*)"), "number")
        .from_subquery(each.into_query(), "each")
        .group_by_columns(["channel_id", "interval"])
        .to_owned()
}
