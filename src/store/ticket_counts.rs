//! Numbers beside tabs and views: counted up to a cap, so that a number costs the same however many tickets there are.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Iterable, QueryFilter, QueryOrder, QueryResult,
    QuerySelect, QueryTrait,
};

use super::entity::tickets::{Column, Entity};
use super::scope::Scope;
use super::ticket_list::{self, Selection, Sort};

/// Numbers stop here; the UI shows 99+.
pub const CAP: u64 = 100;
/// A view is counted among this many most recently active tickets of each status: a filter that matches nothing must not
/// walk a million rows whenever a badge is refreshed.
pub const WINDOW: u64 = 5_000;

/// How many tickets each selection has, at most [`CAP`]; one statement for all.
pub async fn counts(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    selections: &[Selection],
) -> Result<Vec<u64>, DbErr> {
    if selections.is_empty() {
        return Ok(Vec::new());
    }
    let row = conn.query_one(&query(scope, selections)).await?;
    let Some(row) = row else {
        return Ok(vec![0; selections.len()]);
    };
    (0..selections.len()).map(|index| number(&row, index)).collect()
}

/// Who is about to change all tickets of a queue is told of so many; they are walked then anyway.
pub const MATCHING: u64 = 10_000;

/// How many tickets the selection has, at most `most`.
pub async fn matching(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    selection: &Selection,
    most: u64,
) -> Result<u64, DbErr> {
    let Some(rows) = ticket_list::query(scope, selection, Sort::CreatedOldest, None, most) else {
        return Ok(0);
    };
    let query = Query::select()
        .expr_as(Expr::cust("COUNT(*)"), Alias::new("n0"))
        .from_subquery(rows, "matching")
        .to_owned();
    let row = conn.query_one(&query).await?;
    row.map_or(Ok(0), |row| number(&row, 0))
}

/// The statement behind [`counts`]: column `n<index>` for each selection.
pub fn query(scope: &Scope, selections: &[Selection]) -> SelectStatement {
    let mut all = Query::select();
    for (index, selection) in selections.iter().enumerate() {
        all.expr_as(
            Expr::SubQuery(None, Box::new(count(scope, selection).into())),
            Alias::new(format!("n{index}")),
        );
    }
    all
}

fn number(row: &QueryResult, index: usize) -> Result<u64, DbErr> {
    let count: i64 = row.try_get("", &format!("n{index}"))?;
    Ok(count.unsigned_abs())
}

fn count(scope: &Scope, selection: &Selection) -> SelectStatement {
    let mut parts = scope.ticket_pieces().into_iter().map(|piece| {
        let mut part = Query::select();
        part.column(Column::Id)
            .cond_where(selection.condition(piece))
            .limit(CAP);
        if selection.filter.names_an_index() {
            part.from(Entity)
                .and_where(Column::Status.is_in(selection.walked()));
        } else {
            part.from_subquery(window(selection), Entity);
        }
        Query::select()
            .column(Column::Id)
            .from_subquery(part, "part")
            .to_owned()
    });
    let mut all = parts.next().unwrap_or_else(nothing);
    all.unions(parts.map(|part| (UnionType::All, part)));
    let capped = Query::select()
        .column(Column::Id)
        .from_subquery(all, "parts")
        .limit(CAP)
        .to_owned();
    Query::select()
        .expr(Expr::cust("COUNT(*)"))
        .from_subquery(capped, "capped")
        .to_owned()
}

/// No rows.
fn nothing() -> SelectStatement {
    Entity::find().filter(Expr::val(1).eq(0)).into_query()
}

/// The most recently active tickets of each status.
fn window(selection: &Selection) -> SelectStatement {
    let mut parts = selection.walked().into_iter().enumerate().map(|(index, status)| {
        let recent = Entity::find()
            .filter(Column::Status.eq(status))
            .order_by_desc(Column::LastActivityAt)
            .order_by_desc(Column::Id)
            .limit(WINDOW)
            .into_query();
        Query::select()
            .columns(Column::iter())
            .from_subquery(recent, Alias::new(format!("recent_{index}")))
            .to_owned()
    });
    let mut window = parts.next().unwrap_or_else(nothing);
    window.unions(parts.map(|part| (UnionType::All, part)));
    window
}
