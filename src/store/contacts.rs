//! Rows of `contacts` and their `identities`: listed, found within a scope, made and changed.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, Func, Order, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, ModelTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, Set,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Tx;
use super::contact_filter::{self, ContactExpression};
use super::entity::contacts::{ActiveModel, Column, ContactKind, Entity, Model};
use super::entity::identities::{self, IdentityKind};
use super::filter::Viewpoint;
use super::scope::Scope;
use super::search::{self, Phrase};
use crate::text_fold::fold;

/// Which contacts a list wants.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Every word stands, or begins, in name, addresses, company, notes or custom fields.
    pub phrases: Vec<Phrase>,
    pub kind: Option<ContactKind>,
    pub company_id: Option<Uuid>,
    pub filter: ContactExpression,
    pub view: Viewpoint,
}

/// What the list is ordered by; names folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactSort {
    Name,
    LastActivity,
    Created,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Asc,
    Desc,
}

/// The place of a contact in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub sort: ContactSort,
    pub order: Direction,
    pub name: Option<String>,
    pub at: Option<DateTime<Utc>>,
    pub id: Uuid,
}

impl Position {
    pub fn of(sort: ContactSort, order: Direction, contact: &Model) -> Self {
        let (name, at) = match sort {
            ContactSort::Name => (Some(contact.search_text.clone()), None),
            ContactSort::LastActivity => (None, Some(contact.last_activity_at)),
            ContactSort::Created => (None, Some(contact.created_at)),
        };
        Self {
            sort,
            order,
            name,
            at,
            id: contact.id,
        }
    }
}

/// At most `limit` contacts that come after `after`. Merged contacts are not listed.
pub async fn list(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    wanted: &Wanted,
    sort: ContactSort,
    direction: Direction,
    after: Option<&Position>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    page(conn, scope, wanted, sort, direction, after, limit)
        .all(conn)
        .await
}

/// The statement of [`list`].
pub fn page(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    wanted: &Wanted,
    sort: ContactSort,
    direction: Direction,
    after: Option<&Position>,
    limit: u64,
) -> Select<Entity> {
    let column = match sort {
        ContactSort::Name => Column::SearchText,
        ContactSort::LastActivity => Column::LastActivityAt,
        ContactSort::Created => Column::CreatedAt,
    };
    let mut query = selected(conn, scope, wanted);
    if let Some(after) = after {
        let key = match (&after.name, after.at) {
            (Some(name), _) => Expr::val(name.clone()),
            (None, at) => Expr::val(at),
        };
        let place = Expr::tuple([Expr::col((Entity, column)), Expr::col((Entity, Column::Id))]);
        let there = Expr::tuple([key, Expr::val(after.id)]);
        query = query.filter(match direction {
            Direction::Asc => place.gt(there),
            Direction::Desc => place.lt(there),
        });
    }
    let order = match direction {
        Direction::Asc => Order::Asc,
        Direction::Desc => Order::Desc,
    };
    query
        .order_by(column, order.clone())
        .order_by(Column::Id, order)
        .limit(limit)
}

fn selected(conn: &impl ConnectionTrait, scope: &Scope, wanted: &Wanted) -> Select<Entity> {
    let mut query = Entity::find()
        .filter(Column::MergedInto.is_null())
        .filter(scope.contacts())
        .filter(contact_filter::condition(&wanted.filter, scope, &wanted.view));
    if !wanted.phrases.is_empty() {
        query = query.filter(Column::Id.in_subquery(search::contact_ids(conn, &wanted.phrases)));
    }
    if let Some(kind) = wanted.kind {
        query = query.filter(Column::Kind.eq(kind));
    }
    if let Some(company_id) = wanted.company_id {
        query = query.filter(Column::CompanyId.eq(company_id));
    }
    query
}

/// How many contacts are wanted; counting ends at `most`.
pub async fn count(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    wanted: &Wanted,
    most: u64,
) -> Result<u64, DbErr> {
    let some = selected(conn, scope, wanted)
        .select_only()
        .column(Column::Id)
        .limit(most)
        .into_query();
    let counted = Query::select()
        .expr(Func::count(Expr::col(Asterisk)))
        .from_subquery(some, "some")
        .to_owned();
    let row = conn.query_one(&counted).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// Ids of wanted contacts that were there at `until`, by id, at most `limit` after `after`.
pub async fn ids_after(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    wanted: &Wanted,
    after: Uuid,
    until: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Uuid>, DbErr> {
    selected(conn, scope, wanted)
        .select_only()
        .column(Column::Id)
        .filter(Column::Id.gt(after))
        .filter(Column::CreatedAt.lte(until))
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(conn)
        .await
}

/// A contact the scope shows; also one that was merged.
pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(scope.contacts()).one(conn).await
}

/// Those of `ids` that the scope shows and that were not merged.
pub async fn by_ids(conn: &impl ConnectionTrait, scope: &Scope, ids: &[Uuid]) -> Result<Vec<Model>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::MergedInto.is_null())
        .filter(scope.contacts())
        .all(conn)
        .await
}

