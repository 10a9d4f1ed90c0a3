//! `GET /messages/{id}/attachments.zip`: all files of a message at once.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use futures::stream::{self, StreamExt};
use http::{StatusCode, header};
use uuid::Uuid;

use super::zip::{Entry, Zip, plan};
use crate::access::Permission;
use crate::app::App;
use crate::blobs::BlobError;
use crate::http::attachments::file_name::{disposition, safe};
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::entity::attachments::Model;
use crate::store::{attachments, messages};

/// An archive made while it is sent, one file in memory at a time. Pictures shown inside the HTML are left out, unless
/// there is nothing else.
#[utoipa::path(get, path = "/messages/{id}/attachments.zip", tag = "messages", params(("id" = Uuid, Path)), responses(
    (status = OK, content_type = "application/zip"),
    (status = NOT_FOUND, body = Problem),
    (status = PAYLOAD_TOO_LARGE, body = Problem),
))]
pub async fn archive(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Response> {
    caller.require(Permission::TicketsRead)?;
    let conn = app.store.read();
    let message = messages::find(conn, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let all = attachments::of_messages(conn, &[message.id]).await?;
    let (inside, beside): (Vec<Model>, Vec<Model>) = all.into_iter().partition(|file| file.inline);
    let files = if beside.is_empty() { inside } else { beside };
    if files.is_empty() {
        return Err(ApiError::not_found());
    }
    let names: Vec<String> = files.iter().map(|file| safe(&file.filename)).collect();
    let sizes = files.iter().map(|file| u64::try_from(file.size).unwrap_or(0));
    let (entries, length) = plan(names.iter().map(String::as_str).zip(sizes))
        .map_err(|error| ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", error.to_string()))?;
    let subject = message.subject.as_deref().unwrap_or("attachments");
    let name = format!("{}.zip", subject.replace(['/', '\\'], " "));
    let mut parts = Parts {
        app,
        files: files.into_iter().zip(entries),
        zip: Zip::default(),
    };
    // Before the answer begins, so that a store that is down is an error and no broken download.
    let first = parts.next().await.map_err(ApiError::internal)?;
    let rest = stream::try_unfold(Some(parts), async |parts: Option<Parts>| {
        let Some(mut parts) = parts else {
            return Ok::<_, BlobError>(None);
        };
        Ok(match parts.next().await? {
            Some(piece) => Some((piece, Some(parts))),
            None => Some((Bytes::from(parts.zip.end()), None)),
        })
    });
    let begun = stream::iter(first.map(Ok));
    Response::builder()
        .header(header::CONTENT_TYPE, "application/zip")
        .header(header::CONTENT_LENGTH, length)
        .header(header::CONTENT_DISPOSITION, disposition("attachment", &name))
        .header(header::CACHE_CONTROL, "private, no-store")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .body(Body::from_stream(begun.chain(rest)))
        .map_err(ApiError::internal)
}

/// The files that are still to come.
struct Parts {
    app: App,
    files: std::iter::Zip<std::vec::IntoIter<Model>, std::vec::IntoIter<Entry>>,
    zip: Zip,
}

impl Parts {
    /// The next file with its header. One that cannot be read breaks the download off: an archive without it would look
    /// whole.
    async fn next(&mut self) -> Result<Option<Bytes>, BlobError> {
        let Some((file, entry)) = self.files.next() else {
            return Ok(None);
        };
        let content = self.app.blobs.get(&file.blob_hash).await?;
        let mut piece = self.zip.begin(&entry, &content);
        piece.extend_from_slice(&content);
        Ok(Some(Bytes::from(piece)))
    }
}
