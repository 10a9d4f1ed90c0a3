//! `GET /messages/{id}`: one message.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::view::{Message, messages};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::messages as rows;

/// One message.
#[utoipa::path(get, path = "/messages/{id}", tag = "messages", params(("id" = Uuid, Path)),
    responses((status = OK, body = Message), (status = NOT_FOUND, body = Problem)))]
pub async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Message>> {
    caller.require(Permission::TicketsRead)?;
    let found = rows::find(app.store.read(), &caller.scope, id).await?;
    let shown = messages(&app, &caller, found.into_iter().collect()).await?.pop();
    Ok(Json(shown.ok_or_else(ApiError::not_found)?))
}
