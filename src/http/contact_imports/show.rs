//! `GET /contact-imports/{id}`: one import, and how far it is.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::view::{ContactImport, one};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::contact_imports;

/// An import with its settings, progress and counts.
#[utoipa::path(get, path = "/contact-imports/{id}", tag = "contacts", params(("id" = Uuid, Path)), responses(
    (status = OK, body = ContactImport),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<ContactImport>> {
    caller.require(Permission::ContactsChange)?;
    let conn = app.store.read();
    let import = contact_imports::find(conn, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    Ok(Json(one(conn, import).await?))
}
