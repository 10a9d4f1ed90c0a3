//! `DELETE /companies/{id}`: forgets a company; its contacts stay.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::{ApiPath, Authenticated};
use crate::people::removal;

/// Deletes a company with its domains; its contacts then have none.
#[utoipa::path(delete, path = "/companies/{id}", tag = "companies", params(("id" = Uuid, Path)), responses(
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
    removal::delete_company(&tx, &caller, id, if_match.0).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
