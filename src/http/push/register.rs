//! `POST /push-devices`: a browser hands over its push subscription.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::device::{PushDevice, name};
use crate::access::Credential;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};
use crate::push::sealed::{Receiver, SealError};
use crate::push::{decode, deliver, vapid};
use crate::store::push_subscriptions::{self, Registration};

/// Longest endpoint, in bytes.
const ENDPOINT: usize = 2_000;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPushDevice {
    /// What its owner calls it, such as `Firefox, Linux`.
    pub name: String,
    /// An https address.
    pub endpoint: String,
    pub keys: PushKeys,
    /// The `public_key` the browser subscribed with.
    pub public_key: String,
}

/// As `PushSubscription.toJSON()` writes them: base64url.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PushKeys {
    pub p256dh: String,
    pub auth: String,
}

/// Adds a device of the caller, or says that one is still there; a browser in which somebody else signed in becomes
/// theirs.
#[utoipa::path(post, path = "/push-devices", tag = "push", request_body = NewPushDevice, responses(
    (status = CREATED, body = PushDevice),
    (status = OK, description = "known already", body = PushDevice),
    (status = CONFLICT, description = "`too_many`, or `other_key`: subscribe anew with the key of `GET /push-devices`", body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn register(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<NewPushDevice>,
) -> ApiResult<(StatusCode, Json<PushDevice>)> {
    let name = name(&body.name)?;
    check_endpoint(&app, &body.endpoint)?;
    check_keys(&body.keys)?;
    if body.public_key.trim_end_matches('=') != vapid::public_key(&app.keys) {
        let words = "the browser subscribed with a key this server does not use";
        return Err(ApiError::conflict("other_key", words));
    }
    let registration = Registration {
        user_id: caller.user_id,
        session_id: match caller.credential {
            Credential::Session(id) => Some(id),
            Credential::Token(_) | Credential::System => None,
        },
        endpoint: body.endpoint,
        p256dh: body.keys.p256dh,
        auth: body.keys.auth,
        server_key: vapid::public_key(&app.keys),
        name,
    };
    let tx = app.store.write().await?;
    if let Some(known) = push_subscriptions::lock_endpoint(&tx, &registration.endpoint).await? {
        if known.user_id == caller.user_id {
            push_subscriptions::seen(&tx, known.id, &registration).await?;
            let row = push_subscriptions::by_id(&tx, known.id).await?;
            tx.commit().await?;
            let row = row.ok_or_else(ApiError::not_found)?;
            return Ok((StatusCode::OK, Json(row.into())));
        }
        push_subscriptions::delete(&tx, &known).await?;
    }
    let present = push_subscriptions::list(&tx, caller.user_id).await?;
    if u64::try_from(present.len()).unwrap_or(u64::MAX) >= push_subscriptions::MOST {
        let words = "there are too many devices already; remove one you do not use";
        return Err(ApiError::conflict("too_many", words));
    }
    let row = push_subscriptions::insert(&tx, registration).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

fn check_endpoint(app: &App, endpoint: &str) -> ApiResult<()> {
    if endpoint.len() > ENDPOINT {
        let rule = format!("must have at most {ENDPOINT} bytes");
        return Err(ApiError::validation("/endpoint", rule));
    }
    deliver::address(endpoint, app.config.security.allow_private_addresses)
        .map(|_| ())
        .map_err(|rule| ApiError::validation("/endpoint", rule))
}

fn check_keys(keys: &PushKeys) -> ApiResult<()> {
    let p256dh = decode(&keys.p256dh).unwrap_or_default();
    let auth = decode(&keys.auth).unwrap_or_default();
    match Receiver::new(&p256dh, &auth) {
        Ok(_) => Ok(()),
        Err(SealError::Secret) => Err(ApiError::validation(
            "/keys/auth",
            "must be base64url of 16 bytes",
        )),
        Err(_) => Err(ApiError::validation(
            "/keys/p256dh",
            "must be base64url of an uncompressed point of P-256",
        )),
    }
}
