//! `GET /channels`: those the caller serves, by name.

use axum::Json;
use axum::extract::State;

use super::channel::Channel;
use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::{ApiResult, Problem};
use crate::http::page::Items;
use crate::store::channels;

/// Channels within the caller's reach; settings only for those who manage them.
#[utoipa::path(get, path = "/channels", tag = "channels", responses(
    (status = OK, body = Items<Channel>),
    (status = UNAUTHORIZED, body = Problem),
))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<Items<Channel>>> {
    let db = app.store.read();
    let mut items = Vec::new();
    for row in channels::visible(db, &caller.scope).await? {
        items.push(Channel::of(&app, db, &caller, row).await?);
    }
    Ok(Json(Items { items }))
}
