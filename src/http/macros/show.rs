//! `GET /macros/{id}`: one of them.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::view::Macro;
use crate::access::Permission;
use crate::app::App;
use crate::desk::canned::viewer;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::macros;

/// A macro the caller may run.
#[utoipa::path(get, path = "/macros/{id}", tag = "macros", params(("id" = Uuid, Path)),
    responses((status = OK, body = Macro), (status = NOT_FOUND, body = Problem)))]
pub async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Macro>> {
    let row = macros::find(app.store.read(), viewer(&caller), id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    caller.require(Permission::TicketsChange)?;
    Ok(Json(Macro::new(row, &caller)))
}
