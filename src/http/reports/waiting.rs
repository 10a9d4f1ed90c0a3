//! `GET /reports/waiting`: who waits for us, measured against the target.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Permission;
use crate::app::App;
use crate::desk::response_target::{self, Deadlines};
use crate::http::Authenticated;
use crate::http::error::ApiResult;
use crate::store::reports::waiting as counted;

/// Every number stops at 1,000.
#[derive(Debug, Serialize, ToSchema)]
pub struct Waiting {
    /// Open tickets whose customer waits for us.
    pub waiting: u64,
    /// Of these: three quarters of the target have passed. Null without a target.
    pub at_risk: Option<u64>,
    /// Of these: the target has passed. Null without a target.
    pub late: Option<u64>,
    pub longest_since: Option<DateTime<Utc>>,
    pub response_target_minutes: Option<u32>,
}

/// Open tickets that wait for an answer, among those the caller may see. Needs `tickets_read`.
#[utoipa::path(get, path = "/reports/waiting", tag = "reports", responses((status = OK, body = Waiting)))]
pub async fn waiting(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<Waiting>> {
    caller.require(Permission::TicketsRead)?;
    let conn = app.store.read();
    let scope = &caller.scope;
    let target = response_target::minutes(conn).await?;
    let (mut at_risk, mut late) = (None, None);
    if let Some(minutes) = target {
        let deadlines = Deadlines::at(app.clock.now(), minutes);
        let overdue = counted::count(conn, scope, Some(deadlines.late)).await?;
        at_risk = Some(counted::count(conn, scope, Some(deadlines.risky)).await? - overdue);
        late = Some(overdue);
    }
    Ok(Json(Waiting {
        waiting: counted::count(conn, scope, None).await?,
        at_risk,
        late,
        longest_since: counted::longest(conn, scope).await?,
        response_target_minutes: target,
    }))
}
