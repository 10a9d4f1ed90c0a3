//! `GET /users/{id}`: one user.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::user::{User, dress_one};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::users;

/// One user. Needs `users_manage`.
#[utoipa::path(get, path = "/users/{id}", tag = "users", params(("id" = Uuid, Path)), responses(
    (status = OK, body = User),
    (status = FORBIDDEN, body = Problem),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<User>> {
    caller.require(Permission::UsersManage)?;
    let db = app.store.read();
    let row = users::by_id(db, id).await?.ok_or_else(ApiError::not_found)?;
    Ok(Json(dress_one(db, row, app.clock.now()).await?))
}
