//! Users: made, changed and disabled by those who may, never beyond what those have themselves.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::SqlErr;
use uuid::Uuid;

use super::invitations::{self, Invitation};
use super::{AccessError, Caller, Permission, audit, roles, sessions};
use crate::app::App;
use crate::live::Notice;
use crate::store::entity::notifications::Reason;
use crate::store::entity::users::{Model, UserState};
use crate::store::{self, Tx, api_tokens, teams, users};

/// Languages the UI speaks.
pub const LANGUAGES: &[&str] = &["en", "it"];

pub struct Draft {
    pub email: String,
    pub name: String,
    pub role_id: Uuid,
    pub team_ids: Vec<Uuid>,
    pub language: String,
    /// Argon2id in PHC form; none for somebody who gets an invitation.
    pub password_hash: Option<String>,
}

/// What of a user an administrator changes; what is none stays.
#[derive(Default)]
pub struct Change {
    pub email: Option<String>,
    pub name: Option<String>,
    pub role_id: Option<Uuid>,
    pub team_ids: Option<Vec<Uuid>>,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub state: Option<UserState>,
}

/// Makes a user.
pub async fn create(tx: &Tx, caller: &Caller, draft: Draft) -> Result<Model, AccessError> {
    caller.require(Permission::UsersManage)?;
    roles::may_grant(tx, caller, draft.role_id).await?;
    let new = users::NewUser {
        email: email_of(&draft.email)?,
        name: name_of(&draft.name)?,
        role_id: draft.role_id,
        language: language_of(&draft.language)?,
        password_hash: draft.password_hash,
    };
    let email = new.email.clone();
    let user = users::insert(tx, new).await.map_err(taken)?;
    set_teams(tx, caller, user.id, &draft.team_ids).await?;
    tx.notify(Notice::Agent { id: user.id });
    let data = serde_json::json!({ "email": email, "role_id": draft.role_id, "team_ids": draft.team_ids });
    audit::record(tx, caller, "user.create", "user", Some(user.id), data).await?;
    Ok(user)
}

/// Changes a user the caller has read as `before`.
pub async fn change(tx: &Tx, caller: &Caller, before: Model, change: Change) -> Result<Model, AccessError> {
    caller.require(Permission::UsersManage)?;
    // Whoever has less may not touch whoever has more: not their role, and not their address either.
    roles::may_grant(tx, caller, before.role_id).await?;
    let mut after = before.clone();
    let mut data = serde_json::Map::new();
    if let Some(email) = change.email {
        after.email = email_of(&email)?;
        data.insert("email".into(), after.email.clone().into());
    }
    if let Some(name) = change.name {
        after.name = name_of(&name)?;
        data.insert("name".into(), after.name.clone().into());
    }
    if let Some(language) = change.language {
        after.language = language_of(&language)?;
    }
    if let Some(time_zone) = change.time_zone {
        after.time_zone = time_zone_of(&time_zone)?;
    }
    if let Some(role_id) = change.role_id.filter(|role_id| *role_id != before.role_id) {
        roles::may_grant(tx, caller, role_id).await?;
        after.role_id = role_id;
        data.insert("role_id".into(), role_id.to_string().into());
    }
    if let Some(state) = change.state.filter(|state| *state != before.state) {
        after.state = state;
        data.insert("state".into(), state.as_str().into());
    }
    let loses = after.role_id != before.role_id || after.state != UserState::Active;
    if loses && before.state == UserState::Active && roles::is_administrator(tx, before.role_id).await? {
        keep_one_administrator(tx, before.id).await?;
    }
    let after = users::save(tx, after).await.map_err(taken)?;
    if let Some(team_ids) = change.team_ids {
        set_teams(tx, caller, after.id, &team_ids).await?;
        data.insert("team_ids".into(), serde_json::json!(team_ids));
    }
    if after.state == UserState::Disabled && before.state == UserState::Active {
        api_tokens::revoke_all(tx, after.id).await?;
        sessions::end_all(tx, after.id, None).await?;
    } else if after.role_id != before.role_id || data.contains_key("team_ids") {
        // Sockets look anew at what their user may see.
        tx.notify(Notice::AccessRevoked { user_id: after.id });
    }
    tx.notify(Notice::Agent { id: after.id });
    audit::record(tx, caller, "user.update", "user", Some(after.id), data.into()).await?;
    Ok(after)
}

/// A new link to choose a password by; older ones stop working.
pub async fn invite(app: &App, tx: &Tx, caller: &Caller, user: &Model) -> Result<Invitation, AccessError> {
    caller.require(Permission::UsersManage)?;
    roles::may_grant(tx, caller, user.role_id).await?;
    if user.state != UserState::Active {
        return Err(AccessError::conflict("user_disabled", "this user is disabled"));
    }
    let link = invitations::invite(app, tx, user.id, user.password_hash.is_some()).await?;
    tx.notify(Notice::Agent { id: user.id });
    let data = serde_json::json!({});
    audit::record(tx, caller, "user.invite", "user", Some(user.id), data).await?;
    Ok(link)
}

