//! `GET /messages/{id}/raw`: a message as it came in.

use axum::extract::State;
use axum::response::Response;
use http::header;
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::attachments::file_name::disposition;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::{message_rows, messages};

/// The raw bytes, as a download.
#[utoipa::path(get, path = "/messages/{id}/raw", tag = "messages", params(("id" = Uuid, Path)),
    responses((status = OK, content_type = "message/rfc822"), (status = NOT_FOUND, body = Problem)))]
pub async fn raw(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Response> {
    caller.require(Permission::TicketsRead)?;
    let conn = app.store.read();
    let message = messages::find(conn, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let row = message_rows::raw_of(conn, message.id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let bytes = app.blobs.get(&row.raw_hash).await.map_err(ApiError::internal)?;
    let name = format!("{}.eml", message.subject.as_deref().unwrap_or("message"));
    Response::builder()
        .header(header::CONTENT_TYPE, "message/rfc822")
        .header(header::CONTENT_DISPOSITION, disposition("attachment", &name))
        .header(header::CACHE_CONTROL, "private, no-store")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")
        .body(bytes.into())
        .map_err(ApiError::internal)
}
