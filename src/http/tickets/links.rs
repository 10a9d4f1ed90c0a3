//! `POST /tickets/{id}/links` and `DELETE /tickets/{id}/links/{other_id}`: tickets that belong together.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::ticket::{Ticket, ticket};
use crate::app::App;
use crate::desk::link;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::store::entity::ticket_links::LinkKind;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkBody {
    pub other_id: Uuid,
    pub kind: LinkKind,
}

/// Links two tickets.
#[utoipa::path(post, path = "/tickets/{id}/links", tag = "tickets", params(("id" = Uuid, Path)), request_body = LinkBody,
    responses((status = OK, body = Ticket), (status = NOT_FOUND, body = Problem), (status = UNPROCESSABLE_ENTITY, body = Problem)))]
pub async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<LinkBody>,
) -> ApiResult<Json<Ticket>> {
    let tx = app.store.write().await?;
    let linked = link::link(&tx, &caller, id, body.other_id, body.kind).await?;
    tx.commit().await?;
    Ok(Json(ticket(&app, &caller, linked).await?))
}

/// Takes the link away, from either end.
#[utoipa::path(delete, path = "/tickets/{id}/links/{other_id}", tag = "tickets",
    params(("id" = Uuid, Path), ("other_id" = Uuid, Path)),
    responses((status = OK, body = Ticket), (status = NOT_FOUND, body = Problem)))]
pub async fn delete(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath((id, other_id)): ApiPath<(Uuid, Uuid)>,
) -> ApiResult<Json<Ticket>> {
    let tx = app.store.write().await?;
    let unlinked = link::unlink(&tx, &caller, id, other_id).await?;
    tx.commit().await?;
    Ok(Json(ticket(&app, &caller, unlinked).await?))
}
