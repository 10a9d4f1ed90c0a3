//! `GET /segments`: the saved filters over contacts.

use axum::Json;
use axum::extract::State;

use super::view::ContactSegment;
use crate::access::Permission;
use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::ApiResult;
use crate::http::page::Items;
use crate::store::segments;

/// Shared segments and the caller's own, by name.
#[utoipa::path(get, path = "/segments", tag = "segments", responses((status = OK, body = Items<ContactSegment>)))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<Items<ContactSegment>>> {
    caller.require(Permission::ContactsRead)?;
    let segments = segments::list(app.store.read(), caller.user_id).await?;
    let items = segments
        .into_iter()
        .map(|segment| ContactSegment::new(segment, &caller));
    Ok(Json(Items {
        items: items.collect(),
    }))
}
