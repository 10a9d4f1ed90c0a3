//! `GET /tickets/{id}` and `GET /tickets/number/{number}`: one ticket.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::ticket::{Ticket, ticket};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::tickets;

/// One ticket. A merged one says where it forwards.
#[utoipa::path(get, path = "/tickets/{id}", tag = "tickets", params(("id" = Uuid, Path)),
    responses((status = OK, body = Ticket), (status = NOT_FOUND, body = Problem)))]
pub async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Ticket>> {
    caller.require(Permission::TicketsRead)?;
    let found = tickets::find(app.store.read(), &caller.scope, id).await?;
    Ok(Json(
        ticket(&app, &caller, found.ok_or_else(ApiError::not_found)?).await?,
    ))
}

/// One ticket by its short number.
#[utoipa::path(get, path = "/tickets/number/{number}", tag = "tickets", params(("number" = i64, Path)),
    responses((status = OK, body = Ticket), (status = NOT_FOUND, body = Problem)))]
pub async fn by_number(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(number): ApiPath<i64>,
) -> ApiResult<Json<Ticket>> {
    caller.require(Permission::TicketsRead)?;
    let found = tickets::find_by_number(app.store.read(), &caller.scope, number).await?;
    Ok(Json(
        ticket(&app, &caller, found.ok_or_else(ApiError::not_found)?).await?,
    ))
}
