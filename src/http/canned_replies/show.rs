//! `GET /canned-replies/{id}`: one of them.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::view::{CannedReply, reply};
use crate::app::App;
use crate::desk::canned::{require_writer, viewer};
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::canned_replies;

/// A canned reply the caller may use.
#[utoipa::path(get, path = "/canned-replies/{id}", tag = "canned replies", params(("id" = Uuid, Path)),
    responses((status = OK, body = CannedReply), (status = NOT_FOUND, body = Problem)))]
pub async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<CannedReply>> {
    let row = canned_replies::find(app.store.read(), viewer(&caller), id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    require_writer(&caller)?;
    Ok(Json(reply(&app, &caller, row).await?))
}
