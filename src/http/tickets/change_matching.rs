//! `POST /tickets/matching`: one change for every ticket of a queue, a batch a request.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::bulk::{BulkChange, BulkChanged, BulkFailed, told};
use super::which::Which;
use crate::access::Permission;
use crate::app::App;
use crate::desk::bulk;
use crate::http::error::{ApiResult, Problem};
use crate::http::page;
use crate::http::{ApiJson, Authenticated};
use crate::store::entity::tickets::TicketStatus;
use crate::store::filter::{Expression, Instant, Moment, Side, Test};
use crate::store::ticket_list::{self, Position, Sort, Tab};

const LIST: &str = "matching";

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchingBody {
    pub tab: Option<Tab>,
    /// Only what this view shows.
    pub view: Option<Uuid>,
    /// Narrows further.
    #[schema(value_type = Option<Object>)]
    pub filter: Option<Value>,
    #[serde(default)]
    pub status: Vec<TicketStatus>,
    pub change: BulkChange,
    /// `next` of the batch before; left out for the first.
    pub cursor: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MatchingResult {
    pub changed: Vec<BulkChanged>,
    pub failed: Vec<BulkFailed>,
    /// Send it as `cursor` to go on; null when all are done.
    pub next: Option<String>,
}

/// Where a run stands.
#[derive(Serialize, Deserialize)]
struct Progress {
    /// What came after the run began is not touched.
    began: DateTime<Utc>,
    after: Position,
}

/// Changes the next 200 tickets of a queue, made first first, and says of each what became of it. Whoever calls goes on
/// with `next`, and can stop; a ticket that leaves the queue by its change makes no other be passed over.
#[utoipa::path(post, path = "/tickets/matching", tag = "tickets", request_body = MatchingBody, responses(
    (status = OK, body = MatchingResult),
    (status = NOT_FOUND, description = "no such view", body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn change_matching(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<MatchingBody>,
) -> ApiResult<Json<MatchingResult>> {
    caller.require(Permission::TicketsChange)?;
    let which = Which {
        tab: body.tab,
        view: body.view,
        filter: body.filter,
        statuses: body.status,
    };
    let (mut selection, _) = which.selection(&app, &caller).await?;
    let progress: Option<Progress> = page::position(LIST, body.cursor.as_deref())?;
    let began = progress.as_ref().map_or_else(|| app.clock.now(), |run| run.began);
    // The instant itself counts as after, and what was made in it is there.
    let made = Test::Time(
        Moment::Created,
        Side::Before,
        Instant::At(began + chrono::TimeDelta::microseconds(1)),
    );
    selection.filter = Expression::All(vec![selection.filter, Expression::Test(made)]);
    let limit = page::MAX_LIMIT;
    let tx = app.store.write().await?;
    let after = progress.as_ref().map(|run| &run.after);
    let mut found = ticket_list::page(
        &tx,
        &caller.scope,
        &selection,
        Sort::CreatedOldest,
        after,
        limit + 1,
    )
    .await?;
    let next = page::cut(LIST, &mut found, limit, |ticket| Progress {
        began,
        after: Position::of(Sort::CreatedOldest, ticket),
    });
    let ids: Vec<Uuid> = found.iter().map(|ticket| ticket.id).collect();
    let outcomes = match ids.is_empty() {
        true => Vec::new(),
        false => bulk::apply(&tx, &caller, &ids, &body.change.into()).await?,
    };
    tx.commit().await?;
    let (changed, failed) = told(outcomes);
    Ok(Json(MatchingResult {
        changed,
        failed,
        next,
    }))
}
