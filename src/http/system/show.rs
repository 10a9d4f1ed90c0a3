//! `GET /system`: version, database, disk, jobs, queues, nodes and the settings in effect.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::pulse::JobPulse;
use crate::store::entity::nodes::Model;
use crate::store::nodes;

#[derive(Debug, Serialize, ToSchema)]
pub struct System {
    pub version: &'static str,
    /// By the server's clock.
    pub now: DateTime<Utc>,
    pub started_at: DateTime<Utc>,
    pub database: DatabaseState,
    pub disk: DiskState,
    pub queues: Queues,
    /// The process that answers comes first, as it is now; the others as of their last word.
    pub nodes: Vec<Node>,
    /// What the configuration file and the environment made, secrets masked.
    #[schema(value_type = Object)]
    pub config: Value,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DatabaseState {
    /// Name and version of the server.
    pub server: String,
    /// Bytes it takes.
    pub bytes: i64,
    /// Changes of the schema that were made, and the name of the last.
    pub migrations: i64,
    pub newest_migration: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DiskState {
    /// The data directory.
    pub path: String,
    /// Bytes we may still write; null where the system does not tell.
    pub free_bytes: Option<u64>,
    pub total_bytes: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Queues {
    pub outbox_waiting: u64,
    /// Due for more than five minutes.
    pub outbox_overdue: u64,
    pub intake_failed: u64,
    pub channels_in_error: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Node {
    pub id: Uuid,
    pub host: String,
    pub version: String,
    pub started_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    /// The process that answers this request.
    pub current: bool,
    pub jobs: Vec<JobPulse>,
}

/// How the hub is doing. Needs `settings_manage`.
#[utoipa::path(get, path = "/system", tag = "system", responses(
    (status = OK, body = System),
    (status = FORBIDDEN, body = Problem),
))]
pub async fn show(State(app): State<App>, Authenticated(caller): Authenticated) -> ApiResult<Json<System>> {
    caller.require(Permission::SettingsManage)?;
    let depths = app.store.queue_depths().await?;
    let schema = app.store.schema_state().await?;
    Ok(Json(System {
        version: env!("CARGO_PKG_VERSION"),
        now: app.clock.now(),
        started_at: app.pulse.started_at,
        database: DatabaseState {
            server: app.store.server_version().await?,
            bytes: app.store.bytes().await?,
            migrations: schema.applied,
            newest_migration: schema.newest,
        },
        disk: disk(&app),
        queues: Queues {
            outbox_waiting: depths.outbox_waiting,
            outbox_overdue: depths.outbox_overdue,
            intake_failed: depths.intake_failed,
            channels_in_error: depths.channels_in_error,
        },
        nodes: all_nodes(&app).await?,
        config: serde_json::to_value(app.config.masked()).map_err(ApiError::internal)?,
    }))
}

fn disk(app: &App) -> DiskState {
    let path = &app.config.data_dir.0;
    let found = rustix::fs::statvfs(path).ok();
    let bytes = |blocks: fn(&rustix::fs::StatVfs) -> u64| {
        found
            .as_ref()
            .map(|found| blocks(found).saturating_mul(found.f_frsize))
    };
    DiskState {
        path: path.display().to_string(),
        // What is kept for root is not for us.
        free_bytes: bytes(|found| found.f_bavail),
        total_bytes: bytes(|found| found.f_blocks),
    }
}

async fn all_nodes(app: &App) -> ApiResult<Vec<Node>> {
    let pulse = &app.pulse;
    let this = Node {
        id: pulse.node_id,
        host: pulse.host.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: pulse.started_at,
        seen_at: app.clock.now(),
        current: true,
        jobs: pulse.jobs(),
    };
    // A SQLite file has one process: other rows are of runs that ended.
    let others = match app.store.belongs_to_one_process() {
        true => Vec::new(),
        false => nodes::all(app.store.read()).await?,
    };
    let others = others.into_iter().filter(|row| row.id != pulse.node_id);
    Ok(std::iter::once(this).chain(others.map(node)).collect())
}

fn node(row: Model) -> Node {
    Node {
        id: row.id,
        host: row.host,
        version: row.version,
        started_at: row.started_at,
        seen_at: row.seen_at,
        current: false,
        // Of a newer version, perhaps.
        jobs: serde_json::from_value(row.jobs).unwrap_or_default(),
    }
}
