//! `GET /views`: the saved views of the caller.

use axum::Json;
use axum::extract::State;

use super::view::{Eyes, View, audience};
use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::ApiResult;
use crate::http::page::Items;
use crate::store::views;

/// Everybody's views, those of the caller's teams and the caller's own, in the order they are shown. Who manages views
/// also gets those of other teams, which are not `listed`.
#[utoipa::path(get, path = "/views", tag = "views", responses((status = OK, body = Items<View>)))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<Items<View>>> {
    let conn = app.store.read();
    let eyes = Eyes::of(conn, &caller).await?;
    let views = views::list(conn, audience(&caller)).await?;
    Ok(Json(Items {
        items: views.into_iter().map(|view| eyes.view(view)).collect(),
    }))
}
