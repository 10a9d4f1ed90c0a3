//! Intake: whatever a channel received is in the ledger exactly once, with its raw bytes, its outcome and the reason.
//!
//! [`accept`] keeps the raw bytes first (`raw`); `group` lets small arrivals share a transaction; `ledger` writes the
//! rows of one batch, each item in a savepoint of its own; `filing` decides what an item is and hands it to `inbound`
//! (somebody wrote), `sent_elsewhere` (we wrote, outside the hub) or `agent_mail` (an agent wrote to us).

mod acknowledge;
mod agent_mail;
mod arrival;
mod copies;
mod filing;
mod group;
mod inbound;
mod ledger;
mod raw;
mod reprocess;
mod sent_elsewhere;
mod writing;

use std::sync::Arc;

use centralino_channels::channel::Cursor;
use centralino_channels::event::Incoming;
use sea_orm::DbErr;
use thiserror::Error;
use uuid::Uuid;

use crate::app::App;
use crate::blobs::BlobError;
use crate::store::entity::channels;
pub use crate::store::entity::intake::{IntakeSource, IntakeState};

pub use group::Queue;
pub use reprocess::{discard, reprocess};

/// What became of one thing received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// Its ledger row.
    pub intake_id: Uuid,
    pub state: IntakeState,
    /// Why ignored or failed, in words.
    pub reason: Option<String>,
    pub ticket_id: Option<Uuid>,
    pub message_id: Option<Uuid>,
    /// It was there already; the other fields tell of the first copy.
    pub duplicate: bool,
}

/// Nothing was stored and nothing may be acknowledged: the same call later may succeed.
#[derive(Clone, Debug, Error)]
pub enum IntakeError {
    #[error("failed to keep the raw bytes: {0}")]
    Blob(Arc<BlobError>),
    #[error("failed to use the database: {0}")]
    Database(Arc<DbErr>),
    #[error("failed to file it: the intake stopped")]
    Stopped,
    #[error("failed to handle it: the ledger has no such row that failed")]
    NotFailed,
}

impl From<DbErr> for IntakeError {
    fn from(error: DbErr) -> Self {
        Self::Database(Arc::new(error))
    }
}

impl From<BlobError> for IntakeError {
    fn from(error: BlobError) -> Self {
        Self::Blob(Arc::new(error))
    }
}

/// Stores everything in `incoming`, in order, together with the cursor past it. On `Ok` it is durable: one [`Filed`]
/// for each item. An item that cannot be filed is kept as `failed` and stops no other.
pub async fn accept(
    app: &App,
    source: IntakeSource,
    channel: &channels::Model,
    incoming: Vec<Incoming>,
    cursor: Option<(String, Cursor)>,
) -> Result<Vec<Filed>, IntakeError> {
    let items = raw::keep(app, incoming).await?;
    app.intake
        .submit(app, source, channel.clone(), items, cursor)
        .await
}
