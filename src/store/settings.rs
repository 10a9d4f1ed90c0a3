//! What an administrator changes while it runs, a value a name.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, Set};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Tx;
use super::entity::settings::{ActiveModel, Column, Entity};

/// None when it was never set, or when what was set cannot be read any more.
pub async fn read<T: DeserializeOwned>(conn: &impl ConnectionTrait, name: &str) -> Result<Option<T>, DbErr> {
    let row = Entity::find_by_id(name).one(conn).await?;
    Ok(row.and_then(|row| serde_json::from_value(row.value).ok()))
}

pub async fn write<T: Serialize>(tx: &Tx, name: &str, value: &T) -> Result<(), DbErr> {
    let value = serde_json::to_value(value).map_err(|error| DbErr::Custom(error.to_string()))?;
    let row = ActiveModel {
        name: Set(name.to_owned()),
        value: Set(value),
        updated_at: Set(tx.now()),
    };
    let over = OnConflict::column(Column::Name)
        .update_columns([Column::Value, Column::UpdatedAt])
        .to_owned();
    Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
