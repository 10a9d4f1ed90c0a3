//! `Idempotency-Key`: a create that is sent again gives the first answer again instead of a second thing.
//!
//! The key is claimed before the handler runs; the handler's own commit marks it done, in the same transaction. So
//! after a crash we know on which side of the commit it died: not done is done again, done is never done twice.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use sha2::{Digest, Sha256};

use super::error::{ApiError, ApiResult};
use super::router::{JSON_BYTES, TIMEOUT};
use crate::access::Caller;
use crate::app::App;
use crate::keys::hex;
use crate::store::idempotency::{self, DONE};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Keys are kept a day; answers larger than this are not (creates answer with one object).
pub const KEPT: chrono::Duration = chrono::Duration::hours(24);
const ANSWER_BYTES: usize = 4 * 1024 * 1024;
const LONGEST_KEY: usize = 255;

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
    let fingerprint = fingerprint(path, &body);
    let user_id = caller.user_id;

    let tx = app.store.write().await?;
    let expired = tx.now() - KEPT;
    // The handler is dropped at the time-out, so what is older than twice that is dead.
    let dead = tx.now() - chrono::Duration::from_std(TIMEOUT * 2).unwrap_or(KEPT);
    if !idempotency::claim(&tx, user_id, &key, &fingerprint, expired, dead).await? {
        tx.rollback().await?;
        return replay(app, user_id, &key, &fingerprint).await;
    }
    tx.commit().await?;

    let request = Request::from_parts(parts, Body::from(body));
    let response = idempotency::during(user_id, key.clone(), next.run(request)).await;
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, ANSWER_BYTES).await.map_err(ApiError::internal)?;
    let tx = app.store.write().await?;
    if parts.status.is_success() {
        let text = String::from_utf8_lossy(&body).into_owned();
        idempotency::keep(&tx, user_id, &key, parts.status.as_u16(), text).await?;
    } else {
        // Refused and failed requests changed nothing, and may be sent again. A committed one stays marked.
        idempotency::free(&tx, user_id, &key).await?;
    }
    tx.commit().await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

async fn replay(app: &App, user_id: uuid::Uuid, key: &str, fingerprint: &str) -> ApiResult<Response> {
    let Some(row) = idempotency::find(app.store.read(), user_id, key).await? else {
        return Err(in_flight());
    };
    if row.fingerprint != fingerprint {
        return Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency_key_reused",
            "this Idempotency-Key came with another request before",
        ));
    }
    match (row.status, row.body) {
        (None, _) => Err(in_flight()),
        (Some(DONE), _) | (_, None) => Err(ApiError::conflict(
            "idempotency_answer_lost",
            "this was done, but its answer was lost: look for it before you send it anew",
        )),
        (Some(status), Some(body)) => {
            let status = u16::try_from(status).unwrap_or(200);
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert(REPLAYED, HeaderValue::from_static("true"));
            Ok(response)
        }
    }
}

fn in_flight() -> ApiError {
    ApiError::conflict(
        "idempotency_in_flight",
        "the first request with this key is still running",
    )
}

fn fingerprint(path: &str, body: &Bytes) -> String {
    let mut digest = Sha256::new();
    digest.update(path.as_bytes());
    digest.update([0]);
    digest.update(body);
    hex(&digest.finalize())
}

/// Forgets keys older than a day; a job calls it. Gives how many.
pub async fn sweep(app: &App) -> Result<u64, sea_orm::DbErr> {
    let tx = app.store.write().await?;
    let swept = idempotency::sweep(&tx, tx.now() - KEPT).await?;
    tx.commit().await?;
    Ok(swept)
}

/// How often the sweeping job runs.
pub const SWEEP_EVERY: Duration = Duration::from_secs(3600);
