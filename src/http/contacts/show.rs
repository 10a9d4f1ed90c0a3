//! `GET /contacts/{id}`: one contact.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::view::{Contact, one};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::contacts;

/// A contact the caller may see; a merged one says into whom.
#[utoipa::path(get, path = "/contacts/{id}", tag = "contacts", params(("id" = Uuid, Path)), responses(
    (status = OK, body = Contact),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Contact>> {
    caller.require(Permission::ContactsRead)?;
    let conn = app.store.read();
    let contact = contacts::find(conn, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    Ok(Json(one(conn, &caller, contact).await?))
}
