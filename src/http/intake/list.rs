//! `GET /intake`: everything that was received, newest first.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::view::{IntakeItem, items};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::ApiResult;
use crate::http::page::{self, Page};
use crate::http::{ApiQuery, Authenticated};
use crate::store::entity::intake::IntakeState;
use crate::store::intake_ledger::{self, Wanted};

const LIST: &str = "intake";

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListIntake {
    pub state: Option<IntakeState>,
    pub channel_id: Option<Uuid>,
    /// One of `/intake/reasons`, word for word.
    pub reason: Option<String>,
    pub cursor: Option<String>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u64>,
}

/// The ledger of the caller's channels in pages.
#[utoipa::path(get, path = "/intake", tag = "intake", params(ListIntake), responses((status = OK, body = Page<IntakeItem>)))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<ListIntake>,
) -> ApiResult<Json<Page<IntakeItem>>> {
    caller.require(Permission::IntakeManage)?;
    let limit = page::limit(query.limit)?;
    let before: Option<Uuid> = page::position(LIST, query.cursor.as_deref())?;
    let wanted = Wanted {
        state: query.state,
        channel_id: query.channel_id,
        reason: query.reason.as_deref(),
    };
    let conn = app.store.read();
    let mut rows = intake_ledger::list(conn, &caller.scope, wanted, before, limit + 1).await?;
    let next = page::cut(LIST, &mut rows, limit, |row| row.id);
    Ok(Json(Page {
        items: items(conn, rows).await?,
        next,
    }))
}
