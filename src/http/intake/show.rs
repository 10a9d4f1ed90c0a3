//! `GET /intake/{id}`: one thing received.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::view::{IntakeItem, shown};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};

/// What came, and what became of it.
#[utoipa::path(get, path = "/intake/{id}", tag = "intake", params(("id" = Uuid, Path)), responses(
    (status = OK, body = IntakeItem),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<IntakeItem>> {
    caller.require(Permission::IntakeManage)?;
    shown(&app, &caller, id).await
}
