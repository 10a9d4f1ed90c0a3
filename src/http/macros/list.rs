//! `GET /macros`: what the caller may run.

use axum::Json;
use axum::extract::State;

use super::view::Macro;
use crate::access::Permission;
use crate::app::App;
use crate::desk::canned::viewer;
use crate::http::Authenticated;
use crate::http::error::{ApiResult, Problem};
use crate::http::page::Items;
use crate::store::macros;

/// One's own macros, those of one's teams and everyone's, in their order.
#[utoipa::path(get, path = "/macros", tag = "macros",
    responses((status = OK, body = Items<Macro>), (status = FORBIDDEN, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<Items<Macro>>> {
    caller.require(Permission::TicketsChange)?;
    let rows = macros::list(app.store.read(), viewer(&caller)).await?;
    Ok(Json(Items {
        items: rows.into_iter().map(|row| Macro::new(row, &caller)).collect(),
    }))
}
