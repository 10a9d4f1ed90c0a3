//! `DELETE /views/{id}`: forgets a view; its tickets stay.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use super::view::{audience, require_change};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::{ApiPath, Authenticated};
use crate::live::Notice;
use crate::store::views;

/// Forgets a view.
#[utoipa::path(delete, path = "/views/{id}", tag = "views", params(("id" = Uuid, Path)), responses(
    (status = NO_CONTENT),
    (status = NOT_FOUND, body = Problem),
    (status = PRECONDITION_FAILED, body = Problem),
))]
pub async fn delete(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    let view = views::lock(&tx, audience(&caller), id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    require_change(&view, &caller)?;
    if_match.check(view.version)?;
    views::delete(&tx, view).await?;
    tx.notify(Notice::View);
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
