//! `DELETE /macros/{id}`: forgets a macro; what it did stays.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use crate::app::App;
use crate::desk::macros::save;
use crate::http::error::{ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::{ApiPath, Authenticated};
use crate::live::Notice;
use crate::store::macros;

/// Forgets a macro.
#[utoipa::path(delete, path = "/macros/{id}", tag = "macros", params(("id" = Uuid, Path)), responses(
    (status = NO_CONTENT),
    (status = FORBIDDEN, body = Problem),
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
    let row = save::hold(&tx, &caller, id).await?;
    if_match.check(row.version)?;
    macros::delete(&tx, row).await?;
    tx.notify(Notice::Canned);
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
