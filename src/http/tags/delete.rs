//! `DELETE /tags/{id}`: takes a tag out of the world.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::live::Notice;
use crate::store::tags;

/// Removes a tag, also from every ticket that has it.
#[utoipa::path(delete, path = "/tags/{id}", tag = "tags", params(("id" = Uuid, Path)), responses(
    (status = NO_CONTENT),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn delete(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    caller.require(Permission::ViewsManage)?;
    let tx = app.store.write().await?;
    let tag = tags::lock(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    tags::delete(&tx, tag).await?;
    tx.notify(Notice::View);
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
