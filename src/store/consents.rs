//! Rows of `consents`: added and read, never changed.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::Tx;
use super::entity::consents::{Column, ConsentState, Entity, Model, Purpose};

/// More than this of one contact are not shown.
const MOST: u64 = 500;

pub async fn insert(tx: &Tx, consent: Model) -> Result<Model, DbErr> {
    consent.into_active_model().reset_all().insert(tx).await
}

/// What holds for a purpose on every channel and address; none when nobody said.
pub async fn holding(
    conn: &impl ConnectionTrait,
    contact_id: Uuid,
    purpose: Purpose,
) -> Result<Option<ConsentState>, DbErr> {
    let newest = Entity::find()
        .filter(Column::ContactId.eq(contact_id))
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::ChannelId.is_null())
        .filter(Column::Address.eq(""))
        .order_by_desc(Column::Id)
        .one(conn)
        .await?;
    Ok(newest.map(|consent| consent.state))
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
