//! A user as administrators see one.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::store::entity::users::{Model, UserState};
use crate::store::{roles, teams, users};

#[derive(Debug, Serialize, ToSchema)]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub role: UserRole,
    pub teams: Vec<UserTeam>,
    pub state: UserState,
    pub language: String,
    pub time_zone: String,
    pub last_seen_at: Option<DateTime<Utc>>,
    /// An invitation waits to be used.
    pub invited: bool,
    pub version: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct UserRole {
    pub id: Uuid,
    pub name: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UserTeam {
    pub id: Uuid,
    pub name: String,
}

/// Dresses rows with their role, teams and invitation: four queries, however many rows.
pub async fn dress(
    db: &impl ConnectionTrait,
    rows: Vec<Model>,
    now: DateTime<Utc>,
) -> Result<Vec<User>, DbErr> {
    let roles: HashMap<Uuid, String> = roles::list(db)
        .await?
        .into_iter()
        .map(|role| (role.id, role.name))
        .collect();
    let invited: HashSet<Uuid> = users::invited(db, now).await?.into_iter().collect();
    let members = teams::memberships(db).await?;
    let names = teams::list(db).await?;
    let mut by_user: HashMap<Uuid, Vec<UserTeam>> = HashMap::new();
    for team in &names {
        for (_, user_id) in members.iter().filter(|(team_id, _)| *team_id == team.id) {
            by_user.entry(*user_id).or_default().push(UserTeam {
                id: team.id,
                name: team.name.clone(),
            });
        }
    }
    let dressed = rows.into_iter().map(|row| User {
        role: UserRole {
            id: row.role_id,
            name: roles.get(&row.role_id).cloned().unwrap_or_default(),
        },
        teams: by_user.remove(&row.id).unwrap_or_default(),
        invited: invited.contains(&row.id),
        id: row.id,
        email: row.email,
        name: row.name,
        state: row.state,
        language: row.language,
        time_zone: row.time_zone,
        last_seen_at: row.last_seen_at,
        version: row.version,
    });
    Ok(dressed.collect())
}

/// One row, dressed.
pub async fn dress_one(db: &impl ConnectionTrait, row: Model, now: DateTime<Utc>) -> Result<User, DbErr> {
    let id = row.id;
    let mut dressed = dress(db, vec![row], now).await?;
    dressed
        .pop()
        .ok_or_else(|| DbErr::RecordNotFound(format!("user {id}")))
}
