//! API tokens: credentials of programs, shown once, never stronger than their user.

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde_json::Value;
use uuid::Uuid;

use super::{AccessError, Caller, Credential, Permission, audit, credentials};
use crate::app::App;
use crate::live::Notice;
use crate::store::entity::api_tokens::Model;
use crate::store::{Tx, api_tokens};

/// Makes a token of the caller. No scopes: all the caller may. The token itself is returned only here.
pub async fn create(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    name: &str,
    scopes: &[Permission],
    expires_at: Option<DateTime<Utc>>,
) -> Result<(Model, SecretString), AccessError> {
    if let Some(beyond) = scopes.iter().find(|scope| !caller.may(**scope)) {
        return Err(AccessError::beyond(*beyond));
    }
    if expires_at.is_some_and(|at| at <= tx.now()) {
        return Err(AccessError::invalid("/expires_at", "must lie in the future"));
    }
    let name = super::users::name_of(name)?;
    let (token, hash) = credentials::mint(&app.keys, credentials::API_TOKEN_PREFIX);
    let (stored, expires_at) = within_parent(tx, caller, scopes, expires_at).await?;
    let row = api_tokens::insert(tx, caller.user_id, name, hash, stored, expires_at).await?;
    let data = serde_json::json!({ "name": row.name, "scopes": row.scopes, "expires_at": row.expires_at });
    audit::record(tx, caller, "token.create", "token", Some(row.id), data).await?;
    Ok((row, token))
}

/// A token made with a token is neither wider than that nor lives longer.
async fn within_parent(
    tx: &Tx,
    caller: &Caller,
    scopes: &[Permission],
    expires_at: Option<DateTime<Utc>>,
) -> Result<(Value, Option<DateTime<Utc>>), AccessError> {
    let stored = Permission::to_stored(scopes);
    let Credential::Token(id) = caller.credential else {
        return Ok((stored, expires_at));
    };
    let parent = api_tokens::find(tx, id).await?.ok_or(AccessError::NotFound)?;
    // The words of the parent, not what they are worth today: no word at all would mean everything.
    let stored = if scopes.is_empty() { parent.scopes } else { stored };
    let expires_at = match (expires_at, parent.expires_at) {
        (Some(asked), Some(end)) => Some(asked.min(end)),
        (asked, end) => asked.or(end),
    };
    Ok((stored, expires_at))
}

/// Ends a token of the caller; its sockets close.
pub async fn revoke(tx: &Tx, caller: &Caller, id: Uuid) -> Result<(), AccessError> {
    if !api_tokens::revoke(tx, caller.user_id, id).await? {
        return Err(AccessError::NotFound);
    }
    tx.notify(Notice::AccessRevoked {
        user_id: caller.user_id,
    });
    audit::record(
        tx,
        caller,
        "token.revoke",
        "token",
        Some(id),
        serde_json::json!({}),
    )
    .await?;
    Ok(())
}
