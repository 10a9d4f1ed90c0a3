//! `GET /sessions`: where I am signed in.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Credential, sessions};
use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::{ApiResult, Problem};
use crate::http::page::Items;

/// A browser somebody signed in with.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedIn {
    pub id: Uuid,
    /// The one that asks.
    pub current: bool,
    pub created_at: DateTime<Utc>,
    /// To the minute.
    pub last_seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// Where it was begun from.
    pub ip: Option<String>,
    /// What the browser called itself, at most 200 characters.
    pub user_agent: Option<String>,
}

/// The caller's own sessions, the last used first; at most 200.
#[utoipa::path(get, path = "/sessions", tag = "session", responses(
    (status = OK, body = Items<SignedIn>),
    (status = UNAUTHORIZED, body = Problem),
))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<Items<SignedIn>>> {
    let rows = sessions::of_caller(&app, &caller).await?;
    let items = rows
        .into_iter()
        .map(|row| SignedIn {
            current: caller.credential == Credential::Session(row.id),
            id: row.id,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
            ip: row.ip,
            user_agent: row.user_agent,
        })
        .collect();
    Ok(Json(Items { items }))
}
