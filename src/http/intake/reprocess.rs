//! `POST /intake/{id}/reprocess`: reads a failed thing once more from its raw bytes.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::view::{IntakeItem, reread, shown};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::intake_ledger;

/// Files it again; if it fails again, the answer says why.
#[utoipa::path(post, path = "/intake/{id}/reprocess", tag = "intake", params(("id" = Uuid, Path)), responses(
    (status = OK, body = IntakeItem),
    (status = NOT_FOUND, body = Problem),
    (status = CONFLICT, description = "`not_failed`: there is nothing to do again", body = Problem),
))]
pub async fn reprocess(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<IntakeItem>> {
    caller.require(Permission::IntakeManage)?;
    let conn = app.store.read();
    let row = intake_ledger::find(conn, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    reread(&app, &row, caller.user_id).await?;
    shown(&app, &caller, id).await
}
