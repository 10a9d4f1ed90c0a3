//! Which of these ids a scope covers: the same conditions as everywhere, for notices that carry only ids.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::entity::{api_tokens, channels, contacts, sessions, tickets};
use super::scope::Scope;

pub async fn tickets(conn: &impl ConnectionTrait, scope: &Scope, ids: Vec<Uuid>) -> Result<Vec<Uuid>, DbErr> {
    if ids.is_empty() || scope.is_unlimited() {
        return Ok(ids);
    }
    tickets::Entity::find()
        .select_only()
        .column(tickets::Column::Id)
        .filter(tickets::Column::Id.is_in(ids))
        .filter(scope.tickets())
        .into_tuple()
        .all(conn)
        .await
}

pub async fn contacts(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    ids: Vec<Uuid>,
) -> Result<Vec<Uuid>, DbErr> {
    if ids.is_empty() || scope.is_unlimited() {
        return Ok(ids);
    }
    contacts::Entity::find()
        .select_only()
        .column(contacts::Column::Id)
        .filter(contacts::Column::Id.is_in(ids))
        .filter(scope.contacts())
        .into_tuple()
        .all(conn)
        .await
}

pub async fn channels(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    ids: Vec<Uuid>,
) -> Result<Vec<Uuid>, DbErr> {
    if ids.is_empty() || scope.is_unlimited() {
        return Ok(ids);
    }
    channels::Entity::find()
        .select_only()
        .column(channels::Column::Id)
        .filter(channels::Column::Id.is_in(ids))
        .filter(scope.channels())
        .into_tuple()
        .all(conn)
        .await
}

/// Whether a session still runs.
pub async fn session_runs(
    conn: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let session = sessions::Entity::find_by_id(id)
        .filter(sessions::Column::ExpiresAt.gt(now))
        .filter(sessions::Column::LastSeenAt.gt(idle_since))
        .one(conn)
        .await?;
    Ok(session.is_some())
}

/// Whether a token still works.
pub async fn token_works(conn: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let token = api_tokens::Entity::find_by_id(id)
        .filter(api_tokens::Column::RevokedAt.is_null())
        .one(conn)
        .await?;
    Ok(token.is_some_and(|token| token.expires_at.is_none_or(|at| at > now)))
}
