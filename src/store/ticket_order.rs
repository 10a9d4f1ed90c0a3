//! The orders of a queue, the place of a ticket in each, and the index ranges that lie after a place.

use chrono::{DateTime, Utc};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order, SelectStatement};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::entity::tickets::{Column, Entity, Model};

/// The order of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Last activity first.
    Newest,
    /// Last activity last.
    Oldest,
    /// Who waits longest first; who does not wait comes after, oldest first.
    Waiting,
    /// Urgent first, then as `newest`.
    Priority,
    /// Made last first.
    CreatedNewest,
    /// Made first first.
    CreatedOldest,
    /// Who wakes from their snooze next first; who does not sleep comes after, made first first.
    Wakes,
}

impl Sort {
    pub const ALL: &'static [Self] = &[
        Self::Newest,
        Self::Oldest,
        Self::Waiting,
        Self::Priority,
        Self::CreatedNewest,
        Self::CreatedOldest,
        Self::Wakes,
    ];

    /// From the word stored.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|sort| sort.as_str() == word)
    }

    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Waiting => "waiting",
            Self::Priority => "priority",
            Self::CreatedNewest => "created_newest",
            Self::CreatedOldest => "created_oldest",
            Self::Wakes => "wakes",
        }
    }

    /// The column of an order in which some tickets have no place: they come last.
    pub(super) fn nullable(self) -> Option<Column> {
        match self {
            Self::Waiting => Some(Column::WaitingSince),
            Self::Wakes => Some(Column::SnoozedUntil),
            Self::Newest | Self::Oldest | Self::Priority | Self::CreatedNewest | Self::CreatedOldest => None,
        }
    }
}

/// The place of a ticket in an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub sort: Sort,
    pub at: Option<DateTime<Utc>>,
    pub rank: i16,
    pub id: Uuid,
}

impl Position {
    pub fn of(sort: Sort, ticket: &Model) -> Self {
        Self {
            sort,
            at: match sort {
                Sort::Waiting => ticket.waiting_since,
                Sort::Wakes => ticket.snoozed_until,
                Sort::Newest | Sort::Oldest | Sort::Priority => Some(ticket.last_activity_at),
                Sort::CreatedNewest | Sort::CreatedOldest => None,
            },
            rank: ticket.priority_rank,
            id: ticket.id,
        }
    }
}

/// The index ranges of one status that lie after the position.
pub(super) fn ranges(sort: Sort, after: Option<&Position>) -> Vec<Condition> {
    let Some(after) = after else {
        return match sort.nullable() {
            Some(column) => vec![
                Condition::all().add(column.is_not_null()),
                Condition::all().add(column.is_null()),
            ],
            None => vec![Condition::all()],
        };
    };
    if let Some(column) = sort.nullable() {
        let without = Condition::all().add(column.is_null());
        let place = Expr::tuple([column, Column::Id].map(|c| Expr::col((Entity, c))));
        return match after.at {
            Some(at) => vec![
                Condition::all().add(place.gt(Expr::tuple([Expr::val(at), Expr::val(after.id)]))),
                without,
            ],
            None => vec![without.add(Column::Id.gt(after.id))],
        };
    }
    let place = |columns: &[Column]| Expr::tuple(columns.iter().map(|c| Expr::col((Entity, *c))));
    let by_activity = || Expr::tuple([Expr::val(after.at), Expr::val(after.id)]);
    let range = match sort {
        Sort::Oldest => place(&[Column::LastActivityAt, Column::Id]).gt(by_activity()),
        Sort::Priority => {
            place(&[Column::PriorityRank, Column::LastActivityAt, Column::Id]).lt(Expr::tuple([
                Expr::val(after.rank),
                Expr::val(after.at),
                Expr::val(after.id),
            ]))
        }
        Sort::CreatedNewest => Column::Id.lt(after.id),
        Sort::CreatedOldest => Column::Id.gt(after.id),
        Sort::Newest | Sort::Waiting | Sort::Wakes => {
            place(&[Column::LastActivityAt, Column::Id]).lt(by_activity())
        }
    };
    vec![Condition::all().add(range)]
}

/// Puts the query into the order of `sort`; NULLs are left to the database.
pub(super) fn order(query: &mut SelectStatement, sort: Sort) {
    let (columns, direction): (&[Column], Order) = match sort {
        Sort::Newest => (&[Column::LastActivityAt, Column::Id], Order::Desc),
        Sort::Oldest => (&[Column::LastActivityAt, Column::Id], Order::Asc),
        Sort::Waiting => (&[Column::WaitingSince, Column::Id], Order::Asc),
        Sort::Wakes => (&[Column::SnoozedUntil, Column::Id], Order::Asc),
        Sort::CreatedNewest => (&[Column::Id], Order::Desc),
        Sort::CreatedOldest => (&[Column::Id], Order::Asc),
        Sort::Priority => (
            &[Column::PriorityRank, Column::LastActivityAt, Column::Id],
            Order::Desc,
        ),
    };
    for column in columns {
        query.order_by(*column, direction.clone());
    }
}
