//! `PUT /session/photo`, `DELETE /session/photo`: the photo colleagues know me by.

use axum::Json;
use axum::extract::multipart::Multipart;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::me::{self, Me};
use crate::access::photos;
use crate::app::App;
use crate::http::Authenticated;
use crate::http::attachments::UploadForm;
use crate::http::error::{ApiError, ApiResult, Problem};

/// Room for the form around the file.
const FORM: usize = 16 * 1024;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(set, clear))
        .layer(DefaultBodyLimit::max(photos::LARGEST_FILE + FORM))
}

/// Keeps the middle square of the picture in the form field `file` (JPEG, PNG or WebP, at most 10 MiB).
#[utoipa::path(put, path = "/session/photo", tag = "session",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = OK, body = Me),
        (status = PAYLOAD_TOO_LARGE, body = Problem),
        (status = UNPROCESSABLE_ENTITY, description = "not a picture we take", body = Problem),
    ))]
async fn set(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    request: Request,
) -> ApiResult<Json<Me>> {
    let mut form = Multipart::from_request(request, &app)
        .await
        .map_err(|_| ApiError::bad_request("not_multipart", "send the file as multipart/form-data"))?;
    let broken = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let words = format!("a photo may have at most {} bytes", photos::LARGEST_FILE);
            ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", words)
        }
        _ => ApiError::bad_request("unreadable_body", "the form did not arrive whole"),
    };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some("file") {
            continue;
        }
        let file = field.bytes().await.map_err(broken)?;
        photos::set(&app, &caller, file).await?;
        return me::of(&app, caller.user_id, Some(&caller)).await.map(Json);
    }
    Err(ApiError::validation("/file", "is missing"))
}

/// Takes the photo away.
#[utoipa::path(delete, path = "/session/photo", tag = "session", responses(
    (status = OK, body = Me),
    (status = UNAUTHORIZED, body = Problem),
))]
async fn clear(State(app): State<App>, Authenticated(caller): Authenticated) -> ApiResult<Json<Me>> {
    let tx = app.store.write().await?;
    photos::clear(&tx, &caller).await?;
    tx.commit().await?;
    me::of(&app, caller.user_id, Some(&caller)).await.map(Json)
}
