//! Rows of `custom_fields` and of their choices.

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, ModelTrait,
    QueryFilter, QueryOrder, QuerySelect, Set,
};
use uuid::Uuid;

use super::Tx;
use super::entity::custom_field_choices as choices;
use super::entity::custom_fields::{ActiveModel, Column, CustomFieldType, Entity, FieldAbout, Model};
use super::entity::field_values;

/// A field with what can be picked in it, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    pub field: Model,
    pub choices: Vec<choices::Model>,
}

/// Every field there is, archived ones too, in the order they are shown: a house has few.
pub async fn all(conn: &impl ConnectionTrait) -> Result<Vec<Definition>, DbErr> {
    let fields = Entity::find()
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    with_choices(conn, fields).await
}

/// The fields of contacts or of companies, in the order they are shown.
pub async fn about(conn: &impl ConnectionTrait, about: FieldAbout) -> Result<Vec<Definition>, DbErr> {
    let fields = Entity::find()
        .filter(Column::About.eq(about))
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    with_choices(conn, fields).await
}

/// One field with its choices.
pub async fn with_its_choices(conn: &impl ConnectionTrait, field: Model) -> Result<Definition, DbErr> {
    let choices = choices_of(conn, &[field.id]).await?.remove(&field.id);
    Ok(Definition {
        choices: choices.unwrap_or_default(),
        field,
    })
}

async fn with_choices(conn: &impl ConnectionTrait, fields: Vec<Model>) -> Result<Vec<Definition>, DbErr> {
    let ids: Vec<Uuid> = fields
        .iter()
        .filter(|field| field.field_type.has_choices())
        .map(|field| field.id)
        .collect();
    let mut found = choices_of(conn, &ids).await?;
    Ok(fields
        .into_iter()
        .map(|field| Definition {
            choices: found.remove(&field.id).unwrap_or_default(),
            field,
        })
        .collect())
}

async fn choices_of(
    conn: &impl ConnectionTrait,
    field_ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<choices::Model>>, DbErr> {
    let mut result: HashMap<Uuid, Vec<choices::Model>> = HashMap::new();
    if field_ids.is_empty() {
        return Ok(result);
    }
    let rows = choices::Entity::find()
        .filter(choices::Column::FieldId.is_in(field_ids.iter().copied()))
        .order_by_asc(choices::Column::Position)
        .order_by_asc(choices::Column::Id)
        .all(conn)
        .await?;
    for row in rows {
        result.entry(row.field_id).or_default().push(row);
    }
    Ok(result)
}

/// A field, held until the transaction ends.
pub async fn lock(tx: &Tx, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// What a new field is made of.
#[derive(Clone, Debug)]
pub struct NewField {
    pub about: FieldAbout,
    pub key: String,
    pub name: String,
    pub help: String,
    pub field_type: CustomFieldType,
    pub required: bool,
    pub position: i32,
}

pub async fn insert(tx: &Tx, new: NewField) -> Result<Model, DbErr> {
    ActiveModel {
        id: Set(tx.id()),
        about: Set(new.about),
        key: Set(new.key),
        name: Set(new.name),
        help: Set(new.help),
        field_type: Set(new.field_type),
        required: Set(new.required),
        position: Set(new.position),
        archived_at: Set(None),
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
    row.updated_at = Set(tx.now());
    row.version = Set(before.version + 1);
    row.update(tx).await
}

/// Puts fields into this order.
pub async fn arrange(tx: &Tx, ids: &[Uuid]) -> Result<(), DbErr> {
    for (place, id) in ids.iter().enumerate() {
        let row = ActiveModel {
            id: sea_orm::Unchanged(*id),
            position: Set(i32::try_from(place).unwrap_or(i32::MAX)),
            ..Default::default()
        };
        row.update(tx).await?;
    }
    Ok(())
}

/// Its choices and everything typed into it go with it.
pub async fn delete(tx: &Tx, field: Model) -> Result<(), DbErr> {
    // Values name choices without falling with them, so they go first.
    field_values::Entity::delete_many()
        .filter(field_values::Column::FieldId.eq(field.id))
        .exec(tx)
        .await?;
    field.delete(tx).await.map(|_| ())
}

pub async fn insert_choice(tx: &Tx, choice: choices::Model) -> Result<choices::Model, DbErr> {
    choice.into_active_model().reset_all().insert(tx).await
}

pub async fn save_choice(tx: &Tx, choice: choices::Model) -> Result<choices::Model, DbErr> {
    choice.into_active_model().reset_all().update(tx).await
}

/// Fails on the foreign key of values that name it.
pub async fn delete_choice(tx: &Tx, choice: choices::Model) -> Result<(), DbErr> {
    choice.delete(tx).await.map(|_| ())
}
