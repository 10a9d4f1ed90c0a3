//! `GET /canned-replies/{id}/filled`: how it would read on a ticket.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::preview::fill_for;
use super::view::FilledReply;
use crate::app::App;
use crate::desk::canned::{require_writer, viewer};
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, ApiQuery, Authenticated};
use crate::store::canned_replies;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FilledFor {
    /// Without one, what only a ticket knows is a gap.
    pub ticket_id: Option<Uuid>,
    /// The channel of the answer; by default the ticket's.
    pub channel_id: Option<Uuid>,
}

/// The reply with its variables filled in. Nothing is counted and no file is copied: that is `POST …/use`.
#[utoipa::path(get, path = "/canned-replies/{id}/filled", tag = "canned replies",
    params(("id" = Uuid, Path), FilledFor),
    responses(
        (status = OK, body = FilledReply),
        (status = NOT_FOUND, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn filled(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiQuery(query): ApiQuery<FilledFor>,
) -> ApiResult<Json<FilledReply>> {
    let reply = canned_replies::find(app.store.read(), viewer(&caller), id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    require_writer(&caller)?;
    let words = (reply.text.as_str(), reply.html.as_deref());
    fill_for(&app, &caller, words, query.ticket_id, query.channel_id)
        .await
        .map(Json)
}
