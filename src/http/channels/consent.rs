//! `POST /channels/{id}/oauth` and `GET /oauth/callback`: signing in at the provider in the browser.

use axum::Json;
use axum::extract::State;
use axum::response::Redirect;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use centralino_channels::kind::{self, Consent, ConsentAnswer, ConsentRequest};
use chrono::Duration;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::channel::managed;
use super::settings;
use crate::access::audit;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, FieldError, Problem};
use crate::http::router::API;
use crate::http::{ApiPath, ApiQuery, Authenticated};
use crate::keys::Purpose;
use crate::store::channels;

/// How long somebody may take to sign in at the provider.
const LASTS: Duration = Duration::minutes(15);

#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentStarted {
    /// Open it in the browser.
    pub authorize_url: String,
}

/// What we must remember between the two requests; travels signed in `state` instead of lying in a table.
#[derive(Serialize, Deserialize)]
struct Remembered {
    channel: Uuid,
    user: Uuid,
    /// Unix seconds.
    until: i64,
    /// Makes each state, and with it each verifier, another.
    nonce: u128,
}

/// Begins signing in at the provider. Needs `channels_manage`.
#[utoipa::path(post, path = "/channels/{id}/oauth", tag = "channels", params(("id" = Uuid, Path)), responses(
    (status = OK, body = ConsentStarted),
    (status = FORBIDDEN, body = Problem),
    (status = NOT_FOUND, body = Problem),
    (status = CONFLICT, description = "code `no_consent`: this kind has none", body = Problem),
))]
pub async fn begin(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<ConsentStarted>> {
    let row = managed(app.store.read(), &caller, id).await?;
    let whole = app.channels.settings(&row).map_err(settings::refused)?;
    let state = seal(
        &app,
        &Remembered {
            channel: id,
            user: caller.user_id,
            until: (app.clock.now() + LASTS).timestamp(),
            nonce: rand::random(),
        },
    )?;
    let request = ConsentRequest {
        redirect_uri: &callback(&app),
        state: &state,
        verifier: &verifier(&app, &state),
    };
    let authorize_url = consent_of(&row.kind)?
        .authorize_url(&whole, &request)
        .map_err(|errors| {
            let pointed = |error: centralino_channels::error::SettingsError| {
                FieldError::new(format!("/settings{}", error.pointer), error.reason)
            };
            ApiError::invalid(errors.into_iter().map(pointed).collect())
        })?;
    Ok(Json(ConsentStarted { authorize_url }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Callback {
    state: String,
    /// What the provider gives for a yes.
    code: Option<String>,
    /// What it gives for a no.
    error: Option<String>,
}

/// The browser comes back from the provider and goes on to the channel's page, where `consent` says how it went.
#[utoipa::path(get, path = "/oauth/callback", tag = "channels", params(Callback), responses(
    (status = SEE_OTHER),
    (status = BAD_REQUEST, description = "code `bad_state`", body = Problem),
))]
pub async fn finish(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<Callback>,
) -> ApiResult<Redirect> {
    // The state is ours, recent, and of this very person: otherwise somebody else's mailbox could be slipped in.
    let remembered = unseal(&app, &query.state)
        .filter(|state| state.user == caller.user_id && state.until > app.clock.now().timestamp())
        .ok_or_else(|| {
            ApiError::bad_request("bad_state", "this sign-in was not begun here, or too long ago")
        })?;
    let id = remembered.channel;
    let outcome = match (query.code, query.error) {
        (Some(code), _) => exchange(&app, &caller, id, &query.state, &code).await?,
        (None, error) => Err(error.unwrap_or_else(|| "no code came back".to_owned())),
    };
    let word = match outcome {
        Ok(()) => "granted",
        Err(reason) => {
            tracing::warn!(channel = %id, reason, "no consent at the provider");
            "refused"
        }
    };
    Ok(Redirect::to(&format!("/settings/channels/{id}?consent={word}")))
}

/// Turns the code into a stored secret. The inner error is the provider's.
async fn exchange(
    app: &App,
    caller: &crate::access::Caller,
    id: Uuid,
    state: &str,
    code: &str,
) -> ApiResult<Result<(), String>> {
    let row = managed(app.store.read(), caller, id).await?;
    let whole = app.channels.settings(&row).map_err(settings::refused)?;
    let answer = ConsentAnswer {
        code,
        verifier: &verifier(app, state),
        redirect_uri: &callback(app),
    };
    let allow_insecure = app.config.security.allow_private_addresses;
    let exchanged = consent_of(&row.kind)?
        .exchange(&whole, &answer, app.channels.http(), allow_insecure)
        .await;
    let secret = match exchanged {
        Ok(secret) => secret,
        Err(reason) => return Ok(Err(reason)),
    };
    let tx = app.store.write().await?;
    let mut row = managed(&tx, caller, id).await?;
    app.channels
        .put_secret(&mut row, secret)
        .map_err(settings::refused)?;
    let row = channels::update(&tx, row).await?;
    let data = serde_json::json!({ "name": row.name });
    audit::record(&tx, caller, "channel.consent", "channel", Some(id), data).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

fn consent_of(name: &str) -> ApiResult<&'static dyn Consent> {
    kind::find(name).and_then(|kind| kind.consent).ok_or_else(|| {
        ApiError::conflict(
            "no_consent",
            "channels of this kind need no sign-in at the provider",
        )
    })
}

/// Registered at the provider; built only from the configured address.
fn callback(app: &App) -> String {
    format!("{}{API}/oauth/callback", app.config.public_url())
}

/// RFC 7636: 43 unreserved characters that only we can make from the state.
fn verifier(app: &App, state: &str) -> String {
    let message = format!("verifier:{state}");
    URL_SAFE_NO_PAD.encode(app.keys.sign(Purpose::Links, message.as_bytes()))
}

fn seal(app: &App, remembered: &Remembered) -> ApiResult<String> {
    let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(remembered).map_err(ApiError::internal)?);
    let signature = app.keys.sign(Purpose::Links, payload.as_bytes());
    Ok(format!("{payload}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn unseal(app: &App, state: &str) -> Option<Remembered> {
    let (payload, signature) = state.split_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    if signature.len() != 32 || !app.keys.verify(Purpose::Links, payload.as_bytes(), &signature) {
        return None;
    }
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}
