//! `GET /channels/{id}`: one channel.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::channel::Channel;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::channels;

/// One channel within the caller's reach.
#[utoipa::path(get, path = "/channels/{id}", tag = "channels", params(("id" = Uuid, Path)), responses(
    (status = OK, body = Channel),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Channel>> {
    let db = app.store.read();
    let row = channels::find_visible(db, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    Channel::of(&app, db, &caller, row).await.map(Json)
}
