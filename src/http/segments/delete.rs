//! `DELETE /segments/{id}`: forgets a segment; its contacts stay.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use super::view::require_change;
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::{ApiPath, Authenticated};
use crate::live::Notice;
use crate::store::segments;

/// Forgets a segment.
#[utoipa::path(delete, path = "/segments/{id}", tag = "segments", params(("id" = Uuid, Path)), responses(
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
    caller.require(Permission::ContactsRead)?;
    let tx = app.store.write().await?;
    let segment = segments::lock(&tx, caller.user_id, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    require_change(&segment, &caller)?;
    if_match.check(segment.version)?;
    segments::delete(&tx, segment).await?;
    tx.notify(Notice::Segments);
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
