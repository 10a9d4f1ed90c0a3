//! `GET /intake/reasons`: why things ended as they did, to choose from.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::Permission;
use crate::app::App;
use crate::http::error::ApiResult;
use crate::http::page::Items;
use crate::http::{ApiQuery, Authenticated};
use crate::store::entity::intake::IntakeState;
use crate::store::intake_ledger;

/// Rows looked at: reasons nobody met lately are not offered.
const NEWEST: u64 = 2_000;
const MOST: usize = 50;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WhichReasons {
    pub state: IntakeState,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct IntakeReason {
    pub reason: String,
    /// Among the newest 2,000 of the state.
    pub count: u64,
}

/// The reasons of the newest things in a state, the most frequent first; at most 50.
#[utoipa::path(get, path = "/intake/reasons", tag = "intake", params(WhichReasons), responses((status = OK, body = Items<IntakeReason>)))]
pub async fn reasons(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<WhichReasons>,
) -> ApiResult<Json<Items<IntakeReason>>> {
    caller.require(Permission::IntakeManage)?;
    let found = intake_ledger::reasons(app.store.read(), &caller.scope, query.state, NEWEST).await?;
    let items = found
        .into_iter()
        .take(MOST)
        .map(|(reason, count)| IntakeReason { reason, count })
        .collect();
    Ok(Json(Items { items }))
}
