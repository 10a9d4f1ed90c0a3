//! `POST /macros/{id}/runs`: runs a macro on many tickets.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::desk::macros::bulk::{ordered, run_on};
use crate::desk::macros::run::{Read, Ready};
use crate::http::error::{ApiResult, Problem};
use crate::http::tickets::bulk::BulkFailed;
use crate::http::tickets::change::TicketChange;
use crate::http::{ApiJson, ApiPath, Authenticated};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunsBody {
    /// At most 200.
    pub ids: Vec<Uuid>,
    /// Send although messages came that the caller has not seen.
    #[serde(default)]
    pub confirm_newer: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MacroRuns {
    pub changed: Vec<MacroRanOn>,
    pub failed: Vec<BulkFailed>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MacroRanOn {
    pub id: Uuid,
    pub version: i64,
    /// The changed fields as they were; as a `PATCH` of the ticket it undoes the changes.
    pub before: TicketChange,
    /// The reply that was queued; it can be cancelled until the undo time is over.
    pub message_id: Option<Uuid>,
}

/// Runs the macro on every ticket it can, and says of each what became of it.
#[utoipa::path(post, path = "/macros/{id}/runs", tag = "macros", params(("id" = Uuid, Path)), request_body = RunsBody,
    responses(
        (status = OK, body = MacroRuns),
        (status = NOT_FOUND, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn runs(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<RunsBody>,
) -> ApiResult<Json<MacroRuns>> {
    let ready = Ready::new(&app, &caller, id, &body.ids).await?;
    let ids = ordered(&body.ids)?;
    let read = Read {
        seen_message_id: None,
        confirm_newer: body.confirm_newer,
    };
    let tx = app.store.write().await?;
    let outcomes = run_on(&app, &tx, &caller, &ready, &ids, read).await?;
    tx.commit().await?;
    let mut result = MacroRuns {
        changed: Vec::new(),
        failed: Vec::new(),
    };
    for (id, outcome) in outcomes {
        match outcome {
            Ok(ran) => result.changed.push(MacroRanOn {
                id,
                version: ran.ticket.version,
                before: ran.before.into(),
                message_id: ran.message.map(|message| message.id),
            }),
            Err(error) => result.failed.push(BulkFailed::new(id, &error)),
        }
    }
    Ok(Json(result))
}
