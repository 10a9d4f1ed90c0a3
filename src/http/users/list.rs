//! `GET /users`: everybody, by name.

use axum::Json;
use axum::extract::State;

use super::user::{User, dress};
use crate::access::Permission;
use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::{ApiResult, Problem};
use crate::http::page::Page;
use crate::store::users;

/// All users. Needs `users_manage`; agents choose from `/agents`.
#[utoipa::path(get, path = "/users", tag = "users", responses(
    (status = OK, body = Page<User>),
    (status = FORBIDDEN, body = Problem),
))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<Page<User>>> {
    caller.require(Permission::UsersManage)?;
    let db = app.store.read();
    let rows = users::list(db).await?;
    let items = dress(db, rows, app.clock.now()).await?;
    Ok(Json(Page { items, next: None }))
}
