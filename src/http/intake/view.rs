//! How a thing received looks to clients.

use std::collections::HashMap;

use axum::Json;
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Caller;
use crate::app::App;
use crate::desk::intake::{self, IntakeError};
use crate::http::error::{ApiError, ApiResult};
use crate::http::tickets::view::Named;
use crate::store::entity::channels;
use crate::store::entity::intake::{IntakeSource, IntakeState, Model};
use crate::store::{intake_ledger, lookup};

#[derive(Debug, Serialize, ToSchema)]
pub struct IntakeItem {
    pub id: Uuid,
    pub channel: Named,
    pub source: IntakeSource,
    pub received_at: DateTime<Utc>,
    /// Bytes.
    pub raw_size: i64,
    pub state: IntakeState,
    /// Why it was ignored, failed or discarded.
    pub reason: Option<String>,
    pub subject: Option<String>,
    pub sender: Option<String>,
    pub message_id: Option<Uuid>,
    pub ticket_id: Option<Uuid>,
    pub attempts: i32,
}

/// Rows in the order given, with the names of their channels.
pub async fn items(conn: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<IntakeItem>, DbErr> {
    let ids = rows.iter().map(|row| row.channel_id);
    let channels = lookup::by_id::<channels::Entity>(conn, ids, |channel| channel.id).await?;
    Ok(rows.into_iter().map(|row| item(row, &channels)).collect())
}

/// One row.
async fn one(conn: &impl ConnectionTrait, row: Model) -> Result<IntakeItem, DbErr> {
    let channels = lookup::by_id::<channels::Entity>(conn, [row.channel_id], |channel| channel.id).await?;
    Ok(item(row, &channels))
}

fn item(row: Model, channels: &HashMap<Uuid, channels::Model>) -> IntakeItem {
    let channel = channels.get(&row.channel_id);
    IntakeItem {
        id: row.id,
        channel: Named {
            id: row.channel_id,
            name: channel.map(|channel| channel.name.clone()).unwrap_or_default(),
        },
        source: row.source,
        received_at: row.received_at,
        raw_size: row.raw_size,
        state: row.state,
        reason: row.reason,
        subject: row.subject,
        sender: row.sender,
        message_id: row.message_id,
        ticket_id: row.ticket_id,
        attempts: row.attempts,
    }
}

/// One row as it stands now; 404 where the caller may not see it.
pub async fn shown(app: &App, caller: &Caller, id: Uuid) -> ApiResult<Json<IntakeItem>> {
    let conn = app.store.read();
    let row = intake_ledger::find(conn, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    Ok(Json(one(conn, row).await?))
}

/// Reads one row once more from its raw bytes.
pub async fn reread(app: &App, row: &Model, user_id: Uuid) -> ApiResult<()> {
    let raw = app.blobs.get(&row.raw_hash).await.map_err(ApiError::internal)?;
    let channel = app
        .channels
        .get(row.channel_id)
        .await
        .map_err(ApiError::internal)?;
    let event = channel.read(&raw, app.clock.now());
    intake::reprocess(app, row.id, raw, event, Some(user_id))
        .await
        .map_err(failed)
        .map(|_| ())
}

/// Why somebody discards something: 1 to 500 characters.
pub fn reason_of(text: &str) -> ApiResult<&str> {
    let reason = text.trim();
    match reason.chars().count() {
        1..=500 => Ok(reason),
        _ => Err(ApiError::validation("/reason", "must be 1 to 500 characters")),
    }
}

/// What it means in HTTP that the desk would not handle a row again.
pub fn failed(error: IntakeError) -> ApiError {
    match error {
        IntakeError::NotFailed => ApiError::conflict("not_failed", "only what failed can be handled again"),
        other => ApiError::internal(other),
    }
}
