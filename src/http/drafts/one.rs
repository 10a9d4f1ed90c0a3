//! `GET`, `PUT` and `DELETE /tickets/{id}/drafts/{kind}`: the caller's draft on a ticket.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use super::view::{Draft, DraftBody, draft};
use crate::app::App;
use crate::desk::draft as desk;
use crate::http::error::{ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::store::entity::drafts::DraftKind;

/// The caller's draft; 404 when there is none.
#[utoipa::path(get, path = "/tickets/{id}/drafts/{kind}", tag = "drafts",
    params(("id" = Uuid, Path), ("kind" = DraftKind, Path)),
    responses((status = OK, body = Draft), (status = NOT_FOUND, body = Problem)))]
pub async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath((id, kind)): ApiPath<(Uuid, DraftKind)>,
) -> ApiResult<Json<Draft>> {
    let found = desk::find(app.store.read(), &caller, id, kind).await?;
    Ok(Json(draft(&app, &caller, found).await?))
}

/// Stores the caller's draft, whole. With `If-Match`, 412 when another window stored one since.
#[utoipa::path(put, path = "/tickets/{id}/drafts/{kind}", tag = "drafts",
    params(("id" = Uuid, Path), ("kind" = DraftKind, Path)), request_body = DraftBody,
    responses(
        (status = OK, body = Draft),
        (status = NOT_FOUND, body = Problem),
        (status = PRECONDITION_FAILED, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn put(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath((id, kind)): ApiPath<(Uuid, DraftKind)>,
    if_match: IfMatch,
    ApiJson(body): ApiJson<DraftBody>,
) -> ApiResult<Json<Draft>> {
    let tx = app.store.write().await?;
    let stored = desk::put(&tx, &caller, id, kind, if_match.0, body.into()).await?;
    tx.commit().await?;
    Ok(Json(draft(&app, &caller, stored).await?))
}

/// Throws the caller's draft away.
#[utoipa::path(delete, path = "/tickets/{id}/drafts/{kind}", tag = "drafts",
    params(("id" = Uuid, Path), ("kind" = DraftKind, Path)),
    responses((status = NO_CONTENT), (status = NOT_FOUND, body = Problem)))]
pub async fn delete(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath((id, kind)): ApiPath<(Uuid, DraftKind)>,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    desk::discard(&tx, &caller, id, kind).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
