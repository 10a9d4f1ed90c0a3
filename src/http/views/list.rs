//! `GET /views`: the saved views of the caller.

use axum::Json;
use axum::extract::State;

use super::view::View;
use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::ApiResult;
use crate::http::page::Items;
use crate::store::views;

/// Shared views and the caller's own, in the order they are shown.
#[utoipa::path(get, path = "/views", tag = "views", responses((status = OK, body = Items<View>)))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<Items<View>>> {
    let views = views::list(app.store.read(), caller.user_id).await?;
    Ok(Json(Items {
        items: views.into_iter().map(|view| View::new(view, &caller)).collect(),
    }))
}
