//! Roles: three that ship, and those a house makes for itself. Nobody grants more than they have.

use sea_orm::{DbErr, SqlErr};
use uuid::Uuid;

use super::{AccessError, Caller, Permission, audit};
use crate::live::Notice;
use crate::store::entity::roles::Model;
use crate::store::scope::Reach;
use crate::store::{Store, Tx, roles, teams, users};

/// The shipped roles: stored word, shown name, permissions. They reach all teams and channels.
const SHIPPED: &[(&str, &str, &[Permission])] = &[
    ("administrator", "Administrator", Permission::ALL),
    ("agent", "Agent", Permission::AGENT),
    ("viewer", "Viewer", Permission::VIEWER),
];

/// Makes the shipped roles, or brings their permissions up to this version's. Does nothing when all is well.
pub async fn seed(store: &Store) -> Result<(), DbErr> {
    let found = roles::shipped(store.read()).await?;
    let current = SHIPPED.iter().all(|(builtin, _, permissions)| {
        found.iter().any(|role| {
            role.builtin.as_deref() == Some(builtin) && role.permissions == Permission::to_stored(permissions)
        })
    });
    if current {
        return Ok(());
    }
    let tx = store.write().await?;
    for (builtin, name, permissions) in SHIPPED {
        roles::ship(&tx, builtin, name, Permission::to_stored(permissions)).await?;
    }
    tx.commit().await
}

/// A role as somebody wishes it to be.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    pub permissions: Vec<Permission>,
    /// False: the teams of `team_ids` and those the user works in.
    pub all_teams: bool,
    /// False: the channels of `channel_ids`.
    pub all_channels: bool,
    pub team_ids: Vec<Uuid>,
    pub channel_ids: Vec<Uuid>,
}

pub async fn create(tx: &Tx, caller: &Caller, draft: Draft) -> Result<Model, AccessError> {
    caller.require(Permission::UsersManage)?;
    let stored = checked(tx, caller, draft).await?;
    let data = described(&stored);
    let role = roles::insert(tx, stored).await.map_err(taken)?;
    audit::record(tx, caller, "role.create", "role", Some(role.id), data).await?;
    Ok(role)
}

pub async fn change(tx: &Tx, caller: &Caller, id: Uuid, draft: Draft) -> Result<Model, AccessError> {
    caller.require(Permission::UsersManage)?;
    editable(tx, caller, id).await?;
    let stored = checked(tx, caller, draft).await?;
    let data = described(&stored);
    let role = roles::update(tx, id, stored).await.map_err(taken)?;
    for user_id in users::ids_with_role(tx, id).await? {
        tx.notify(Notice::AccessRevoked { user_id });
    }
    audit::record(tx, caller, "role.update", "role", Some(id), data).await?;
    Ok(role)
}

/// Only a role that nobody has.
pub async fn delete(tx: &Tx, caller: &Caller, id: Uuid) -> Result<(), AccessError> {
    caller.require(Permission::UsersManage)?;
    let role = editable(tx, caller, id).await?;
    if users::with_role(tx, id).await? > 0 {
        return Err(AccessError::conflict(
            "still_in_use",
            "somebody still has this role",
        ));
    }
    roles::delete(tx, id).await?;
    let data = serde_json::json!({ "name": role.name });
    audit::record(tx, caller, "role.delete", "role", Some(id), data).await?;
    Ok(())
}

/// Whether the caller has at least what the role has: who has less may neither hand it out nor touch its users.
pub(super) async fn may_grant(tx: &Tx, caller: &Caller, role_id: Uuid) -> Result<(), AccessError> {
    let role = roles::by_id(tx, role_id)
        .await?
        .ok_or_else(|| AccessError::invalid("/role_id", "names a role that does not exist"))?;
    for permission in Permission::from_stored(&role.permissions) {
        if !caller.may(permission) {
            return Err(AccessError::beyond(permission));
        }
    }
    if caller.scope.is_unlimited() {
        return Ok(());
    }
    let of = |pairs: Vec<(Uuid, Uuid)>| -> Vec<Uuid> {
        let mine = pairs.into_iter().filter(|(role, _)| *role == role_id);
        mine.map(|(_, reached)| reached).collect()
    };
    let teams = of(roles::reached_teams(tx).await?);
    let channels = of(roles::reached_channels(tx).await?);
    within(&caller.scope.teams, role.all_teams, &teams)?;
    within(&caller.scope.channels, role.all_channels, &channels)
}

pub(super) fn may_reach_teams(caller: &Caller, ids: &[Uuid]) -> Result<(), AccessError> {
    within(&caller.scope.teams, false, ids)
}

pub(super) async fn is_administrator(tx: &Tx, role_id: Uuid) -> Result<bool, AccessError> {
    let role = roles::by_id(tx, role_id).await?;
    Ok(role.is_some_and(|role| role.builtin.as_deref() == Some("administrator")))
}

async fn editable(tx: &Tx, caller: &Caller, id: Uuid) -> Result<Model, AccessError> {
    let role = roles::by_id(tx, id).await?.ok_or(AccessError::NotFound)?;
    if role.builtin.is_some() {
        return Err(AccessError::conflict(
            "builtin_role",
            "shipped roles stay as they are",
        ));
    }
    may_grant(tx, caller, id).await?;
    Ok(role)
}

async fn checked(tx: &Tx, caller: &Caller, draft: Draft) -> Result<roles::Draft, AccessError> {
    if let Some(beyond) = draft
        .permissions
        .iter()
        .find(|permission| !caller.may(**permission))
    {
        return Err(AccessError::beyond(*beyond));
    }
    let team_ids = unique(draft.team_ids);
    let channel_ids = unique(draft.channel_ids);
    if teams::count_of(tx, &team_ids).await? != team_ids.len() as u64 {
        return Err(AccessError::invalid(
            "/team_ids",
            "names a team that does not exist",
        ));
    }
    if roles::count_of_channels(tx, &channel_ids).await? != channel_ids.len() as u64 {
        return Err(AccessError::invalid(
            "/channel_ids",
            "names a channel that does not exist",
        ));
    }
    within(&caller.scope.teams, draft.all_teams, &team_ids)?;
    within(&caller.scope.channels, draft.all_channels, &channel_ids)?;
    // In the order people are shown them, each once.
    let permissions: Vec<Permission> = Permission::ALL
        .iter()
        .copied()
        .filter(|permission| draft.permissions.contains(permission))
        .collect();
    Ok(roles::Draft {
        name: super::users::name_of(&draft.name)?,
        permissions: Permission::to_stored(&permissions),
        all_teams: draft.all_teams,
        all_channels: draft.all_channels,
        team_ids,
        channel_ids,
    })
}

fn within(own: &Reach, all: bool, ids: &[Uuid]) -> Result<(), AccessError> {
    match own {
        Reach::All => Ok(()),
        Reach::Only(own) if !all && ids.iter().all(|id| own.contains(id)) => Ok(()),
        Reach::Only(_) => Err(AccessError::beyond(Permission::UsersManage)),
    }
}

fn unique(mut ids: Vec<Uuid>) -> Vec<Uuid> {
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn described(draft: &roles::Draft) -> serde_json::Value {
    serde_json::json!({
        "name": draft.name,
        "permissions": draft.permissions,
        "all_teams": draft.all_teams,
        "all_channels": draft.all_channels,
        "team_ids": draft.team_ids,
        "channel_ids": draft.channel_ids,
    })
}

fn taken(error: DbErr) -> AccessError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            AccessError::conflict("already_exists", "there is a role of this name already")
        }
        _ => error.into(),
    }
}
