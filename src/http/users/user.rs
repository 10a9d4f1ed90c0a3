//! A user as administrators see one.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::store::entity::invitations::InvitationPurpose;
use crate::store::entity::messages::DeliveryState;
use crate::store::entity::users::{Availability, Model, UserState};
use crate::store::{agent_mails, invitations, roles, teams};

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
    pub availability: Availability,
    /// Names the bytes `/agents/{id}/photo` gives; null for who has none.
    pub photo: Option<String>,
    /// Has chosen a password and can sign in.
    pub joined: bool,
    /// An invitation waits to be used.
    pub invited: bool,
    /// The link that waits to be used.
    pub invitation: Option<WaitingInvitation>,
    pub version: i64,
}

/// A link somebody has not used yet.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WaitingInvitation {
    pub purpose: InvitationPurpose,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// What became of the mail with it; null when it was not mailed.
    pub mail: Option<InvitationMail>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InvitationMail {
    pub state: DeliveryState,
    /// The provider's words.
    pub reason: Option<String>,
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

/// Dresses rows with their role, teams and invitation: six queries, however many rows.
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
    let mut invited = waiting(db, now).await?;
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
        invited: invited.contains_key(&row.id),
        invitation: invited.remove(&row.id),
        availability: row.availability,
        photo: row.photo_hash,
        joined: row.password_hash.is_some(),
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

/// The links that wait, by user.
async fn waiting(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, WaitingInvitation>, DbErr> {
    let rows = invitations::waiting(db, None, now).await?;
    let mails = agent_mails::of_invitations(db, rows.iter().map(|row| row.id)).await?;
    let mut mails: HashMap<Uuid, InvitationMail> = mails
        .into_iter()
        .filter_map(|mail| {
            let shown = InvitationMail {
                state: mail.state,
                reason: mail.state_reason,
            };
            Some((mail.invitation_id?, shown))
        })
        .collect();
    let waiting = rows.into_iter().filter_map(|row| {
        let waiting = WaitingInvitation {
            purpose: row.purpose,
            created_at: row.created_at,
            expires_at: row.expires_at,
            mail: mails.remove(&row.id),
        };
        Some((row.user_id?, waiting))
    });
    Ok(waiting.collect())
}

/// One row, dressed.
pub async fn dress_one(db: &impl ConnectionTrait, row: Model, now: DateTime<Utc>) -> Result<User, DbErr> {
    let id = row.id;
    let mut dressed = dress(db, vec![row], now).await?;
    dressed
        .pop()
        .ok_or_else(|| DbErr::RecordNotFound(format!("user {id}")))
}
