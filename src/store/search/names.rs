//! The names a search may use for channels, users and tags: few enough to be read whole.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::store::entity::{channels, tags, users};
use crate::store::scope::Scope;

/// A thing and all it may be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub id: Uuid,
    pub called: Vec<String>,
}

const MOST: u64 = 5_000;

/// Channels of the scope by name, address and kind.
pub async fn channels(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Named>, DbErr> {
    let rows: Vec<(Uuid, String, Option<String>, String)> = channels::Entity::find()
        .select_only()
        .columns([
            channels::Column::Id,
            channels::Column::Name,
            channels::Column::Address,
            channels::Column::Kind,
        ])
        .filter(scope.channels())
        .order_by_asc(channels::Column::Id)
        .limit(MOST)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, address, kind)| Named {
            id,
            called: [Some(name), address, Some(kind)].into_iter().flatten().collect(),
        })
        .collect())
}

/// Users by name and address.
pub async fn users(conn: &impl ConnectionTrait) -> Result<Vec<Named>, DbErr> {
    let rows: Vec<(Uuid, String, String)> = users::Entity::find()
        .select_only()
        .columns([users::Column::Id, users::Column::Name, users::Column::Email])
        .order_by_asc(users::Column::Id)
        .limit(MOST)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, email)| Named {
            id,
            called: vec![name, email],
        })
        .collect())
}

pub async fn tags(conn: &impl ConnectionTrait) -> Result<Vec<Named>, DbErr> {
    let rows: Vec<(Uuid, String)> = tags::Entity::find()
        .select_only()
        .columns([tags::Column::Id, tags::Column::Name])
        .order_by_asc(tags::Column::Id)
        .limit(MOST)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| Named {
            id,
            called: vec![name],
        })
        .collect())
}
