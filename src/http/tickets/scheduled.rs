//! `GET /tickets/{id}/scheduled`: what still waits to be sent.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::messages::view::{Message, messages};
use crate::http::page::Items;
use crate::http::{ApiPath, Authenticated};
use crate::store::{messages as message_rows, tickets};

/// Most messages shown.
const MOST: u64 = 100;

/// Messages of the ticket that wait in the outbox: for their hour, for the undo time to end, or for their turn. The one
/// written first stands first.
#[utoipa::path(get, path = "/tickets/{id}/scheduled", tag = "tickets", params(("id" = Uuid, Path)),
    responses((status = OK, body = Items<Message>), (status = NOT_FOUND, body = Problem)))]
pub async fn scheduled(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Items<Message>>> {
    let conn = app.store.read();
    let ticket = tickets::find(conn, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    caller.require(Permission::TicketsRead)?;
    let queued = message_rows::queued(conn, ticket.id, MOST).await?;
    let items = messages(&app, &caller, queued).await?;
    Ok(Json(Items { items }))
}
