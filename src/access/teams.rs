//! Teams: made, renamed and filled by those who manage users.

use sea_orm::{DbErr, SqlErr};
use uuid::Uuid;

use super::{AccessError, Caller, Permission, audit, roles};
use crate::live::Notice;
use crate::store::entity::teams::Model;
use crate::store::scope::Reach;
use crate::store::{Tx, team_belongings, teams, users};

pub async fn create(tx: &Tx, caller: &Caller, name: &str, members: &[Uuid]) -> Result<Model, AccessError> {
    caller.require(Permission::UsersManage)?;
    let team = teams::insert(tx, name_of(name)?).await.map_err(taken)?;
    set_members(tx, team.id, members).await?;
    let data = serde_json::json!({ "name": team.name, "member_ids": members });
    audit::record(tx, caller, "team.create", "team", Some(team.id), data).await?;
    Ok(team)
}

pub async fn change(
    tx: &Tx,
    caller: &Caller,
    id: Uuid,
    name: Option<&str>,
    members: Option<&[Uuid]>,
) -> Result<Model, AccessError> {
    caller.require(Permission::UsersManage)?;
    let mut team = teams::by_id(tx, id).await?.ok_or(AccessError::NotFound)?;
    roles::may_reach_teams(caller, &[id])?;
    if let Some(name) = name {
        team = teams::rename(tx, id, name_of(name)?).await.map_err(taken)?;
    }
    if let Some(members) = members {
        set_members(tx, id, members).await?;
    }
    let data = serde_json::json!({ "name": name, "member_ids": members });
    audit::record(tx, caller, "team.update", "team", Some(id), data).await?;
    Ok(team)
}

/// Who gets what a dissolved team has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heir {
    /// Its views go with it; a team with canned replies or macros stays.
    Nobody,
    Everyone,
    Team(Uuid),
}

/// Its tickets stay, without a team; what else it has goes to `heir`.
pub async fn delete(tx: &Tx, caller: &Caller, id: Uuid, heir: Heir) -> Result<(), AccessError> {
    caller.require(Permission::UsersManage)?;
    let team = teams::by_id(tx, id).await?.ok_or(AccessError::NotFound)?;
    roles::may_reach_teams(caller, &[id])?;
    let heir_name = bequeath(tx, caller, id, heir).await?;
    tell_members(tx, id).await?;
    teams::delete(tx, id).await?;
    let data = serde_json::json!({ "name": team.name, "heir": heir_name });
    audit::record(tx, caller, "team.delete", "team", Some(id), data).await?;
    Ok(())
}

/// The heir's name, for the books.
async fn bequeath(tx: &Tx, caller: &Caller, id: Uuid, heir: Heir) -> Result<Option<String>, AccessError> {
    let (to, name) = match heir {
        Heir::Nobody => {
            let has = team_belongings::count(tx, id).await?;
            if has.canned_replies + has.macros > 0 {
                return Err(AccessError::conflict(
                    "needs_heir",
                    "canned replies or macros belong to this team: say whose they become",
                ));
            }
            tx.notify(Notice::View);
            return Ok(None);
        }
        // What was a team's is shown to all: for those who reach all teams to say.
        Heir::Everyone if caller.scope.teams != Reach::All => {
            return Err(AccessError::beyond(Permission::UsersManage));
        }
        Heir::Everyone => (None, "everyone".to_owned()),
        Heir::Team(other) => {
            let team = teams::by_id(tx, other).await?.filter(|team| team.id != id);
            let Some(team) = team else {
                return Err(AccessError::invalid("/heir", "must be another team, or everyone"));
            };
            roles::may_reach_teams(caller, &[other])?;
            (Some(other), team.name)
        }
    };
    for channel in team_belongings::give(tx, id, to).await? {
        tx.notify(Notice::Channel { id: channel });
    }
    tx.notify(Notice::View);
    tx.notify(Notice::Canned);
    Ok(Some(name))
}

async fn set_members(tx: &Tx, team_id: Uuid, members: &[Uuid]) -> Result<(), AccessError> {
    let mut ids = members.to_vec();
    ids.sort_unstable();
    ids.dedup();
    if users::count_of(tx, &ids).await? != ids.len() as u64 {
        return Err(AccessError::invalid(
            "/member_ids",
            "names a user who does not exist",
        ));
    }
    tell_members(tx, team_id).await?;
    teams::set_members(tx, team_id, &ids).await?;
    for user_id in ids {
        tx.notify(Notice::AccessRevoked { user_id });
    }
    Ok(())
}

/// Sockets of the members look anew at what they may see.
async fn tell_members(tx: &Tx, team_id: Uuid) -> Result<(), AccessError> {
    for (team, user_id) in teams::memberships(tx).await? {
        if team == team_id {
            tx.notify(Notice::AccessRevoked { user_id });
        }
    }
    Ok(())
}

fn name_of(text: &str) -> Result<String, AccessError> {
    super::users::name_of(text)
}

fn taken(error: DbErr) -> AccessError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            AccessError::conflict("already_exists", "there is a team of this name already")
        }
        _ => error.into(),
    }
}
