//! `DELETE /contact-imports/{id}`: forgets an import; the contacts stay.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::people::import::control;

/// Forgets an import that does not run, and what became of its records.
#[utoipa::path(delete, path = "/contact-imports/{id}", tag = "contacts", params(("id" = Uuid, Path)), responses(
    (status = NO_CONTENT),
    (status = NOT_FOUND, body = Problem),
    (status = CONFLICT, description = "`running`", body = Problem),
))]
pub async fn delete(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    control::delete(&tx, &caller, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
