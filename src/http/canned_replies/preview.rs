//! `POST /canned-replies/preview`: how words still being written would read on a ticket.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::FilledReply;
use crate::access::Caller;
use crate::app::App;
use crate::desk::canned::fill::fill;
use crate::desk::canned::require_writer;
use crate::desk::canned::values::Values;
use crate::desk::canned::variables::Variables;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};
use crate::store::tickets;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewBody {
    pub text: String,
    pub html: Option<String>,
    /// Without one, what only a ticket knows is a gap.
    pub ticket_id: Option<Uuid>,
}

/// Fills words in that are not saved yet; checked as they would be when saved.
#[utoipa::path(post, path = "/canned-replies/preview", tag = "canned replies", request_body = PreviewBody, responses(
    (status = OK, body = FilledReply),
    (status = NOT_FOUND, body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn preview(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<PreviewBody>,
) -> ApiResult<Json<FilledReply>> {
    require_writer(&caller)?;
    let words = (body.text.as_str(), body.html.as_deref());
    fill_for(&app, &caller, words, body.ticket_id, None)
        .await
        .map(Json)
}

/// Fills `(text, html)` in for a ticket the caller sees, or for none.
pub async fn fill_for(
    app: &App,
    caller: &Caller,
    (text, html): (&str, Option<&str>),
    ticket_id: Option<Uuid>,
    channel_id: Option<Uuid>,
) -> ApiResult<FilledReply> {
    let conn = app.store.read();
    let ticket = match ticket_id {
        Some(id) => Some(
            tickets::find(conn, &caller.scope, id)
                .await?
                .ok_or_else(ApiError::not_found)?,
        ),
        None => None,
    };
    let variables = Variables::load(conn).await?;
    variables.check(text, "/text")?;
    variables.check(html.unwrap_or_default(), "/html")?;
    let values = Values::load(app, conn, caller, ticket.as_ref(), channel_id, &variables).await?;
    let filled = fill(&app.templates, text, html, &values)?;
    Ok(filled.into())
}
