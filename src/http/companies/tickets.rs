//! `GET /companies/{id}/tickets`: what is open with the people of a company.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::page::Items;
use crate::http::tickets::view::{TicketRow, rows};
use crate::http::{ApiPath, Authenticated};
use crate::store::companies;

/// More are found by a filter.
const MOST: u64 = 100;

/// Open, waiting and snoozed tickets of the company's contacts that the caller may see, last active first; at most 100.
#[utoipa::path(get, path = "/companies/{id}/tickets", tag = "companies", params(("id" = Uuid, Path)), responses(
    (status = OK, body = Items<TicketRow>),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn tickets(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Items<TicketRow>>> {
    caller.require(Permission::TicketsRead)?;
    caller.require(Permission::ContactsRead)?;
    let conn = app.store.read();
    let company = companies::find(conn, id).await?.ok_or_else(ApiError::not_found)?;
    let found = companies::open_tickets(conn, &caller.scope, company.id, MOST).await?;
    Ok(Json(Items {
        items: rows(&app, &caller, found).await?,
    }))
}
