//! `DELETE /custom-fields/{id}`: forgets an archived field and what was typed into it.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::{ApiPath, Authenticated};
use crate::people::custom_fields;

/// Deletes an archived field with all its values. Needs `settings_manage`.
#[utoipa::path(delete, path = "/custom-fields/{id}", tag = "custom-fields", params(("id" = Uuid, Path)), responses(
    (status = NO_CONTENT),
    (status = NOT_FOUND, body = Problem),
    (status = CONFLICT, description = "`not_archived`", body = Problem),
    (status = PRECONDITION_FAILED, body = Problem),
))]
pub async fn delete(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    custom_fields::delete(&tx, &caller, id, if_match.0).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
