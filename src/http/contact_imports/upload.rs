//! `POST /contact-imports`: a file of contacts, looked at for the first time.

use axum::Json;
use axum::extract::{Request, State};
use http::StatusCode;

use super::view::{ContactImport, one};
use crate::access::Permission;
use crate::app::App;
use crate::http::Authenticated;
use crate::http::attachments::upload::{UploadForm, take};
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::people::import::{LARGEST_FILE, control, house};

/// Keeps the CSV file of the form field `file` and guesses how it is to be read. Nothing is imported yet.
#[utoipa::path(post, path = "/contact-imports", tag = "contacts",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = CREATED, body = ContactImport),
        (status = PAYLOAD_TOO_LARGE, body = Problem),
        (status = UNPROCESSABLE_ENTITY, description = "no CSV, empty, or too many records", body = Problem),
    ))]
pub async fn upload(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    request: Request,
) -> ApiResult<(StatusCode, Json<ContactImport>)> {
    caller.require(Permission::ContactsChange)?;
    let file = take(&app, request, LARGEST_FILE).await?;
    let bytes = app.blobs.get(&file.blob.hash).await.map_err(ApiError::internal)?;
    // Twenty megabytes take a while.
    let fields = house::fields(app.store.read()).await?;
    let guess = tokio::task::spawn_blocking(move || control::first_look(&bytes, &fields))
        .await
        .map_err(ApiError::internal)??;
    let tx = app.store.write().await?;
    let import = control::create(
        &tx,
        &caller,
        file.filename,
        (file.blob.hash, file.blob.size),
        &guess,
    )
    .await?;
    let answer = one(&tx, import).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(answer)))
}
