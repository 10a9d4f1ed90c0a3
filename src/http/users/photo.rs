//! `GET /agents/{id}/photo`: the photo of a colleague.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use uuid::Uuid;

use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::users;

/// A JPEG of 256 × 256 pixels, for everybody who is signed in. Its name in `/agents` changes with its bytes, so it may
/// be kept for long when that is part of the address.
#[utoipa::path(get, path = "/agents/{id}/photo", tag = "users", params(("id" = Uuid, Path)), responses(
    (status = OK, content_type = "image/jpeg", body = Vec<u8>),
    (status = NOT_MODIFIED),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn photo(
    State(app): State<App>,
    _caller: Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let user = users::by_id(app.store.read(), id).await?;
    let hash = user
        .and_then(|user| user.photo_hash)
        .ok_or_else(ApiError::not_found)?;
    let tag = HeaderValue::from_str(&format!("\"{hash}\"")).map_err(ApiError::internal)?;
    let kept = [
        (header::ETAG, tag.clone()),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, max-age=31536000, immutable"),
        ),
    ];
    if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let bytes = app.blobs.get(&hash).await.map_err(ApiError::internal)?;
    let shown = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("inline; filename=\"photo.jpg\""),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
    ];
    Ok((kept, shown, bytes).into_response())
}
