//! Pages of tickets: one ordered walk of an index per status and piece of the scope, merged; keyset, never OFFSET.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Order, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Iterable, QueryFilter, QuerySelect, QueryTrait,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::entity::tickets::{Column, Entity, Model, TicketStatus};
use super::filter::{Expression, Viewpoint};
use super::filter_sql;
use super::scope::Scope;

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
}

impl Sort {
    /// From the word stored.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Newest, Self::Oldest, Self::Waiting, Self::Priority]
            .into_iter()
            .find(|sort| sort.as_str() == word)
    }

    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Waiting => "waiting",
            Self::Priority => "priority",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tab {
    /// Assigned to the caller.
    Mine,
    Unassigned,
    All,
}

/// Which tickets a list or a count is about. Merged tickets are in none: what was theirs is the target's.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Empty: every status but spam, unless the filter names some.
    pub statuses: Vec<TicketStatus>,
    pub tab: Tab,
    pub contact_id: Option<Uuid>,
    pub filter: Expression,
    pub view: Viewpoint,
}

impl Selection {
    /// Everything the viewer may see, to be narrowed.
    pub fn all(view: Viewpoint) -> Self {
        Self {
            statuses: Vec::new(),
            tab: Tab::All,
            contact_id: None,
            filter: Expression::everything(),
            view,
        }
    }

    /// The statuses whose index ranges have to be walked.
    pub fn walked(&self) -> Vec<TicketStatus> {
        let named = self.filter.statuses();
        let asked = |status: &TicketStatus| match (self.statuses.is_empty(), &named) {
            (false, Some(named)) => self.statuses.contains(status) && named.contains(status),
            (false, None) => self.statuses.contains(status),
            (true, Some(named)) => named.contains(status),
            (true, None) => *status != TicketStatus::Spam,
        };
        <TicketStatus as sea_orm::Iterable>::iter()
            .filter(asked)
            .collect()
    }

    /// Everything but the status, within one piece of a scope.
    pub fn condition(&self, piece: Condition) -> Condition {
        let mut all = Condition::all()
            .add(Column::MergedInto.is_null())
            .add(piece)
            .add(filter_sql::condition(&self.filter, &self.view));
        match self.tab {
            Tab::Mine => all = all.add(Column::AssigneeId.eq(self.view.user_id)),
            Tab::Unassigned => all = all.add(Column::AssigneeId.is_null()),
            Tab::All => {}
        }
        if let Some(contact_id) = self.contact_id {
            all = all.add(Column::ContactId.eq(contact_id));
        }
        all
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
                Sort::Newest | Sort::Oldest | Sort::Priority => Some(ticket.last_activity_at),
            },
            rank: ticket.priority_rank,
            id: ticket.id,
        }
    }
}

/// At most `limit` tickets that come after `after`, in the order of `sort`.
pub async fn page(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    selection: &Selection,
    sort: Sort,
    after: Option<&Position>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let Some(query) = query(scope, selection, sort, after, limit) else {
        return Ok(Vec::new());
    };
    let statement = conn.get_database_backend().build(&query);
    Entity::find().from_raw_sql(statement).all(conn).await
}

/// The statement behind [`page`]; none when no status can match.
pub fn query(
    scope: &Scope,
    selection: &Selection,
    sort: Sort,
    after: Option<&Position>,
    limit: u64,
) -> Option<SelectStatement> {
    let mut walks = Vec::new();
    for piece in scope.ticket_pieces() {
        let condition = selection.condition(piece);
        for status in selection.walked() {
            for range in ranges(sort, after) {
                let mut walk = Entity::find()
                    .filter(Column::Status.eq(status))
                    .filter(condition.clone())
                    .filter(range)
                    .limit(limit)
                    .into_query();
                order(&mut walk, sort);
                walks.push(walk);
            }
        }
    }
    merge(walks, sort, limit)
}

/// The index ranges of one status that lie after the position.
fn ranges(sort: Sort, after: Option<&Position>) -> Vec<Condition> {
    let Some(after) = after else {
        return match sort {
            Sort::Waiting => vec![
                Condition::all().add(Column::WaitingSince.is_not_null()),
                Condition::all().add(Column::WaitingSince.is_null()),
            ],
            Sort::Newest | Sort::Oldest | Sort::Priority => vec![Condition::all()],
        };
    };
    let place = |columns: &[Column]| Expr::tuple(columns.iter().map(|c| Expr::col((Entity, *c))));
    let by_activity = || Expr::tuple([Expr::val(after.at), Expr::val(after.id)]);
    let range = match sort {
        Sort::Newest => place(&[Column::LastActivityAt, Column::Id]).lt(by_activity()),
        Sort::Oldest => place(&[Column::LastActivityAt, Column::Id]).gt(by_activity()),
        Sort::Priority => {
            place(&[Column::PriorityRank, Column::LastActivityAt, Column::Id]).lt(Expr::tuple([
                Expr::val(after.rank),
                Expr::val(after.at),
                Expr::val(after.id),
            ]))
        }
        Sort::Waiting => {
            let not_waiting = Condition::all().add(Column::WaitingSince.is_null());
            return match after.at {
                Some(_) => vec![
                    Condition::all().add(place(&[Column::WaitingSince, Column::Id]).gt(by_activity())),
                    not_waiting,
                ],
                None => vec![not_waiting.add(Column::Id.gt(after.id))],
            };
        }
    };
    vec![Condition::all().add(range)]
}

fn order(query: &mut SelectStatement, sort: Sort) {
    let (columns, direction): (&[Column], Order) = match sort {
        Sort::Newest => (&[Column::LastActivityAt, Column::Id], Order::Desc),
        Sort::Oldest => (&[Column::LastActivityAt, Column::Id], Order::Asc),
        Sort::Waiting => (&[Column::WaitingSince, Column::Id], Order::Asc),
        Sort::Priority => (
            &[Column::PriorityRank, Column::LastActivityAt, Column::Id],
            Order::Desc,
        ),
    };
    for column in columns {
        query.order_by(*column, direction.clone());
    }
}

/// One list out of several sorted ones.
fn merge(walks: Vec<SelectStatement>, sort: Sort, limit: u64) -> Option<SelectStatement> {
    let several = walks.len() > 1;
    let mut parts = walks.into_iter().enumerate().map(|(index, walk)| {
        if !several {
            return walk;
        }
        Query::select()
            .columns(Column::iter())
            .from_subquery(walk, Alias::new(format!("walk_{index}")))
            .to_owned()
    });
    let mut merged = parts.next()?;
    if !several {
        return Some(merged);
    }
    merged.unions(parts.map(|part| (UnionType::All, part)));
    let mut whole = Query::select()
        .columns(Column::iter())
        .from_subquery(merged, Entity)
        .limit(limit)
        .to_owned();
    if sort == Sort::Waiting {
        // The databases differ in where NULL goes.
        whole.order_by_expr(Expr::col(Column::WaitingSince).is_null(), Order::Asc);
    }
    order(&mut whole, sort);
    Some(whole)
}
