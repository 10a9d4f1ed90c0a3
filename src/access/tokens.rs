//! API tokens: credentials of programs, shown once, never stronger than their user.

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use uuid::Uuid;

use super::{AccessError, Caller, Permission, audit, credentials};
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
    // A narrowed token must not breed one without limits.
    let narrowed = matches!(caller.credential, super::Credential::Token(_)) && scopes.is_empty();
    let scopes = if narrowed {
        caller.permissions.as_slice()
    } else {
        scopes
    };
    if expires_at.is_some_and(|at| at <= tx.now()) {
        return Err(AccessError::invalid("/expires_at", "must lie in the future"));
    }
    let name = super::users::name_of(name)?;
    let (token, hash) = credentials::mint(&app.keys, credentials::API_TOKEN_PREFIX);
    let stored = Permission::to_stored(scopes);
    let row = api_tokens::insert(tx, caller.user_id, name, hash, stored, expires_at).await?;
    let data = serde_json::json!({ "name": row.name, "scopes": row.scopes, "expires_at": row.expires_at });
    audit::record(tx, caller, "token.create", "token", Some(row.id), data).await?;
    Ok((row, token))
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
