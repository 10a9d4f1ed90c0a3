//! Rows of `companies` and of the mail domains they own.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    ModelTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Tx;
use super::entity::companies::{ActiveModel, Column, Entity, Model};
use super::entity::tickets::TicketStatus;
use super::entity::{company_domains, contacts, tickets};
use super::scope::Scope;
use crate::text_fold::fold;

/// The place of a company in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub name: String,
    pub id: Uuid,
}

impl Position {
    pub fn of(company: &Model) -> Self {
        Self {
            name: company.search_text.clone(),
            id: company.id,
        }
    }
}

/// By folded name; with `q` only those whose name or a domain contains it, whatever case and accents.
pub async fn list(
    conn: &impl ConnectionTrait,
    q: &str,
    after: Option<&Position>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find();
    let folded = fold(q.trim());
    if !folded.is_empty() {
        let pattern = || LikeExpr::new(format!("%{}%", escaped(&folded))).escape('\\');
        let owners = Query::select()
            .column(company_domains::Column::CompanyId)
            .from(company_domains::Entity)
            .and_where(Expr::col(company_domains::Column::Domain).like(pattern()))
            .to_owned();
        query = query.filter(
            Condition::any()
                .add(Expr::col((Entity, Column::SearchText)).like(pattern()))
                .add(Column::Id.in_subquery(owners)),
        );
    }
    if let Some(after) = after {
        let place = Expr::tuple([
            Expr::col((Entity, Column::SearchText)),
            Expr::col((Entity, Column::Id)),
        ]);
        query = query.filter(place.gt(Expr::tuple([Expr::val(after.name.clone()), Expr::val(after.id)])));
    }
    query
        .order_by_asc(Column::SearchText)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(conn)
        .await
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// The oldest company of this name, whatever case and accents.
pub async fn named(conn: &impl ConnectionTrait, name: &str) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::SearchText.eq(fold(name)))
        .order_by_asc(Column::Id)
        .one(conn)
        .await
}

pub async fn find(conn: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(conn).await
}

/// Like [`find`], held until the transaction ends.
pub async fn lock(tx: &Tx, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// Domains under the company that owns them, by name.
pub async fn domains(
    conn: &impl ConnectionTrait,
    company_ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<String>>, DbErr> {
    let mut result: HashMap<Uuid, Vec<String>> = HashMap::new();
    if company_ids.is_empty() {
        return Ok(result);
    }
    let rows = company_domains::Entity::find()
        .filter(company_domains::Column::CompanyId.is_in(company_ids.iter().copied()))
        .order_by_asc(company_domains::Column::Domain)
        .all(conn)
        .await?;
    for row in rows {
        result.entry(row.company_id).or_default().push(row.domain);
    }
    Ok(result)
}

pub async fn insert(tx: &Tx, name: String, notes: String) -> Result<Model, DbErr> {
    ActiveModel {
        id: Set(tx.id()),
        search_text: Set(fold(&name)),
        name: Set(name),
        notes: Set(notes),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        version: Set(1),
    }
    .insert(tx)
    .await
}

/// Stores `after` over `before` and counts its version up.
pub async fn save(tx: &Tx, before: &Model, after: Model) -> Result<Model, DbErr> {
    let mut row = after.into_active_model().reset_all();
    row.id = sea_orm::Unchanged(before.id);
    row.created_at = sea_orm::Unchanged(before.created_at);
    if let sea_orm::Set(name) = &row.name {
        row.search_text = Set(fold(name));
    }
    row.updated_at = Set(tx.now());
    row.version = Set(before.version + 1);
    row.update(tx).await
}

/// Its domains and field values fall with it; its contacts then have none.
pub async fn delete(tx: &Tx, company: Model) -> Result<(), DbErr> {
    company.delete(tx).await.map(|_| ())
}

/// Open, waiting and snoozed tickets of its contacts within the scope, last active first, at most `limit`.
pub async fn open_tickets(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: Uuid,
    limit: u64,
) -> Result<Vec<tickets::Model>, DbErr> {
    let members = Query::select()
        .column(contacts::Column::Id)
        .from(contacts::Entity)
        .and_where(contacts::Column::CompanyId.eq(id))
        .to_owned();
    tickets::Entity::find()
        .filter(tickets::Column::ContactId.in_subquery(members))
        .filter(tickets::Column::Status.is_in([
            TicketStatus::Open,
            TicketStatus::Waiting,
            TicketStatus::Snoozed,
        ]))
        .filter(tickets::Column::MergedInto.is_null())
        .filter(scope.tickets())
        .order_by_desc(tickets::Column::LastActivityAt)
        .order_by_desc(tickets::Column::Id)
        .limit(limit)
        .all(conn)
        .await
}

/// Those of `domains` that another company owns.
pub async fn taken(tx: &Tx, company_id: Uuid, domains: &[String]) -> Result<Vec<String>, DbErr> {
    company_domains::Entity::find()
        .select_only()
        .column(company_domains::Column::Domain)
        .filter(company_domains::Column::Domain.is_in(domains.iter().cloned()))
        .filter(company_domains::Column::CompanyId.ne(company_id))
        .order_by_asc(company_domains::Column::Domain)
        .into_tuple()
        .all(tx)
        .await
}

/// Makes these the domains of the company, and no others.
pub async fn set_domains(tx: &Tx, company_id: Uuid, domains: &[String]) -> Result<(), DbErr> {
    company_domains::Entity::delete_many()
        .filter(company_domains::Column::CompanyId.eq(company_id))
        .exec(tx)
        .await?;
    let rows = domains.iter().map(|domain| company_domains::ActiveModel {
        domain: Set(domain.clone()),
        company_id: Set(company_id),
    });
    if !domains.is_empty() {
        company_domains::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}
