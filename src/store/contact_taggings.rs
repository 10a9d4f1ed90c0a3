//! Rows of `contact_taggings`: which contact has which tag.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use super::entity::contact_taggings::{ActiveModel, Column, Entity};
use super::entity::tags;
use super::{Tx, lookup};

/// Tags under the contact they are on, by name.
pub async fn of_contacts(
    conn: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<tags::Model>>, DbErr> {
    let mut result: HashMap<Uuid, Vec<tags::Model>> = HashMap::new();
    if ids.is_empty() {
        return Ok(result);
    }
    let on = Entity::find()
        .filter(Column::ContactId.is_in(ids.iter().copied()))
        .all(conn)
        .await?;
    let named = lookup::by_id::<tags::Entity>(conn, on.iter().map(|row| row.tag_id), |tag| tag.id).await?;
    for row in on {
        if let Some(tag) = named.get(&row.tag_id) {
            result.entry(row.contact_id).or_default().push(tag.clone());
        }
    }
    for tags in result.values_mut() {
        tags.sort_by(|a, b| a.name.cmp(&b.name));
    }
    Ok(result)
}

/// The tags of one contact, by name.
pub async fn of_contact(conn: &impl ConnectionTrait, contact_id: Uuid) -> Result<Vec<tags::Model>, DbErr> {
    Ok(of_contacts(conn, &[contact_id])
        .await?
        .remove(&contact_id)
        .unwrap_or_default())
}

/// Puts tags on a contact; those it has already do no harm.
pub async fn add(tx: &Tx, contact_id: Uuid, tag_ids: &[Uuid]) -> Result<(), DbErr> {
    if tag_ids.is_empty() {
        return Ok(());
    }
    let rows = tag_ids.iter().map(|tag_id| ActiveModel {
        tag_id: Set(*tag_id),
        contact_id: Set(contact_id),
    });
    Entity::insert_many(rows)
        .on_conflict_do_nothing_on([Column::TagId, Column::ContactId])
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Takes tags off a contact.
pub async fn remove(tx: &Tx, contact_id: Uuid, tag_ids: &[Uuid]) -> Result<(), DbErr> {
    if tag_ids.is_empty() {
        return Ok(());
    }
    Entity::delete_many()
        .filter(Column::ContactId.eq(contact_id))
        .filter(Column::TagId.is_in(tag_ids.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}
