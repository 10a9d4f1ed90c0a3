//! One-time links: the first administrator's, a new user's, and a forgotten password's.

use chrono::Duration;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::sessions::{self, Origin, Started};
use super::users::{email_of, name_of};
use super::{AccessError, Caller, audit, credentials, passwords};
use crate::app::App;
use crate::store::entity::invitations::{InvitationPurpose, Model};
use crate::store::entity::users::UserState;
use crate::store::{Tx, api_tokens, invitations, roles, users};

const SETUP_LASTS: Duration = Duration::days(1);
const INVITATION_LASTS: Duration = Duration::days(7);
const RESET_LASTS: Duration = Duration::days(1);

/// The set-up link while there is nobody yet; earlier ones stop working. `serve` prints it.
pub async fn first_run(app: &App) -> Result<Option<String>, AccessError> {
    if users::any(app.store.read()).await? {
        return Ok(None);
    }
    let tx = app.store.write().await?;
    invitations::forget(&tx, None).await?;
    let (token, hash) = credentials::mint(&app.keys, "");
    let until = tx.now() + SETUP_LASTS;
    invitations::insert(&tx, tx.id(), hash, InvitationPurpose::FirstRun, None, until).await?;
    tx.commit().await?;
    Ok(Some(link(app, "setup", &token)))
}

/// Whether nobody exists yet.
pub async fn needs_setup(app: &App) -> Result<bool, AccessError> {
    Ok(!users::any(app.store.read()).await?)
}

/// A link by which somebody chooses a password.
pub struct Invitation {
    pub id: Uuid,
    pub url: String,
}

/// A link by which `user` chooses a password; earlier ones stop working.
pub async fn invite(
    app: &App,
    tx: &Tx,
    user_id: Uuid,
    has_password: bool,
) -> Result<Invitation, AccessError> {
    invitations::forget(tx, Some(user_id)).await?;
    let id = tx.id();
    let (token, hash) = credentials::derived(&app.keys, id);
    let (purpose, lasts) = if has_password {
        (InvitationPurpose::PasswordReset, RESET_LASTS)
    } else {
        (InvitationPurpose::Invite, INVITATION_LASTS)
    };
    invitations::insert(tx, id, hash, purpose, Some(user_id), tx.now() + lasts).await?;
    Ok(Invitation {
        id,
        url: link(app, "invitation", &token),
    })
}

/// The address of an invitation made before; none when its key was taken away since.
pub fn url_again(app: &App, invitation: &Model) -> Option<String> {
    credentials::derived_again(&app.keys, invitation.id, &invitation.token_hash)
        .map(|token| link(app, "invitation", &token))
}

/// Makes the first administrator by the set-up link.
pub async fn set_up(
    app: &App,
    token: &str,
    name: &str,
    email: &str,
    password: SecretString,
    origin: Origin,
) -> Result<(Uuid, Started), AccessError> {
    let link = open(app, token).await?;
    if link.purpose != InvitationPurpose::FirstRun {
        return Err(broken());
    }
    let (email, name) = (email_of(email)?, name_of(name)?);
    passwords::check(&password, &email, &name)?;
    let hash = passwords::hash(password).await?;
    let tx = app.store.write().await?;
    if !invitations::take(&tx, link.id).await? || users::any(&tx).await? {
        return Err(broken());
    }
    let role = roles::shipped_as(&tx, "administrator")
        .await?
        .ok_or(AccessError::NotFound)?;
    let new = users::NewUser {
        email,
        name,
        role_id: role.id,
        language: "en".into(),
        password_hash: Some(hash),
    };
    let user = users::insert(&tx, new).await?;
    let started = sessions::start(app, &tx, user.id, origin).await?;
    let data = serde_json::json!({ "email": user.email });
    audit::record(&tx, &Caller::system(), "user.setup", "user", Some(user.id), data).await?;
    tx.commit().await?;
    Ok((user.id, started))
}

/// Uses an invitation or reset: the user gets this password and a session; older sessions and tokens end.
pub async fn accept(
    app: &App,
    token: &str,
    name: Option<&str>,
    password: SecretString,
    origin: Origin,
) -> Result<(Uuid, Started), AccessError> {
    let link = open(app, token).await?;
    let user_id = link.user_id.ok_or_else(broken)?;
    let user = users::by_id(app.store.read(), user_id)
        .await?
        .ok_or_else(broken)?;
    let name = match name.map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => name_of(name)?,
        None => user.name,
    };
    passwords::check(&password, &user.email, &name)?;
    let hash = passwords::hash(password).await?;
    let tx = app.store.write().await?;
    let mut user = users::lock(&tx, user_id).await?.ok_or_else(broken)?;
    if user.state != UserState::Active || !invitations::take(&tx, link.id).await? {
        return Err(broken());
    }
    user.name = name;
    user.password_hash = Some(hash);
    let user = users::save(&tx, user).await?;
    sessions::end_all(&tx, user.id, None).await?;
    api_tokens::revoke_all(&tx, user.id).await?;
    let started = sessions::start(app, &tx, user.id, origin).await?;
    let data = serde_json::json!({ "purpose": link.purpose.as_str() });
    audit::record(&tx, &Caller::system(), "user.accept", "user", Some(user.id), data).await?;
    tx.commit().await?;
    Ok((user.id, started))
}

async fn open(app: &App, token: &str) -> Result<Model, AccessError> {
    for hash in credentials::hashes(&app.keys, token) {
        if let Some(link) = invitations::open(app.store.read(), &hash, app.clock.now()).await? {
            return Ok(link);
        }
    }
    Err(broken())
}

fn broken() -> AccessError {
    AccessError::Conflict {
        code: "link_expired",
        reason: "this link was used already, is too old, or is incomplete",
    }
}

fn link(app: &App, page: &str, token: &SecretString) -> String {
    let base = app.config.public_url();
    format!("{base}/{page}?token={}", token.expose_secret())
}
