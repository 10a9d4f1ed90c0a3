//! Queries on roles.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
};
use serde_json::Value;
use uuid::Uuid;

use super::Tx;
use super::entity::{channels, role_channels, role_teams, roles};

/// A role as somebody wishes it to be.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    /// Array of permission words.
    pub permissions: Value,
    pub all_teams: bool,
    pub all_channels: bool,
    /// Counts when not `all_teams`.
    pub team_ids: Vec<Uuid>,
    /// Counts when not `all_channels`.
    pub channel_ids: Vec<Uuid>,
}

pub async fn insert(tx: &Tx, draft: Draft) -> Result<roles::Model, DbErr> {
    let role = roles::ActiveModel {
        id: Set(tx.id()),
        name: Set(draft.name),
        builtin: Set(None),
        permissions: Set(draft.permissions),
        all_teams: Set(draft.all_teams),
        all_channels: Set(draft.all_channels),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
    }
    .insert(tx)
    .await?;
    set_reach(tx, role.id, draft.team_ids, draft.channel_ids).await?;
    Ok(role)
}

/// Replaces the teams and channels a limited role reaches.
pub async fn set_reach(tx: &Tx, role_id: Uuid, teams: Vec<Uuid>, channels: Vec<Uuid>) -> Result<(), DbErr> {
    role_teams::Entity::delete_many()
        .filter(role_teams::Column::RoleId.eq(role_id))
        .exec(tx)
        .await?;
    role_channels::Entity::delete_many()
        .filter(role_channels::Column::RoleId.eq(role_id))
        .exec(tx)
        .await?;
    let teams = teams.into_iter().map(|team_id| role_teams::ActiveModel {
        role_id: Set(role_id),
        team_id: Set(team_id),
    });
    if teams.len() > 0 {
        role_teams::Entity::insert_many(teams)
            .exec_without_returning(tx)
            .await?;
    }
    let channels = channels.into_iter().map(|channel_id| role_channels::ActiveModel {
        role_id: Set(role_id),
        channel_id: Set(channel_id),
    });
    if channels.len() > 0 {
        role_channels::Entity::insert_many(channels)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Every role, by name.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<roles::Model>, DbErr> {
    roles::Entity::find()
        .order_by_asc(roles::Column::Name)
        .limit(1_000)
        .all(db)
        .await
}

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<roles::Model>, DbErr> {
    roles::Entity::find_by_id(id).one(db).await
}

/// Teams limited roles reach: (role, team).
pub async fn reached_teams(db: &impl ConnectionTrait) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    role_teams::Entity::find()
        .select_only()
        .column(role_teams::Column::RoleId)
        .column(role_teams::Column::TeamId)
        .into_tuple()
        .all(db)
        .await
}

/// Channels limited roles reach: (role, channel).
pub async fn reached_channels(db: &impl ConnectionTrait) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    role_channels::Entity::find()
        .select_only()
        .column(role_channels::Column::RoleId)
        .column(role_channels::Column::ChannelId)
        .into_tuple()
        .all(db)
        .await
}

/// How many of these ids are channels.
pub async fn count_of_channels(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<u64, DbErr> {
    channels::Entity::find()
        .filter(channels::Column::Id.is_in(ids.iter().copied()))
        .count(db)
        .await
}

pub async fn update(tx: &Tx, id: Uuid, draft: Draft) -> Result<roles::Model, DbErr> {
    let role = roles::ActiveModel {
        id: Set(id),
        name: Set(draft.name),
        permissions: Set(draft.permissions),
        all_teams: Set(draft.all_teams),
        all_channels: Set(draft.all_channels),
        updated_at: Set(tx.now()),
        ..Default::default()
    }
    .update(tx)
    .await?;
    set_reach(tx, id, draft.team_ids, draft.channel_ids).await?;
    Ok(role)
}

pub async fn delete(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    roles::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// The roles that came with the software.
pub async fn shipped(db: &impl ConnectionTrait) -> Result<Vec<roles::Model>, DbErr> {
    roles::Entity::find()
        .filter(roles::Column::Builtin.is_not_null())
        .all(db)
        .await
}

/// One of them by its word: `administrator`, `agent`, `viewer`.
pub async fn shipped_as(db: &impl ConnectionTrait, builtin: &str) -> Result<Option<roles::Model>, DbErr> {
    roles::Entity::find()
        .filter(roles::Column::Builtin.eq(builtin))
        .one(db)
        .await
}

/// Inserts a shipped role, or updates its permissions. Two nodes may do this at the same time.
pub async fn ship(tx: &Tx, builtin: &str, name: &str, permissions: Value) -> Result<(), DbErr> {
    let role = roles::ActiveModel {
        id: Set(tx.id()),
        name: Set(name.to_owned()),
        builtin: Set(Some(builtin.to_owned())),
        permissions: Set(permissions),
        all_teams: Set(true),
        all_channels: Set(true),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
    };
    roles::Entity::insert(role)
        .on_conflict(
            OnConflict::column(roles::Column::Name)
                .update_columns([
                    roles::Column::Builtin,
                    roles::Column::Permissions,
                    roles::Column::UpdatedAt,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
