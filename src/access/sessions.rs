//! Signed-in browsers: begun with a new id at each login, ended by logout, time, or whoever may end them.

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use secrecy::SecretString;
use uuid::Uuid;

use super::credentials::{self, hours};
use super::{AccessError, Caller, Credential, audit};
use crate::app::App;
use crate::live::Notice;
use crate::store::entity::sessions::Model;
use crate::store::{Tx, sessions};

/// A new session: the token goes into the cookie and is stored nowhere.
pub struct Started {
    pub token: SecretString,
    pub expires_at: DateTime<Utc>,
}

/// From where a session was begun, for the user's own list.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    pub ip: Option<String>,
    pub user_agent: Option<String>,
}

/// Begins a session of a user who has just proven to be one.
pub async fn start(app: &App, tx: &Tx, user_id: Uuid, origin: Origin) -> Result<Started, DbErr> {
    let (token, hash) = credentials::mint(&app.keys, "");
    let expires_at = tx.now() + hours(app.config.security.session_days.saturating_mul(24));
    let user_agent = origin
        .user_agent
        .map(|agent| agent.chars().take(200).collect::<String>());
    sessions::insert(tx, hash, user_id, expires_at, origin.ip, user_agent).await?;
    Ok(Started { token, expires_at })
}

/// Ends one session (logout); its sockets close.
pub async fn end(tx: &Tx, user_id: Uuid, session_id: Uuid) -> Result<(), DbErr> {
    sessions::delete(tx, session_id).await?;
    tx.notify(Notice::AccessRevoked { user_id });
    Ok(())
}

/// The caller's own sessions that still run, the last used first.
pub async fn of_caller(app: &App, caller: &Caller) -> Result<Vec<Model>, DbErr> {
    let now = app.clock.now();
    let idle_since = now - hours(app.config.security.session_idle_hours);
    sessions::running(app.store.read(), caller.user_id, now, idle_since).await
}

/// Ends another of the caller's sessions; one of somebody else is not there.
pub async fn end_own(tx: &Tx, caller: &Caller, id: Uuid) -> Result<(), AccessError> {
    if !sessions::delete_one(tx, caller.user_id, id).await? {
        return Err(AccessError::NotFound);
    }
    tx.notify(Notice::AccessRevoked {
        user_id: caller.user_id,
    });
    let data = serde_json::json!({});
    audit::record(tx, caller, "session.end", "session", Some(id), data).await?;
    Ok(())
}

/// Ends all of the caller's sessions but the one they ask with.
pub async fn end_others(tx: &Tx, caller: &Caller) -> Result<(), DbErr> {
    let keep = match caller.credential {
        Credential::Session(id) => Some(id),
        Credential::Token(_) | Credential::System => None,
    };
    end_all(tx, caller.user_id, keep).await?;
    let data = serde_json::json!({});
    audit::record(
        tx,
        caller,
        "session.end_others",
        "user",
        Some(caller.user_id),
        data,
    )
    .await
}

/// Ends every session of a user, except `keep`.
pub async fn end_all(tx: &Tx, user_id: Uuid, keep: Option<Uuid>) -> Result<(), DbErr> {
    sessions::delete_of(tx, user_id, keep).await?;
    tx.notify(Notice::AccessRevoked { user_id });
    Ok(())
}

/// Sweeps away up to `limit` sessions that ran out or were not used for too long; how many there were.
pub async fn sweep(app: &App, tx: &Tx, limit: u64) -> Result<u64, DbErr> {
    let idle_since = tx.now() - hours(app.config.security.session_idle_hours);
    sessions::delete_ended(tx, idle_since, limit).await
}