/// Like [`find`], held until the transaction ends.
pub async fn lock(tx: &Tx, scope: &Scope, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(scope.contacts())
        .lock_exclusive()
        .one(tx)
        .await
}

/// Those of `ids` the scope shows, held until the transaction ends; the fixed order keeps two of these from waiting for
/// each other.
pub async fn lock_many(tx: &Tx, scope: &Scope, ids: &[Uuid]) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(scope.contacts())
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx)
        .await
}

/// Whether anything names the contact that must not lose its name: messages, tickets, participations, merges.
pub async fn has_history(tx: &Tx, id: Uuid) -> Result<bool, DbErr> {
    let places = [
        ("messages", "contact_id"),
        ("tickets", "contact_id"),
        ("participants", "contact_id"),
        ("contact_merges", "target_id"),
        ("contact_merges", "source_id"),
    ];
    for (table, column) in places {
        let found = Query::select()
            .expr(Expr::val(1))
            .from(Alias::new(table))
            .and_where(Expr::col(Alias::new(column)).eq(id))
            .limit(1)
            .to_owned();
        if tx.query_one(&found).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Deletes a contact without a history, with its addresses, consents and events; tags and field values fall with it.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    for table in ["identities", "consents", "events"] {
        let delete = Query::delete()
            .from_table(Alias::new(table))
            .and_where(Expr::col(Alias::new("contact_id")).eq(id))
            .to_owned();
        tx.execute(&delete).await?;
    }
    Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Any contact, held until the transaction ends.
pub async fn lock_any(tx: &Tx, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// What a new contact is made of.
#[derive(Clone, Debug)]
pub struct NewContact {
    pub name: String,
    pub kind: ContactKind,
    pub company_id: Option<Uuid>,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub notes: String,
}

pub async fn insert(tx: &Tx, new: NewContact) -> Result<Model, DbErr> {
    ActiveModel {
        id: Set(tx.id()),
        search_text: Set(fold(&new.name)),
        name: Set(new.name),
        kind: Set(new.kind),
        company_id: Set(new.company_id),
        language: Set(new.language),
        time_zone: Set(new.time_zone),
        notes: Set(new.notes),
        merged_into: Set(None),
        last_activity_at: Set(tx.now()),
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

/// Contacts of a company, at most `limit`, last active first.
pub async fn ids_of_company(tx: &Tx, company_id: Uuid, limit: u64) -> Result<Vec<Uuid>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::CompanyId.eq(company_id))
        .order_by_desc(Column::LastActivityAt)
        .limit(limit)
        .into_tuple()
        .all(tx)
        .await
}

/// Whoever has this address, which means the same on every channel.
pub async fn identity(tx: &Tx, kind: IdentityKind, value: &str) -> Result<Option<identities::Model>, DbErr> {
    identities::Entity::find()
        .filter(identities::Column::Kind.eq(kind))
        .filter(identities::Column::Scope.eq(""))
        .filter(identities::Column::Value.eq(value))
        .one(tx)
        .await
}

/// An identity of this contact.
pub async fn identity_of(tx: &Tx, contact_id: Uuid, id: Uuid) -> Result<Option<identities::Model>, DbErr> {
    identities::Entity::find_by_id(id)
        .filter(identities::Column::ContactId.eq(contact_id))
        .one(tx)
        .await
}

/// Gives the contact an address somebody typed: not verified.
pub async fn insert_identity(
    tx: &Tx,
    contact_id: Uuid,
    kind: IdentityKind,
    value: String,
) -> Result<identities::Model, DbErr> {
    identities::ActiveModel {
        id: Set(tx.id()),
        contact_id: Set(contact_id),
        kind: Set(kind),
        scope: Set(String::new()),
        value: Set(value),
        display: Set(None),
        verified: Set(false),
        undeliverable_at: Set(None),
        undeliverable_reason: Set(None),
        created_at: Set(tx.now()),
        is_primary: Set(false),
    }
    .insert(tx)
    .await
}

/// Fails on the foreign keys of messages and participants that name it.
pub async fn delete_identity(tx: &Tx, identity: identities::Model) -> Result<(), DbErr> {
    identity.delete(tx).await.map(|_| ())
}
