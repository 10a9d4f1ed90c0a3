//! Contacts and their identities as mail makes them known.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, Set,
    TryInsertResult,
};
use uuid::Uuid;

use super::Tx;
use super::entity::contacts::{self, ContactKind};
use super::entity::identities::{ActiveModel, Column, Entity, IdentityKind, Model};
use super::entity::{companies, company_domains};
use crate::text_fold::fold;

/// An address not seen before.
#[derive(Clone, Debug)]
pub struct NewIdentity {
    pub kind: IdentityKind,
    /// Empty for email and phone; the channel id where an address only means something on one channel.
    pub scope: String,
    /// Normalised.
    pub value: String,
    pub display: Option<String>,
    pub verified: bool,
}

/// The identity behind an address, by its unique key.
pub async fn find(
    conn: &impl ConnectionTrait,
    kind: IdentityKind,
    scope: &str,
    value: &str,
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::Kind.eq(kind))
        .filter(Column::Scope.eq(scope))
        .filter(Column::Value.eq(value))
        .one(conn)
        .await
}

/// The contact of an identity.
pub async fn contact(conn: &impl ConnectionTrait, id: Uuid) -> Result<Option<contacts::Model>, DbErr> {
    contacts::Entity::find_by_id(id).one(conn).await
}

/// A new contact with its first identity. `None` when another transaction was quicker with the identity: look again.
pub async fn insert(
    tx: &Tx,
    name: &str,
    kind: ContactKind,
    company_id: Option<Uuid>,
    new: NewIdentity,
) -> Result<Option<(Model, contacts::Model)>, DbErr> {
    let contact = contacts::ActiveModel {
        id: Set(tx.id()),
        name: Set(name.to_owned()),
        kind: Set(kind),
        company_id: Set(company_id),
        language: Set(None),
        time_zone: Set(None),
        notes: Set(String::new()),
        search_text: Set(fold(&format!("{name} {}", new.value))),
        merged_into: Set(None),
        last_activity_at: Set(tx.now()),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        version: Set(1),
    }
    .insert(tx)
    .await?;
    let identity = Model {
        id: tx.id(),
        contact_id: contact.id,
        kind: new.kind,
        scope: new.scope,
        value: new.value,
        display: new.display,
        verified: new.verified,
        undeliverable_at: None,
        undeliverable_reason: None,
        created_at: tx.now(),
        is_primary: false,
    };
    let inserted = Entity::insert(identity.clone().into_active_model().reset_all())
        .on_conflict_do_nothing_on([Column::Kind, Column::Scope, Column::Value])
        .exec_without_returning(tx)
        .await?;
    if matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0) {
        return Ok(Some((identity, contact)));
    }
    contacts::Entity::delete_by_id(contact.id).exec(tx).await?;
    Ok(None)
}

/// What a message that really came from the address says of it: verified, reachable, and a name where there was none.
pub async fn confirm(tx: &Tx, identity: &Model, display: Option<&str>) -> Result<Model, DbErr> {
    let fresh_name = display.filter(|_| identity.display.is_none());
    if identity.verified && identity.undeliverable_at.is_none() && fresh_name.is_none() {
        return Ok(identity.clone());
    }
    let mut row = ActiveModel {
        id: sea_orm::Unchanged(identity.id),
        verified: Set(true),
        undeliverable_at: Set(None),
        undeliverable_reason: Set(None),
        ..Default::default()
    };
    if let Some(name) = fresh_name {
        row.display = Set(Some(name.to_owned()));
    }
    row.update(tx).await
}

/// Gives a contact known only by address the name now seen.
pub async fn rename(tx: &Tx, contact: &contacts::Model, name: &str) -> Result<contacts::Model, DbErr> {
    contacts::ActiveModel {
        id: sea_orm::Unchanged(contact.id),
        name: Set(name.to_owned()),
        search_text: Set(fold(&format!("{name} {}", contact.name))),
        updated_at: Set(tx.now()),
        version: Set(contact.version + 1),
        ..Default::default()
    }
    .update(tx)
    .await
}

/// Notes that something happened with the contact.
pub async fn touch(tx: &Tx, contact_id: Uuid) -> Result<(), DbErr> {
    contacts::Entity::update_many()
        .col_expr(contacts::Column::LastActivityAt, Expr::value(tx.now()))
        .filter(contacts::Column::Id.eq(contact_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Marks a mail address as one that cannot be reached, with the reason in words.
pub async fn mark_undeliverable(tx: &Tx, address: &str, reason: &str) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::UndeliverableAt, Expr::value(tx.now()))
        .col_expr(Column::UndeliverableReason, Expr::value(reason))
        .filter(Column::Kind.eq(IdentityKind::Email))
        .filter(Column::Value.eq(address.to_lowercase()))
        .filter(Column::UndeliverableAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The company that owns the first of these mail domains (the address's own, then its parents).
pub async fn company_of_domains(
    conn: &impl ConnectionTrait,
    domains: &[&str],
) -> Result<Option<companies::Model>, DbErr> {
    let owned = company_domains::Entity::find()
        .filter(company_domains::Column::Domain.is_in(domains.iter().copied()))
        .all(conn)
        .await?;
    let first = domains
        .iter()
        .find_map(|domain| owned.iter().find(|row| row.domain == *domain));
    match first {
        Some(row) => companies::Entity::find_by_id(row.company_id).one(conn).await,
        None => Ok(None),
    }
}