/// Takes back the links a user has not used yet.
pub async fn revoke_invitations(tx: &Tx, caller: &Caller, user: &Model) -> Result<(), AccessError> {
    caller.require(Permission::UsersManage)?;
    roles::may_grant(tx, caller, user.role_id).await?;
    if store::invitations::waiting(tx, Some(user.id), tx.now())
        .await?
        .is_empty()
    {
        return Err(AccessError::NotFound);
    }
    store::invitations::forget(tx, Some(user.id)).await?;
    tx.notify(Notice::Agent { id: user.id });
    let data = serde_json::json!({});
    audit::record(tx, caller, "user.uninvite", "user", Some(user.id), data).await?;
    Ok(())
}

/// The link a user may still use, for those who could make a new one.
pub async fn invitation_of(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    user: &Model,
) -> Result<(String, DateTime<Utc>), AccessError> {
    caller.require(Permission::UsersManage)?;
    roles::may_grant(tx, caller, user.role_id).await?;
    let waiting = store::invitations::waiting(tx, Some(user.id), tx.now()).await?;
    let newest = waiting.last().ok_or(AccessError::NotFound)?;
    let url = invitations::url_again(app, newest).ok_or(AccessError::NotFound)?;
    Ok((url, newest.expires_at))
}

async fn set_teams(tx: &Tx, caller: &Caller, user_id: Uuid, team_ids: &[Uuid]) -> Result<(), AccessError> {
    let mut ids = team_ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    if teams::count_of(tx, &ids).await? != ids.len() as u64 {
        return Err(AccessError::invalid(
            "/team_ids",
            "names a team that does not exist",
        ));
    }
    roles::may_reach_teams(caller, &ids)?;
    users::set_teams(tx, user_id, &ids).await?;
    Ok(())
}

/// A house without an administrator is locked from the inside.
pub(super) async fn keep_one_administrator(tx: &Tx, except: Uuid) -> Result<(), AccessError> {
    if users::other_administrators(tx, except).await? == 0 {
        return Err(AccessError::conflict(
            "last_administrator",
            "the last administrator cannot be taken away",
        ));
    }
    Ok(())
}

fn taken(error: sea_orm::DbErr) -> AccessError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            AccessError::conflict("already_exists", "somebody has this address already")
        }
        _ => error.into(),
    }
}

/// A mail address in lower case. Only what every mail system takes: one `@`, no spaces, no control characters.
pub(super) fn email_of(text: &str) -> Result<String, AccessError> {
    let email = text.trim().to_lowercase();
    let shaped = email.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.contains('@') && !domain.is_empty() && !domain.starts_with('.')
    });
    let clean = email
        .chars()
        .all(|c| !c.is_control() && !c.is_whitespace() && !"<>\"(),;:\\".contains(c));
    if !shaped || !clean || email.len() > 254 {
        return Err(AccessError::invalid("/email", "is not a mail address"));
    }
    Ok(email)
}

/// A name as it may stand in a mail header.
pub(super) fn name_of(text: &str) -> Result<String, AccessError> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(AccessError::invalid(
            "/name",
            "must be 1 to 100 characters on one line",
        ));
    }
    Ok(name.to_owned())
}

pub(super) fn language_of(text: &str) -> Result<String, AccessError> {
    if !LANGUAGES.contains(&text) {
        return Err(AccessError::invalid("/language", "must be en or it"));
    }
    Ok(text.to_owned())
}

/// Shaped like an IANA name; the browser knows which exist.
pub(super) fn time_zone_of(text: &str) -> Result<String, AccessError> {
    let shaped = !text.is_empty()
        && text.len() <= 64
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/_+-".contains(c));
    if !shaped {
        return Err(AccessError::invalid(
            "/time_zone",
            "must be an IANA name such as Europe/Rome",
        ));
    }
    Ok(text.to_owned())
}

/// What people change about themselves.
#[derive(Default)]
pub struct Profile {
    pub name: Option<String>,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    /// With its HTML, cleaned; without, it is plain text.
    pub signature: Option<String>,
    pub signature_html: Option<String>,
    pub mail_notices: Option<BTreeSet<Reason>>,
}

pub async fn change_profile(tx: &Tx, caller: &Caller, profile: Profile) -> Result<Model, AccessError> {
    let mut user = users::lock(tx, caller.user_id)
        .await?
        .ok_or(AccessError::NotFound)?;
    if let Some(name) = profile.name {
        user.name = name_of(&name)?;
    }
    if let Some(language) = profile.language {
        user.language = language_of(&language)?;
    }
    if let Some(time_zone) = profile.time_zone {
        user.time_zone = time_zone_of(&time_zone)?;
    }
    if let Some(signature) = profile.signature {
        if signature.len() > 10_000 {
            return Err(AccessError::invalid(
                "/signature",
                "must have at most 10,000 bytes",
            ));
        }
        if profile.signature_html.as_ref().map_or(0, String::len) > 20_000 {
            return Err(AccessError::invalid(
                "/signature_html",
                "must have at most 20,000 bytes",
            ));
        }
        user.signature = signature;
        user.signature_html = profile.signature_html;
    }
    if let Some(notices) = profile.mail_notices {
        user.mail_notices = serde_json::json!(notices);
    }
    tx.notify(Notice::Agent { id: user.id });
    Ok(users::save(tx, user).await?)
}
