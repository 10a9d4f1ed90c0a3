//! `POST /contact-merges/{id}/undo`: they were two after all.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::view::{Contact, one};
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::people::merge;

/// Gives the source back what the merge moved; answers the source.
#[utoipa::path(post, path = "/contact-merges/{id}/undo", tag = "contacts", params(("id" = Uuid, Path)), responses(
    (status = OK, body = Contact),
    (status = NOT_FOUND, body = Problem),
    (status = CONFLICT, description = "`already_undone`, `merged_further`", body = Problem),
))]
pub async fn undo(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Contact>> {
    let tx = app.store.write().await?;
    let contact = merge::undo(&tx, &caller, id).await?;
    let answer = one(&tx, &caller, contact).await?;
    tx.commit().await?;
    Ok(Json(answer))
}
