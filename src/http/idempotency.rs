//! `Idempotency-Key`: a create that is sent again gives the first answer again instead of a second thing.
//!
//! The key is claimed before the handler runs; the handler's own commit marks it done, in the same transaction. So
//! after a crash we know on which side of the commit it died: not done is done again, done is never done twice.

use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use tokio::time::sleep;
use uuid::Uuid;

use super::error::{ApiError, ApiResult};
use super::router::{JSON_BYTES, TIMEOUT};
use crate::access::Caller;
use crate::app::App;
use crate::keys::{Keys, Purpose, hex};
use crate::secrets;
use crate::store::idempotency::{self, DONE, KEPT};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Larger answers are not kept (creates answer with one object).
const ANSWER_BYTES: usize = 4 * 1024 * 1024;
/// Table name in the seal of kept answers.
const TABLE: &str = "idempotency_keys";
const LONGEST_KEY: usize = 255;
/// How long a repeat waits for the first request's answer, and how often it looks.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK: Duration = Duration::from_millis(25);

/// Middleware of the API. Does nothing unless a signed-in caller POSTs with the header.
pub async fn keep(State(app): State<App>, request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Caller>().cloned();
    let key = request.headers().get(KEY).cloned();
    match (caller, key) {
        (Some(caller), Some(key)) if request.method() == Method::POST => {
            once(&app, &caller, &key, request, next)
                .await
                .unwrap_or_else(IntoResponse::into_response)
        }
        _ => next.run(request).await,
    }
}

async fn once(
    app: &App,
    caller: &Caller,
    key: &HeaderValue,
    request: Request,
    next: Next,
) -> ApiResult<Response> {
    let key = key
        .to_str()
        .ok()
        .filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY)
        .ok_or_else(|| {
            ApiError::bad_request("bad_idempotency_key", "must be 1 to 255 visible ASCII characters")
        })?
        .to_owned();
    let (parts, body) = request.into_parts();
    let is_json = parts
        .headers
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"application/json"));
    if !is_json {
        // Uploads are found by their content: a second copy takes no room and means nothing until it is used.
        return Ok(next.run(Request::from_parts(parts, body)).await);
    }
    let body = to_bytes(body, JSON_BYTES).await.map_err(|_| {
        ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "the body is too large",
        )
    })?;
    let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
    let fingerprint = fingerprint(&app.keys, path, &body);
    let user_id = caller.user_id;

    while !claim(app, user_id, &key, &fingerprint).await? {
        if let Some(answer) = replay(app, user_id, &key, &fingerprint).await? {
            return Ok(answer);
        }
        // The first request was refused, and its key is free again: this one takes its place.
    }

    let request = Request::from_parts(parts, Body::from(body));
    let response = idempotency::during(user_id, key.clone(), next.run(request)).await;
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, ANSWER_BYTES).await.map_err(ApiError::internal)?;
    let tx = app.store.write().await?;
    if parts.status.is_success() {
        // Some answers hold what is shown only once, such as a new token.
        let sealed = secrets::seal(&app.keys, TABLE, user_id, &body).map_err(ApiError::internal)?;
        let text = STANDARD.encode(sealed);
        idempotency::keep(&tx, user_id, &key, parts.status.as_u16(), text).await?;
    } else {
        // Refused and failed requests changed nothing, and may be sent again. A committed one stays marked.
        idempotency::free(&tx, user_id, &key).await?;
    }
    tx.commit().await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

async fn claim(app: &App, user_id: Uuid, key: &str, fingerprint: &str) -> ApiResult<bool> {
    let tx = app.store.write().await?;
    let (expired, dead) = (tx.now() - KEPT, tx.now() - longest_life());
    if idempotency::claim(&tx, user_id, key, fingerprint, expired, dead).await? {
        tx.commit().await?;
        return Ok(true);
    }
    tx.rollback().await?;
    Ok(false)
}

/// The handler is dropped at the time-out, so what is older than twice that is dead.
fn longest_life() -> chrono::Duration {
    chrono::Duration::from_std(TIMEOUT * 2).unwrap_or(KEPT)
}

/// The answer of the first request with this key, as soon as there is one; none when that was refused. Between the
/// first one's commit and its answer lies a moment, so a repeat that comes meanwhile waits instead of being sent away.
async fn replay(app: &App, user_id: Uuid, key: &str, fingerprint: &str) -> ApiResult<Option<Response>> {
    let begun = Instant::now();
    loop {
        let Some(row) = idempotency::find(app.store.read(), user_id, key).await? else {
            return Ok(None);
        };
        if row.fingerprint != fingerprint {
            return Err(ApiError::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                "this Idempotency-Key came with another request before",
            ));
        }
        let died = app.clock.now() - row.created_at > longest_life();
        match (row.status, row.body) {
            (Some(status), Some(body)) if status != DONE => {
                let sealed = STANDARD.decode(body).map_err(ApiError::internal)?;
                let body = secrets::open(&app.keys, TABLE, user_id, &sealed).map_err(ApiError::internal)?;
                return Ok(Some(answer(status, body)));
            }
            (Some(_), _) if died => {
                return Err(ApiError::conflict(
                    "idempotency_answer_lost",
                    "this was done, but its answer was lost: look for it before you send it anew",
                ));
            }
            (None, _) if died => return Ok(None),
            _ if begun.elapsed() > PATIENCE => {
                return Err(ApiError::conflict(
                    "idempotency_in_flight",
                    "the first request with this key is still running",
                ));
            }
            _ => sleep(LOOK).await,
        }
    }
}

fn answer(status: i32, body: Vec<u8>) -> Response {
    let status = u16::try_from(status).unwrap_or(200);
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

/// Keyed: a bare hash of a body with a password in it could be tried against a list of passwords.
fn fingerprint(keys: &Keys, path: &str, body: &Bytes) -> String {
    let request = [path.as_bytes(), &[0], body].concat();
    hex(&keys.sign(Purpose::TokenHash, &request))
}

/// Before the first request: where no other process serves, requests without an answer died with the last process, and
/// their senders need not wait until that is sure.
pub async fn release_orphans(app: &App) -> Result<(), sea_orm::DbErr> {
    if app.store.belongs_to_one_process() {
        let tx = app.store.write().await?;
        let dead = tx.now() - longest_life() - chrono::Duration::seconds(1);
        idempotency::release_orphans(&tx, dead).await?;
        tx.commit().await?;
    }
    Ok(())
}
