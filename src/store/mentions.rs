//! Tickets on which a note mentions a user: known by the notifications they got.

use sea_orm::sea_query::{ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, Iterable};
use uuid::Uuid;

use super::entity::notifications::{Column as Notification, Entity as Notifications, Reason};
use super::entity::tickets::{Column, Entity};

/// Only the newest mentions of a user are looked at.
pub const MOST: u64 = 2_000;

/// `SELECT <every column of tickets>`, driven by the mentions; the caller narrows it, to its scope too, orders and
/// limits it.
pub fn tickets(user_id: Uuid) -> SelectStatement {
    let newest = Query::select()
        .column(Notification::TicketId)
        .from(Notifications)
        .and_where(Notification::UserId.eq(user_id))
        .and_where(Notification::Kind.eq(Reason::Mention))
        .order_by(Notification::Id, Order::Desc)
        .limit(MOST)
        .to_owned();
    // Two mentions on a ticket are one row.
    let mentioned = Query::select()
        .distinct()
        .column(Notification::TicketId)
        .from_subquery(newest, "newest")
        .to_owned();
    Query::select()
        .columns(Column::iter().map(|column| (Entity, column)))
        .from_subquery(mentioned, "mentioned")
        // CROSS JOIN keeps the mentions outermost on SQLite; its condition stands in WHERE.
        .cross_join(Entity)
        .and_where(
            Column::Id
                .into_expr()
                .equals(("mentioned", Notification::TicketId)),
        )
        .to_owned()
}
