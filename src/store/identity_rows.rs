//! What changes on an identity that exists: verified by hand, put first; and who else has a number.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, Set,
};
use uuid::Uuid;

use super::Tx;
use super::entity::identities::{Column, Entity, IdentityKind, Model};

/// Sets whether the address is known to be the contact's.
pub async fn set_verified(tx: &Tx, identity: Model, verified: bool) -> Result<Model, DbErr> {
    let mut row = identity.into_active_model();
    row.verified = Set(verified);
    row.update(tx).await
}

/// Puts this address before the contact's others of its kind, or back into the row.
pub async fn set_primary(tx: &Tx, identity: Model, primary: bool) -> Result<Model, DbErr> {
    if primary {
        Entity::update_many()
            .col_expr(Column::IsPrimary, Expr::value(false))
            .filter(Column::ContactId.eq(identity.contact_id))
            .filter(Column::Kind.eq(identity.kind))
            .filter(Column::Id.ne(identity.id))
            .exec(tx)
            .await?;
    }
    let mut row = identity.into_active_model();
    row.is_primary = Set(primary);
    row.update(tx).await
}

/// First addresses of a contact, one a kind at most.
pub async fn primaries(conn: &impl ConnectionTrait, contact_id: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::ContactId.eq(contact_id))
        .filter(Column::IsPrimary.eq(true))
        .all(conn)
        .await
}

/// Marks or unmarks addresses as first ones, as far as they are this contact's.
pub async fn mark_primary(tx: &Tx, contact_id: Uuid, ids: &[Uuid], primary: bool) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    Entity::update_many()
        .col_expr(Column::IsPrimary, Expr::value(primary))
        .filter(Column::ContactId.eq(contact_id))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Contacts other than `contact_id` that have one of these numbers, as a phone or as a handle.
pub async fn holders_of_numbers(
    conn: &impl ConnectionTrait,
    contact_id: Uuid,
    numbers: &[String],
    limit: u64,
) -> Result<Vec<Uuid>, DbErr> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    Entity::find()
        .select_only()
        .column(Column::ContactId)
        .distinct()
        .filter(Column::Value.is_in(numbers.iter().map(String::as_str)))
        .filter(Column::Kind.is_in([IdentityKind::Phone, IdentityKind::Handle]))
        .filter(Column::ContactId.ne(contact_id))
        .limit(limit)
        .into_tuple()
        .all(conn)
        .await
}
