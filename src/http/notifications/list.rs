//! `GET /notifications`: what the caller should look at, newest first.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::app::App;
use crate::http::error::ApiResult;
use crate::http::page::{self, Page};
use crate::http::tickets::view::TicketName;
use crate::http::{ApiQuery, Authenticated};
use crate::store::notifications::{self, Reason};
use crate::store::tickets;

const LIST: &str = "notifications";

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListNotifications {
    pub cursor: Option<String>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Notification {
    pub id: Uuid,
    pub kind: Reason,
    pub ticket: TicketName,
    pub message_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
}

/// The caller's notifications about tickets they may still see.
#[utoipa::path(get, path = "/notifications", tag = "notifications", params(ListNotifications), responses(
    (status = OK, body = Page<Notification>),
))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<ListNotifications>,
) -> ApiResult<Json<Page<Notification>>> {
    let limit = page::limit(query.limit)?;
    let before: Option<Uuid> = page::position(LIST, query.cursor.as_deref())?;
    let conn = app.store.read();
    let mut rows = notifications::list(conn, &caller.scope, before, limit + 1).await?;
    let next = page::cut(LIST, &mut rows, limit, |row| row.id);
    let named = tickets::by_ids(conn, rows.iter().map(|row| row.ticket_id)).await?;
    let items = rows.into_iter().filter_map(|row| {
        let ticket = named.iter().find(|ticket| ticket.id == row.ticket_id)?;
        Some(Notification {
            id: row.id,
            kind: row.kind,
            ticket: TicketName::from(ticket),
            message_id: row.message_id,
            created_at: row.created_at,
            read_at: row.read_at,
        })
    });
    Ok(Json(Page {
        items: items.collect(),
        next,
    }))
}
