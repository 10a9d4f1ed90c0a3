//! `POST /tickets/{id}/macros/{macro_id}`: runs a macro on a ticket.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::desk::macros::run::{Read, Ready, run as run_macro};
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::tickets::change::TicketChange;
use crate::http::tickets::ticket::{Ticket, ticket};
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::store::tickets;

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RunBody {
    /// The newest message the caller had seen; asked for by a macro that sends.
    pub seen_message_id: Option<Uuid>,
    /// Send although newer messages came.
    pub confirm_newer: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MacroRun {
    pub ticket: Ticket,
    /// The changed fields as they were; as a `PATCH` of the ticket it undoes the changes.
    pub before: TicketChange,
    /// The reply that was queued; it can be cancelled until the undo time is over.
    pub message_id: Option<Uuid>,
    pub note_id: Option<Uuid>,
    /// The caller's draft has the words of a canned reply now.
    pub drafted: bool,
    /// Variables without a value in that draft.
    pub gaps: Vec<String>,
}

/// Does every step of the macro, or none: 409 `gaps` when the reply to send misses a value, `reply_gone` when its
/// canned reply is gone, `conflict_newer_messages` when something came that the caller had not seen.
#[utoipa::path(post, path = "/tickets/{id}/macros/{macro_id}", tag = "macros",
    params(("id" = Uuid, Path), ("macro_id" = Uuid, Path)), request_body = RunBody,
    responses(
        (status = OK, body = MacroRun),
        (status = FORBIDDEN, body = Problem),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn run(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath((id, macro_id)): ApiPath<(Uuid, Uuid)>,
    ApiJson(body): ApiJson<RunBody>,
) -> ApiResult<Json<MacroRun>> {
    if tickets::find(app.store.read(), &caller.scope, id)
        .await?
        .is_none()
    {
        return Err(ApiError::not_found());
    }
    let ready = Ready::new(&app, &caller, macro_id, &[id]).await?;
    let read = Read {
        seen_message_id: body.seen_message_id,
        confirm_newer: body.confirm_newer,
    };
    let tx = app.store.write().await?;
    let ran = run_macro(&app, &tx, &caller, &ready, id, read).await?;
    tx.commit().await?;
    Ok(Json(MacroRun {
        before: ran.before.into(),
        message_id: ran.message.map(|message| message.id),
        note_id: ran.note.map(|note| note.id),
        drafted: ran.draft.is_some(),
        gaps: ran.gaps,
        ticket: ticket(&app, &caller, ran.ticket).await?,
    }))
}
