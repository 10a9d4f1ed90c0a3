//! Pages of tickets: one ordered walk of an index per status and piece of the scope, merged; keyset, never OFFSET.

use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Order, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Iterable, QueryFilter, QuerySelect, QueryTrait,
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::entity::tickets::{Column, Entity, Model, TicketStatus};
use super::filter::{Expression, Viewpoint};
use super::scope::Scope;
pub use super::ticket_order::{Position, Sort};
use super::ticket_order::{order, ranges};
use super::{filter_sql, mentions};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tab {
    /// Assigned to the caller.
    Mine,
    Unassigned,
    All,
    /// A note mentions the caller.
    Mentions,
    Snoozed,
    Spam,
}

impl Tab {
    /// The only status the tab shows, if it is about one.
    fn status(self) -> Option<TicketStatus> {
        match self {
            Self::Snoozed => Some(TicketStatus::Snoozed),
            Self::Spam => Some(TicketStatus::Spam),
            Self::Mine | Self::Unassigned | Self::All | Self::Mentions => None,
        }
    }
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
        let of_tab = |status: &TicketStatus| self.tab.status().is_none_or(|only| only == *status);
        let asked = |status: &TicketStatus| match (self.statuses.is_empty(), &named) {
            (false, Some(named)) => self.statuses.contains(status) && named.contains(status),
            (false, None) => self.statuses.contains(status),
            (true, Some(named)) => named.contains(status),
            (true, None) => *status != TicketStatus::Spam || self.tab == Tab::Spam,
        };
        <TicketStatus as sea_orm::Iterable>::iter()
            .filter(|status| of_tab(status) && asked(status))
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
            Tab::All | Tab::Mentions | Tab::Snoozed | Tab::Spam => {}
        }
        if let Some(contact_id) = self.contact_id {
            all = all.add(Column::ContactId.eq(contact_id));
        }
        all
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
    if selection.tab == Tab::Mentions {
        // Those are few: they are looked up one by one instead of met on a walk over everything.
        for range in ranges(sort, after) {
            let mut walk = mentions::tickets(selection.view.user_id);
            walk.and_where(Column::Status.is_in(selection.walked()))
                .cond_where(selection.condition(scope.tickets()))
                .cond_where(range)
                .limit(limit);
            order(&mut walk, sort);
            walks.push(walk);
        }
        return merge(walks, sort, limit);
    }
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
    if let Some(column) = sort.nullable() {
        // The databases differ in where NULL goes.
        whole.order_by_expr(Expr::col(column).is_null(), Order::Asc);
    }
    order(&mut whole, sort);
    Some(whole)
}
