//! `DELETE /canned-replies/{id}`: forgets one; messages made of it stay.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use crate::app::App;
use crate::desk::canned::save;
use crate::http::error::{ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::{ApiPath, Authenticated};
use crate::live::Notice;
use crate::store::canned_replies;

/// Forgets a canned reply and its files.
#[utoipa::path(delete, path = "/canned-replies/{id}", tag = "canned replies", params(("id" = Uuid, Path)), responses(
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
    let reply = save::hold(&tx, &caller, id).await?;
    if_match.check(reply.version)?;
    canned_replies::delete(&tx, reply).await?;
    tx.notify(Notice::Canned);
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
