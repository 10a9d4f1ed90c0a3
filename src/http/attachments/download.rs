//! `GET /attachments/{id}`: a file, whole or in part.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use uuid::Uuid;

use super::file_name::disposition;
use super::range::{Asked, asked};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::attachments;
use crate::store::entity::attachments::Model;

/// Pictures that can do nothing but be looked at.
const SHOWN: &[&str] = &[
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/bmp",
];

/// A file of a visible message, or the caller's own upload. Only plain pictures are shown in the browser; everything
/// else is a download, and nothing in it runs here.
#[utoipa::path(get, path = "/attachments/{id}", tag = "attachments", params(("id" = Uuid, Path)),
    responses(
        (status = OK, content_type = "application/octet-stream"),
        (status = PARTIAL_CONTENT, content_type = "application/octet-stream"),
        (status = NOT_FOUND, body = Problem),
        (status = RANGE_NOT_SATISFIABLE),
    ))]
pub async fn download(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    caller.require(Permission::TicketsRead)?;
    let file = attachments::find(app.store.read(), &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let size = u64::try_from(file.size).unwrap_or(0);
    let tag = format!("\"{}\"", file.blob_hash);
    let said = |name| headers.get(name).and_then(|value| value.to_str().ok());
    // A part of another file would be nonsense (RFC 9110 §13.1.5).
    let range = match said(header::IF_RANGE) {
        Some(known) if known != tag => None,
        _ => said(header::RANGE),
    };
    match asked(range, size) {
        Asked::Whole => {
            let bytes = app.blobs.get(&file.blob_hash).await.map_err(ApiError::internal)?;
            respond(StatusCode::OK, &file, &tag, None, bytes.into())
        }
        Asked::Part(part) => {
            let shown = format!("bytes {}-{}/{size}", part.start, part.end - 1);
            let bytes = app
                .blobs
                .range(&file.blob_hash, part.start, part.end)
                .await
                .map_err(ApiError::internal)?;
            respond(
                StatusCode::PARTIAL_CONTENT,
                &file,
                &tag,
                Some(shown),
                bytes.into(),
            )
        }
        Asked::Unsatisfiable => {
            let shown = format!("bytes */{size}");
            respond(
                StatusCode::RANGE_NOT_SATISFIABLE,
                &file,
                &tag,
                Some(shown),
                Body::empty(),
            )
        }
    }
}

fn respond(
    status: StatusCode,
    file: &Model,
    tag: &str,
    part: Option<String>,
    body: Body,
) -> ApiResult<Response> {
    let picture = SHOWN.contains(&file.content_type.as_str());
    let content_type = match picture || is_harmless(&file.content_type) {
        true => file.content_type.as_str(),
        false => "application/octet-stream",
    };
    let kind = if picture { "inline" } else { "attachment" };
    let mut response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, content_type)
        .header(header::CONTENT_DISPOSITION, disposition(kind, &file.filename))
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::ETAG, tag)
        .header(header::CACHE_CONTROL, "private, no-store")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")
        .header("cross-origin-resource-policy", "same-origin");
    if let Some(part) = part {
        response = response.header(header::CONTENT_RANGE, part);
    }
    response.body(body).map_err(ApiError::internal)
}

/// Types no browser would run; the others keep their name but lose their type. Also keeps header values well-formed.
fn is_harmless(content_type: &str) -> bool {
    const ACTIVE: &[&str] = &["html", "xml", "svg", "script", "pdf", "xsl", "flash", "java"];
    content_type.chars().all(|c| c.is_ascii_graphic())
        && !ACTIVE.iter().any(|word| content_type.contains(word))
}
