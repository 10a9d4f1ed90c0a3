//! `GET /tickets/matching`: how many tickets a queue holds, for whoever is about to change them all.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::which::{Which, json, statuses};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiQuery, Authenticated};
use crate::store::ticket_counts;
use crate::store::ticket_list::Tab;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MatchingTickets {
    pub tab: Option<Tab>,
    /// Only what this view shows.
    pub view: Option<Uuid>,
    /// A filter (JSON); narrows further.
    pub filter: Option<String>,
    /// Statuses with commas between.
    #[param(example = "open,waiting")]
    pub status: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Matching {
    /// At most 10,000.
    pub count: u64,
    /// There are more than were counted.
    pub more: bool,
}

/// Counts the tickets of a queue, up to 10,000.
#[utoipa::path(get, path = "/tickets/matching", tag = "tickets", params(MatchingTickets), responses(
    (status = OK, body = Matching),
    (status = NOT_FOUND, description = "no such view", body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn count_matching(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<MatchingTickets>,
) -> ApiResult<Json<Matching>> {
    caller.require(Permission::TicketsRead)?;
    let which = Which {
        tab: query.tab,
        view: query.view,
        filter: json(query.filter.as_deref())?,
        statuses: statuses(query.status.as_deref())?,
    };
    let (selection, _) = which.selection(&app, &caller).await?;
    let most = ticket_counts::MATCHING;
    let found = ticket_counts::matching(app.store.read(), &caller.scope, &selection, most + 1).await?;
    Ok(Json(Matching {
        count: found.min(most),
        more: found > most,
    }))
}
