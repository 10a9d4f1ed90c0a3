//! `GET /intake/{id}/raw`: the very bytes that came.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::intake_ledger;

/// Downloads the raw message. Never shown in place: it is what a stranger sent.
#[utoipa::path(get, path = "/intake/{id}/raw", tag = "intake", params(("id" = Uuid, Path)), responses(
    (status = OK, content_type = "message/rfc822", body = Vec<u8>),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn raw(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Response> {
    caller.require(Permission::IntakeManage)?;
    let row = intake_ledger::find(app.store.read(), &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let bytes = app.blobs.get(&row.raw_hash).await.map_err(ApiError::internal)?;
    let disposition = format!("attachment; filename=\"{id}.eml\"");
    Ok((
        [
            (header::CONTENT_TYPE, "message/rfc822".to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ],
        bytes,
    )
        .into_response())
}
