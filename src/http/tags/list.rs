//! `GET /tags`: the words tickets are tagged with.

use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::ApiResult;
use crate::http::page::Items;
use crate::http::tickets::view::TicketTag;
use crate::store::tags;

/// Every tag, by name.
#[utoipa::path(get, path = "/tags", tag = "tags", responses((status = OK, body = Items<TicketTag>)))]
pub async fn list(State(app): State<App>, _caller: Authenticated) -> ApiResult<Json<Items<TicketTag>>> {
    let tags = tags::list(app.store.read()).await?;
    Ok(Json(Items {
        items: tags.into_iter().map(TicketTag::from).collect(),
    }))
}
