//! `POST /tickets/{id}/split`: messages get a ticket of their own.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::ticket::{Ticket, ticket};
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::{ApiJson, ApiPath, Authenticated};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitBody {
    pub message_ids: Vec<Uuid>,
    /// By default that of the first message.
    #[serde(default)]
    pub subject: Option<String>,
}

/// Moves messages into a new ticket linked to this one; answers with the new one.
#[utoipa::path(post, path = "/tickets/{id}/split", tag = "tickets", params(("id" = Uuid, Path)), request_body = SplitBody,
    responses(
        (status = CREATED, body = Ticket),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn split(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
    ApiJson(body): ApiJson<SplitBody>,
) -> ApiResult<(StatusCode, Json<Ticket>)> {
    let tx = app.store.write().await?;
    let subject = body.subject.as_deref();
    let new = crate::desk::split::split(&tx, &caller, id, if_match.0, &body.message_ids, subject).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(ticket(&app, &caller, new).await?)))
}
