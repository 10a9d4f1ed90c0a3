//! `GET /companies/{id}`: one company.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::view::{Company, one};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::companies;

/// A company with its domains.
#[utoipa::path(get, path = "/companies/{id}", tag = "companies", params(("id" = Uuid, Path)), responses(
    (status = OK, body = Company),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Company>> {
    caller.require(Permission::ContactsRead)?;
    let conn = app.store.read();
    let company = companies::find(conn, id).await?.ok_or_else(ApiError::not_found)?;
    Ok(Json(one(conn, company).await?))
}
