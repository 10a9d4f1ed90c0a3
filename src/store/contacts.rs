//! Rows of `contacts` and their `identities`: listed, found within a scope, made and changed.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, ModelTrait,
    QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Tx;
use super::entity::contacts::{ActiveModel, Column, ContactKind, Entity, Model};
use super::entity::identities::{self, IdentityKind};
use super::scope::Scope;
use super::search::{self, Phrase};
use crate::text_fold::fold;

/// Which contacts a list wants.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Every word stands, or begins, in name, addresses, company or notes.
    pub phrases: Vec<Phrase>,
    pub kind: Option<ContactKind>,
    pub company_id: Option<Uuid>,
}

/// The place of a contact in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub at: DateTime<Utc>,
    pub id: Uuid,
}

/// Last active first; at most `limit` that come after `after`. Merged contacts are not listed.
pub async fn list(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    wanted: &Wanted,
    after: Option<Position>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find()
        .filter(Column::MergedInto.is_null())
        .filter(scope.contacts());
    if !wanted.phrases.is_empty() {
        query = query.filter(Column::Id.in_subquery(search::contact_ids(conn, &wanted.phrases)));
    }
    if let Some(kind) = wanted.kind {
        query = query.filter(Column::Kind.eq(kind));
    }
    if let Some(company_id) = wanted.company_id {
        query = query.filter(Column::CompanyId.eq(company_id));
    }
    if let Some(after) = after {
        let place = Expr::tuple([
            Expr::col((Entity, Column::LastActivityAt)),
            Expr::col((Entity, Column::Id)),
        ]);
        query = query.filter(place.lt(Expr::tuple([Expr::val(after.at), Expr::val(after.id)])));
    }
    query
        .order_by_desc(Column::LastActivityAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(conn)
        .await
}

/// A contact the scope shows; also one that was merged.
pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(scope.contacts()).one(conn).await
}

/// Like [`find`], held until the transaction ends.
pub async fn lock(tx: &Tx, scope: &Scope, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(scope.contacts())
        .lock_exclusive()
        .one(tx)
        .await
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
    }
    .insert(tx)
    .await
}

/// Fails on the foreign keys of messages and participants that name it.
pub async fn delete_identity(tx: &Tx, identity: identities::Model) -> Result<(), DbErr> {
    identity.delete(tx).await.map(|_| ())
}
