//! Rows of `consents`: added and read, never changed.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::Tx;
use super::entity::consents::{Column, Entity, Model};

/// More than this of one contact are not shown.
const MOST: u64 = 500;

pub async fn insert(tx: &Tx, consent: Model) -> Result<Model, DbErr> {
    consent.into_active_model().reset_all().insert(tx).await
}

/// All of a contact, newest first.
pub async fn of_contact(conn: &impl ConnectionTrait, contact_id: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::ContactId.eq(contact_id))
        .order_by_desc(Column::Id)
        .limit(MOST)
        .all(conn)
        .await
}
