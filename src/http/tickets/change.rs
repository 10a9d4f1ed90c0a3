//! `PATCH /tickets/{id}`: changes fields of a ticket.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::ticket::{Ticket, ticket};
use crate::app::App;
use crate::desk::change::{Change, apply};
use crate::http::error::{ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::json::nullable;
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::store::entity::tickets::{TicketPriority, TicketStatus};

/// Fields left out stay as they are; null clears.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TicketChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<TicketStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<TicketPriority>,
    #[serde(deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub assignee_id: Option<Option<Uuid>>,
    #[serde(deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub team_id: Option<Option<Uuid>>,
    /// Names; exactly these stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Needed with the status `snoozed`; alone it snoozes, null alone wakes.
    #[serde(deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub snoozed_until: Option<Option<DateTime<Utc>>>,
}

impl From<TicketChange> for Change {
    fn from(body: TicketChange) -> Self {
        Self {
            subject: body.subject,
            status: body.status,
            priority: body.priority,
            assignee_id: body.assignee_id,
            team_id: body.team_id,
            tags: body.tags,
            snoozed_until: body.snoozed_until,
            ..Self::default()
        }
    }
}

impl From<Change> for TicketChange {
    fn from(change: Change) -> Self {
        Self {
            subject: change.subject,
            status: change.status,
            priority: change.priority,
            assignee_id: change.assignee_id,
            team_id: change.team_id,
            tags: change.tags,
            snoozed_until: change.snoozed_until,
        }
    }
}

/// Changes what is given and leaves the rest; each change becomes an event of the timeline.
#[utoipa::path(patch, path = "/tickets/{id}", tag = "tickets", params(("id" = Uuid, Path)), request_body = TicketChange,
    responses(
        (status = OK, body = Ticket),
        (status = FORBIDDEN, body = Problem),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, body = Problem),
        (status = PRECONDITION_FAILED, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
    ApiJson(body): ApiJson<TicketChange>,
) -> ApiResult<Json<Ticket>> {
    let tx = app.store.write().await?;
    let changed = apply(&tx, &caller, id, if_match.0, &body.into()).await?;
    tx.commit().await?;
    Ok(Json(ticket(&app, &caller, changed.ticket).await?))
}
