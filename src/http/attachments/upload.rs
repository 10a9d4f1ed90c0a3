//! `POST /attachments`: a file is uploaded before the message that takes it.

use std::task::Poll;

use axum::Json;
use axum::body::Body;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request, State};
use futures::stream::{self, StreamExt};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::file_name;
use crate::access::Permission;
use crate::app::App;
use crate::blobs::Stored;
use crate::http::Authenticated;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::store::attachments::{self, NewAttachment};

#[derive(Debug, Serialize, ToSchema)]
pub struct Uploaded {
    pub id: Uuid,
    pub filename: String,
    pub content_type: String,
    /// Bytes.
    pub size: i64,
}

/// The form of an upload.
#[derive(ToSchema)]
#[allow(dead_code)] // read by the documentation only
pub struct UploadForm {
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
}

/// Keeps the file of the form field `file`. It belongs to the caller until a message takes it.
#[utoipa::path(post, path = "/attachments", tag = "attachments",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = CREATED, body = Uploaded),
        (status = PAYLOAD_TOO_LARGE, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn upload(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    request: Request,
) -> ApiResult<(StatusCode, Json<Uploaded>)> {
    if !caller.may(Permission::TicketsReply) {
        // Who writes notes needs files too.
        caller.require(Permission::TicketsChange)?;
    }
    let file = take(&app, request, app.config.http.max_upload_bytes).await?;
    let new = NewAttachment {
        message_id: None,
        uploaded_by: Some(caller.user_id),
        blob: file.blob,
        filename: file.filename,
        content_type: file.content_type,
        content_id: None,
        inline: false,
        position: 0,
    };
    let tx = app.store.write().await?;
    let row = attachments::insert(&tx, new).await?;
    tx.commit().await?;
    let uploaded = Uploaded {
        id: row.id,
        filename: row.filename,
        content_type: row.content_type,
        size: row.size,
    };
    Ok((StatusCode::CREATED, Json(uploaded)))
}

/// A file that arrived whole; its bytes are in the blob store.
pub struct Taken {
    pub blob: Stored,
    pub filename: String,
    pub content_type: String,
}

/// Stores the file of the form field `file`, of at most `limit` bytes.
pub async fn take(app: &App, request: Request, limit: usize) -> ApiResult<Taken> {
    let mut form = Multipart::from_request(request.map(paced), app)
        .await
        .map_err(|_| ApiError::bad_request("not_multipart", "send the file as multipart/form-data"))?;
    let broken = |_| ApiError::bad_request("unreadable_body", "the form did not arrive whole");
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some("file") {
            continue;
        }
        let filename = file_name::safe(field.file_name().unwrap_or_default());
        let content_type = media_type(field.content_type());
        // The bytes are safe before any row names them.
        let blob = store(app, field, limit).await?;
        return Ok(Taken {
            blob,
            filename,
            content_type,
        });
    }
    Err(ApiError::validation("/file", "is missing"))
}

/// The form's reader takes whatever can be read into memory before it hands any of it on; a breath after each piece makes
/// it do so.
fn paced(body: Body) -> Body {
    let mut pieces = body.into_data_stream();
    let mut breathe = false;
    Body::from_stream(stream::poll_fn(move |context| {
        if std::mem::take(&mut breathe) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let piece = pieces.poll_next_unpin(context);
        breathe = matches!(piece, Poll::Ready(Some(_)));
        piece
    }))
}

/// Piece by piece into the blob store. What is too large is refused before it is all here, and what breaks off leaves
/// nothing behind.
async fn store(app: &App, mut field: Field<'_>, limit: usize) -> ApiResult<Stored> {
    let mut incoming = app.blobs.begin(app.clock.id());
    let refusal = loop {
        match field.chunk().await {
            Ok(Some(chunk)) if incoming.size() + chunk.len() > limit => break too_large(limit),
            Ok(Some(chunk)) => incoming.write(&chunk).await.map_err(ApiError::internal)?,
            Ok(None) => return incoming.finish().await.map_err(ApiError::internal),
            Err(_) => break ApiError::bad_request("unreadable_body", "the file did not arrive whole"),
        }
    };
    incoming.abandon().await;
    Err(refusal)
}

fn too_large(limit: usize) -> ApiError {
    let words = format!("a file may have at most {limit} bytes");
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", words)
}

/// `type/subtype` in lower case; what is no media type is `application/octet-stream`.
fn media_type(declared: Option<&str>) -> String {
    let essence = declared.unwrap_or_default().split(';').next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    let token = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c))
    };
    match essence.split_once('/') {
        Some((kind, subtype)) if token(kind) && token(subtype) && essence.len() <= 100 => essence,
        _ => "application/octet-stream".to_owned(),
    }
}
