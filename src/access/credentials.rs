//! Opaque credentials: 256 random bits that mean nothing but their row; only a keyed hash is stored.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use sea_orm::DbErr;
use secrecy::SecretString;
use uuid::Uuid;

use super::{Caller, Credential, Permission};
use crate::app::App;
use crate::keys::{Keys, Purpose, hex};
use crate::store::callers::{self, Known};
use crate::store::visibility;

/// What API tokens start with, so that scanners of leaked secrets know them.
pub const API_TOKEN_PREFIX: &str = "ctl_";

/// How often "last seen" and "last used" are written, at most.
const SEEN_EVERY: Duration = Duration::seconds(60);

/// A new credential and the hash to store.
pub fn mint(keys: &Keys, prefix: &str) -> (SecretString, String) {
    let bits: [u8; 32] = rand::random();
    let token = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bits));
    let hash = hash(keys, &token);
    (token.into(), hash)
}

/// A credential that can be made again from the id of its row, and the hash to store: for links that are shown more
/// than once without lying anywhere.
pub fn derived(keys: &Keys, id: Uuid) -> (SecretString, String) {
    let token = URL_SAFE_NO_PAD.encode(keys.sign(Purpose::Invitation, id.as_bytes()));
    let hash = hash(keys, &token);
    (token.into(), hash)
}

/// The credential [`derived`] from `id` whose stored hash is `hash`, whichever key it was made with.
pub fn derived_again(keys: &Keys, id: Uuid, hash: &str) -> Option<SecretString> {
    keys.sign_all(Purpose::Invitation, id.as_bytes())
        .map(|signed| URL_SAFE_NO_PAD.encode(signed))
        .find(|token| hashes(keys, token).iter().any(|known| known == hash))
        .map(SecretString::from)
}

/// The keyed hash by which a credential is found. Fast on purpose: 256 random bits need no slow hash.
pub fn hash(keys: &Keys, token: &str) -> String {
    hex(&keys.sign(Purpose::TokenHash, token.as_bytes()))
}

/// The hash a credential has under each key: one minted before a rotation is found by an older one.
pub fn hashes(keys: &Keys, token: &str) -> Vec<String> {
    keys.sign_all(Purpose::TokenHash, token.as_bytes())
        .map(|hash| hex(&hash))
        .collect()
}

/// The caller behind a session cookie; none when it is unknown, expired, idle too long, or its user disabled.
pub async fn by_session(app: &App, token: &str, ip: Option<IpAddr>) -> Result<Option<Caller>, DbErr> {
    let now = app.clock.now();
    let idle_since = now - hours(app.config.security.session_idle_hours);
    for hash in hashes(&app.keys, token) {
        if let Some(known) = callers::by_session(app.store.read(), &hash, now, idle_since).await? {
            let credential = Credential::Session(known.credential_id);
            return finish(app, known, credential, now, ip).await.map(Some);
        }
    }
    Ok(None)
}

/// The caller behind an API token; none when it is unknown, expired, revoked, or its user disabled.
pub async fn by_token(app: &App, token: &str, ip: Option<IpAddr>) -> Result<Option<Caller>, DbErr> {
    let now = app.clock.now();
    for hash in hashes(&app.keys, token) {
        if let Some(known) = callers::by_token(app.store.read(), &hash, now).await? {
            let credential = Credential::Token(known.credential_id);
            return finish(app, known, credential, now, ip).await.map(Some);
        }
    }
    Ok(None)
}

/// Whether the credential a caller came with still works; for sockets, which outlive requests.
pub async fn still_good(app: &App, caller: &Caller) -> Result<bool, DbErr> {
    let (db, now) = (app.store.read(), app.clock.now());
    match caller.credential {
        Credential::Session(id) => {
            let idle_since = now - hours(app.config.security.session_idle_hours);
            visibility::session_runs(db, id, now, idle_since).await
        }
        Credential::Token(id) => visibility::token_works(db, id, now).await,
        Credential::System => Ok(true),
    }
}

/// Whoever began something that the hub does later, with what they may do today; none when they may do nothing any more.
pub async fn by_user(app: &App, user_id: uuid::Uuid) -> Result<Option<Caller>, DbErr> {
    let known = callers::by_user(app.store.read(), user_id).await?;
    Ok(known.map(|known| caller(known, Credential::System, None)))
}

async fn finish(
    app: &App,
    known: Known,
    credential: Credential,
    now: DateTime<Utc>,
    ip: Option<IpAddr>,
) -> Result<Caller, DbErr> {
    if known.last_seen_at.is_none_or(|seen| now - seen >= SEEN_EVERY) {
        let tx = app.store.write().await?;
        match credential {
            Credential::Session(id) => callers::session_seen(&tx, known.user_id, id).await?,
            Credential::Token(id) => callers::token_seen(&tx, known.user_id, id).await?,
            Credential::System => {}
        }
        tx.commit().await?;
    }
    Ok(caller(known, credential, ip))
}

fn caller(known: Known, credential: Credential, ip: Option<IpAddr>) -> Caller {
    let mut permissions = Permission::from_stored(&known.permissions);
    if let Some(scopes) = &known.scopes
        && scopes.as_array().is_some_and(|words| !words.is_empty())
    {
        let scopes = Permission::from_stored(scopes);
        permissions.retain(|permission| scopes.contains(permission));
    }
    Caller {
        user_id: known.user_id,
        name: known.name,
        email: known.email,
        language: known.language,
        permissions,
        scope: known.scope,
        credential,
        ip,
    }
}

pub(super) fn hours(hours: u64) -> Duration {
    // A hundred years stand in for "for ever": chrono panics on more than it can hold.
    Duration::hours(i64::try_from(hours).unwrap_or(i64::MAX).min(24 * 36_500))
}
