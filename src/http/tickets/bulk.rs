//! `POST /tickets/bulk`: one change for many tickets.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::change::TicketChange;
use crate::app::App;
use crate::desk::bulk::{Outcome, apply};
use crate::desk::change::Change;
use crate::desk::error::DeskError;
use crate::http::error::{ApiResult, Problem};
use crate::http::json::nullable;
use crate::http::{ApiJson, Authenticated};
use crate::store::entity::tickets::{TicketPriority, TicketStatus};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkBody {
    /// At most 200.
    pub ids: Vec<Uuid>,
    pub change: BulkChange,
}

/// The fields of a `PATCH`, and tags to put on or take off.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BulkChange {
    pub subject: Option<String>,
    pub status: Option<TicketStatus>,
    pub priority: Option<TicketPriority>,
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<Uuid>)]
    pub assignee_id: Option<Option<Uuid>>,
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<Uuid>)]
    pub team_id: Option<Option<Uuid>>,
    pub tags: Option<Vec<String>>,
    pub add_tags: Vec<String>,
    pub remove_tags: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub snoozed_until: Option<Option<DateTime<Utc>>>,
}

impl From<BulkChange> for Change {
    fn from(body: BulkChange) -> Self {
        Self {
            subject: body.subject,
            status: body.status,
            priority: body.priority,
            assignee_id: body.assignee_id,
            team_id: body.team_id,
            tags: body.tags,
            add_tags: body.add_tags,
            remove_tags: body.remove_tags,
            snoozed_until: body.snoozed_until,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BulkResult {
    pub changed: Vec<BulkChanged>,
    pub failed: Vec<BulkFailed>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BulkChanged {
    pub id: Uuid,
    pub version: i64,
    /// The changed fields as they were; as a `PATCH` of the ticket it undoes the change.
    pub before: TicketChange,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BulkFailed {
    pub id: Uuid,
    pub code: &'static str,
    pub detail: String,
}

/// Changes every ticket it can, and says of each what became of it.
#[utoipa::path(post, path = "/tickets/bulk", tag = "tickets", request_body = BulkBody,
    responses((status = OK, body = BulkResult), (status = UNPROCESSABLE_ENTITY, body = Problem)))]
pub async fn bulk(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<BulkBody>,
) -> ApiResult<Json<BulkResult>> {
    let wanted = body.change.into();
    let tx = app.store.write().await?;
    let outcomes = apply(&tx, &caller, &body.ids, &wanted).await?;
    tx.commit().await?;
    let (changed, failed) = told(outcomes);
    Ok(Json(BulkResult { changed, failed }))
}

impl BulkFailed {
    pub fn new(id: Uuid, error: &DeskError) -> Self {
        Self {
            id,
            code: error.code(),
            detail: error.to_string(),
        }
    }
}

/// What became of each, for whoever asked.
pub fn told(outcomes: Vec<Outcome>) -> (Vec<BulkChanged>, Vec<BulkFailed>) {
    let mut changed = Vec::new();
    let mut failed = Vec::new();
    for (id, outcome) in outcomes {
        match outcome {
            Ok(done) => changed.push(BulkChanged {
                id,
                version: done.ticket.version,
                before: done.before.into(),
            }),
            Err(error) => failed.push(BulkFailed::new(id, &error)),
        }
    }
    (changed, failed)
}
