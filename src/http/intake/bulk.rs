//! `POST /intake/bulk`: processes or discards several failed things at once.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{failed, reason_of, reread};
use crate::access::{Caller, Permission};
use crate::app::App;
use crate::desk::intake;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};
use crate::store::entity::intake::IntakeState;
use crate::store::intake_ledger;

/// Each is read and filed on its own: more would not be done before the request ends.
const MOST: usize = 50;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IntakeBulk {
    /// 1 to 50.
    pub ids: Vec<Uuid>,
    /// Discard them, and why; left out: process them again.
    pub discard_reason: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct IntakeBulkResult {
    /// Filed, ignored by a rule, or discarded.
    pub done: Vec<Uuid>,
    /// Failed again, or could not be discarded.
    pub failed: Vec<IntakeBulkFailure>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct IntakeBulkFailure {
    pub id: Uuid,
    pub reason: String,
}

/// One after the other, each with its own outcome. Needs `intake_manage`.
#[utoipa::path(post, path = "/intake/bulk", tag = "intake", request_body = IntakeBulk, responses(
    (status = OK, body = IntakeBulkResult),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn bulk(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<IntakeBulk>,
) -> ApiResult<Json<IntakeBulkResult>> {
    caller.require(Permission::IntakeManage)?;
    if body.ids.is_empty() || body.ids.len() > MOST {
        return Err(ApiError::validation(
            "/ids",
            format!("must name 1 to {MOST} things"),
        ));
    }
    let discard = body.discard_reason.as_deref().map(reason_of).transpose()?;
    let mut result = IntakeBulkResult {
        done: Vec::new(),
        failed: Vec::new(),
    };
    for id in body.ids {
        match one(&app, &caller, id, discard).await {
            Ok(None) => result.done.push(id),
            Ok(Some(reason)) => result.failed.push(IntakeBulkFailure { id, reason }),
            // The others are still worth trying; the log knows more about a failure of the house.
            Err(error) => result.failed.push(IntakeBulkFailure {
                id,
                reason: error.detail().to_owned(),
            }),
        }
    }
    Ok(Json(result))
}

/// Why it is still failed, if it is.
async fn one(app: &App, caller: &Caller, id: Uuid, discard: Option<&str>) -> ApiResult<Option<String>> {
    let found = async || {
        intake_ledger::find(app.store.read(), &caller.scope, id)
            .await?
            .ok_or_else(ApiError::not_found)
    };
    let row = found().await?;
    match discard {
        Some(reason) => intake::discard(app, id, reason, caller.user_id)
            .await
            .map_err(failed)
            .map(|_| ())?,
        None => reread(app, &row, caller.user_id).await?,
    }
    let after = found().await?;
    Ok((after.state == IntakeState::Failed).then(|| after.reason.unwrap_or_default()))
}
