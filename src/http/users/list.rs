//! `GET /users`: everybody, by name.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::user::{User, dress};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::page::{self, Page};
use crate::http::{ApiQuery, Authenticated};
use crate::store::users::{self, Position};

const LIST: &str = "users";

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListUsers {
    pub cursor: Option<String>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u64>,
}

/// Users in pages. Needs `users_manage`; agents choose from `/agents`.
#[utoipa::path(get, path = "/users", tag = "users", params(ListUsers), responses(
    (status = OK, body = Page<User>),
    (status = FORBIDDEN, body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<ListUsers>,
) -> ApiResult<Json<Page<User>>> {
    caller.require(Permission::UsersManage)?;
    let limit = page::limit(query.limit)?;
    let after: Option<Position> = page::position(LIST, query.cursor.as_deref())?;
    let db = app.store.read();
    let mut rows = users::list(db, after.as_ref(), limit + 1).await?;
    let next = page::cut(LIST, &mut rows, limit, |user| Position {
        name: user.name.clone(),
        id: user.id,
    });
    let items = dress(db, rows, app.clock.now()).await?;
    Ok(Json(Page { items, next }))
}
