//! `GET /audit`: who changed what, newest first.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::error::ApiResult;
use crate::http::page::{self, Page};
use crate::http::{ApiQuery, Authenticated};
use crate::store::audit;

const LIST: &str = "audit";

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListAudit {
    /// Who did it.
    pub actor_id: Option<Uuid>,
    /// What was done: `channel.update`.
    pub action: Option<String>,
    /// From this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
    pub cursor: Option<String>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    /// The name at the time; `system` for the hub itself.
    pub actor: String,
    pub actor_id: Option<Uuid>,
    #[schema(example = "channel.update")]
    pub action: String,
    pub object_kind: String,
    pub object_id: Option<Uuid>,
    /// What it is called today; null when it is gone or has no name.
    pub object_name: Option<String>,
    #[schema(value_type = Object)]
    pub data: Value,
    pub ip: Option<String>,
}

/// The audit log in pages.
#[utoipa::path(get, path = "/audit", tag = "audit", params(ListAudit), responses((status = OK, body = Page<AuditEntry>)))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<ListAudit>,
) -> ApiResult<Json<Page<AuditEntry>>> {
    caller.require(Permission::AuditRead)?;
    let limit = page::limit(query.limit)?;
    let before: Option<Uuid> = page::position(LIST, query.cursor.as_deref())?;
    let wanted = audit::Wanted {
        actor_id: query.actor_id,
        action: query.action,
        from: query.from,
        until: query.until,
    };
    let db = app.store.read();
    let mut rows = audit::list(db, &wanted, before, limit + 1).await?;
    let next = page::cut(LIST, &mut rows, limit, |row| row.id);
    let names = audit::names(db, &rows).await?;
    let items = rows.into_iter().map(|row| AuditEntry {
        id: row.id,
        at: row.at,
        actor: row.actor,
        actor_id: row.actor_id,
        action: row.action,
        object_kind: row.object_kind,
        object_name: row.object_id.and_then(|id| names.get(&id).cloned()),
        object_id: row.object_id,
        data: row.data,
        ip: row.ip,
    });
    Ok(Json(Page {
        items: items.collect(),
        next,
    }))
}
