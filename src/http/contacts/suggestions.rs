//! `GET /contacts/{id}/merge-suggestions`: who might be the same person; and `POST`, `DELETE …/distinct/{other_id}`:
//! who is not.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{Contact, contacts};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::page::Items;
use crate::http::{ApiPath, Authenticated};
use crate::people::merge;
use crate::people::suggestions::{Likeness, suggest};
use crate::store;

/// Somebody who may be the same person.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergeSuggestion {
    pub contact: Contact,
    pub reasons: Vec<Likeness>,
}

/// Likeliest first, at most five.
#[utoipa::path(get, path = "/contacts/{id}/merge-suggestions", tag = "contacts", params(("id" = Uuid, Path)),
    responses((status = OK, body = Items<MergeSuggestion>), (status = NOT_FOUND, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Items<MergeSuggestion>>> {
    caller.require(Permission::ContactsRead)?;
    let conn = app.store.read();
    let contact = store::contacts::find(conn, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let found = suggest(conn, &caller, &contact).await?;
    let (rows, reasons): (Vec<_>, Vec<_>) = found.into_iter().map(|one| (one.contact, one.reasons)).unzip();
    let shown = contacts(conn, &caller, rows).await?;
    let items = shown.into_iter().zip(reasons);
    Ok(Json(Items {
        items: items
            .map(|(contact, reasons)| MergeSuggestion { contact, reasons })
            .collect(),
    }))
}

/// They are two people: not suggested again.
#[utoipa::path(post, path = "/contacts/{id}/distinct/{other_id}", tag = "contacts",
    params(("id" = Uuid, Path), ("other_id" = Uuid, Path)), responses(
        (status = NO_CONTENT),
        (status = NOT_FOUND, body = Problem),
    ))]
pub async fn tell_apart(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath((id, other_id)): ApiPath<(Uuid, Uuid)>,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    merge::tell_apart(&tx, &caller, id, other_id, true).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes back that they are two people.
#[utoipa::path(delete, path = "/contacts/{id}/distinct/{other_id}", tag = "contacts",
    params(("id" = Uuid, Path), ("other_id" = Uuid, Path)), responses(
        (status = NO_CONTENT),
        (status = NOT_FOUND, body = Problem),
    ))]
pub async fn take_back(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath((id, other_id)): ApiPath<(Uuid, Uuid)>,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    merge::tell_apart(&tx, &caller, id, other_id, false).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
