//! Signing in with address and password, and changing the password.

use secrecy::SecretString;

use super::sessions::{self, Origin, Started};
use super::throttle::Throttle;
use super::{AccessError, Caller, Credential, audit, passwords};
use crate::app::App;
use crate::store::entity::users::UserState;
use crate::store::{api_tokens, users};

/// A new session for who knows the password. Every way to fail looks and takes the same.
pub async fn sign_in(
    app: &App,
    throttle: &Throttle,
    email: &str,
    password: SecretString,
    ip: Option<std::net::IpAddr>,
    origin: Origin,
) -> Result<(uuid::Uuid, Started), AccessError> {
    if let Some(seconds) = throttle.wait(ip, email, app.clock.now()) {
        return Err(AccessError::Throttled { seconds });
    }
    let user = users::by_email(app.store.read(), email)
        .await?
        .filter(|user| user.state == UserState::Active);
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let right = passwords::verify(password, hash.clone()).await?;
    let (Some(user), true) = (user, right) else {
        throttle.failed(ip, email, app.clock.now());
        return Err(AccessError::WrongCredentials);
    };
    throttle.succeeded(ip, email);
    let tx = app.store.write().await?;
    // The hash took a while: who was disabled or changed the password meanwhile does not get in.
    let still = users::lock(&tx, user.id).await?;
    if still.is_none_or(|still| still.state != UserState::Active || still.password_hash != hash) {
        return Err(AccessError::WrongCredentials);
    }
    let started = sessions::start(app, &tx, user.id, origin).await?;
    tx.commit().await?;
    Ok((user.id, started))
}

/// Changes the caller's own password. Other sessions, all API tokens and live sockets end.
pub async fn change_password(
    app: &App,
    caller: &Caller,
    current: SecretString,
    new: SecretString,
) -> Result<(), AccessError> {
    let Credential::Session(session_id) = caller.credential else {
        return Err(AccessError::conflict(
            "needs_session",
            "a password is changed by the person who is signed in",
        ));
    };
    let user = users::by_id(app.store.read(), caller.user_id)
        .await?
        .ok_or(AccessError::NotFound)?;
    if !passwords::verify(current, user.password_hash.clone()).await? {
        return Err(AccessError::invalid("/current", "is not your password"));
    }
    passwords::check(&new, &user.email, &user.name).map_err(|error| match error {
        AccessError::Invalid { reason, .. } => AccessError::invalid("/new", reason),
        other => other,
    })?;
    let hash = passwords::hash(new).await?;
    let tx = app.store.write().await?;
    let mut user = users::lock(&tx, caller.user_id)
        .await?
        .ok_or(AccessError::NotFound)?;
    user.password_hash = Some(hash);
    let user = users::save(&tx, user).await?;
    sessions::end_all(&tx, user.id, Some(session_id)).await?;
    api_tokens::revoke_all(&tx, user.id).await?;
    audit::record(
        &tx,
        caller,
        "user.password",
        "user",
        Some(user.id),
        serde_json::json!({}),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
