//! Channels an agent may answer by, and the addresses that are our own.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::entity::channels::{Column, Entity, Model};
use super::scope::Scope;

/// Channels the scope shows, by name. Who sees a ticket may answer by its own channel, `besides`, in any case.
pub async fn all(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    besides: Option<Uuid>,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(allowed(scope, besides))
        .order_by_asc(Column::Name)
        .all(conn)
        .await
}

/// One of [`all`].
pub async fn find(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    besides: Option<Uuid>,
    id: Uuid,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(allowed(scope, besides))
        .one(conn)
        .await
}

fn allowed(scope: &Scope, besides: Option<Uuid>) -> Condition {
    match besides {
        Some(id) if !scope.is_unlimited() => Condition::any().add(Column::Id.eq(id)).add(scope.channels()),
        _ => scope.channels(),
    }
}

/// Every address that customers write to, lower case.
pub async fn own_addresses(conn: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let addresses: Vec<Option<String>> = Entity::find()
        .select_only()
        .column(Column::Address)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(addresses
        .into_iter()
        .flatten()
        .map(|a| a.to_lowercase())
        .collect())
}
