//! The traits an adapter implements. One value = one configured account at one provider.

use async_trait::async_trait;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::capabilities::Capabilities;
use crate::error::{PullError, Rejection, SendError};
use crate::event::{Event, Incoming};
use crate::outbound::{Accepted, Outbound};

#[async_trait]
pub trait Channel: Send + Sync + 'static {
    fn capabilities(&self) -> &Capabilities;

    /// Whether the account is set up to send at all.
    fn sends(&self) -> bool {
        true
    }

    /// Hands one message to the provider. Must be safe to call again after `Transient` and `Throttled`. The adapter
    /// calls [`Handover::begin`] right before bytes leave that the provider might act on.
    async fn send(&self, message: &Outbound, handover: &dyn Handover) -> Result<Accepted, SendError>;

    /// Files a copy of a message that was sent where people look for what they wrote, if the settings ask for it. Nothing
    /// depends on it; the error is for the log.
    async fn keep_copy(&self, _message: &Outbound) -> Result<(), String> {
        Ok(())
    }

    /// Reads stored raw bytes again (reprocess, replay, pipe): pure, never panics, same bytes = same event.
    fn read(&self, raw: &Bytes, now: Timestamp) -> Event;

    /// Connects both ways without sending or fetching anything, and says what it saw, one line a step.
    async fn test(&self) -> Vec<TestStep>;

    /// The provider calls us.
    fn webhook(&self) -> Option<&dyn Webhook> {
        None
    }

    /// We call the provider. Each call gives an independent puller with its own connection.
    fn pullers(&self) -> Vec<Box<dyn Puller>> {
        Vec::new()
    }
}

/// The border between "surely not sent" and "perhaps sent". The core makes it durable, so that after a crash it knows
/// on which side an attempt died.
#[async_trait]
pub trait Handover: Send + Sync {
    /// An error means the attempt was superseded: the adapter stops and returns it.
    async fn begin(&self) -> Result<(), SendError>;
}

/// One step of *test connection*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestStep {
    /// Stable word for translation: `imap_connect`, `imap_login`, `smtp_tls`, …
    pub step: String,
    pub ok: bool,
    /// The peer's words, or what to do.
    pub detail: String,
}

/// Pure: bytes in, events out.
pub trait Webhook: Send + Sync {
    fn receive(&self, request: &RawRequest, now: Timestamp) -> Result<Received, Rejection>;
}

pub struct RawRequest {
    pub method: http::Method,
    /// The public URL as the provider called it.
    pub url: String,
    pub headers: http::HeaderMap,
    pub body: Bytes,
}

/// Events to store; `reply` goes out after the commit.
pub struct Received {
    pub events: Vec<Incoming>,
    pub reply: Reply,
}

pub struct Reply {
    pub status: http::StatusCode,
    pub content_type: &'static str,
    pub body: Bytes,
}

/// Where a puller stands; opaque to the core, stored in the transaction that stores the batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub serde_json::Value);

/// Events and the cursor past them: both stored in one transaction.
#[derive(Debug)]
pub struct Batch {
    pub events: Vec<Incoming>,
    pub cursor: Cursor,
    /// More is known to be waiting (a backlog): the core may show progress.
    pub remaining: Option<u64>,
    /// Credentials the provider rotated while pulling (an OAuth refresh token), to be stored with the cursor.
    pub rotated_secret: Option<RotatedSecret>,
}

/// A secret the provider replaced: `pointer` is a JSON pointer into the channel's settings.
#[derive(Clone, PartialEq, Eq)]
pub struct RotatedSecret {
    pub pointer: String,
    pub value: String,
}

impl std::fmt::Debug for RotatedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RotatedSecret({})", self.pointer)
    }
}

/// IMAP IDLE, long polling; the core owns the loop.
#[async_trait]
pub trait Puller: Send {
    /// Stable name of this stream within the channel; its cursor is stored under it (`INBOX`, `Sent`).
    fn name(&self) -> &str;

    /// Waits until something is there and returns it, at most a bounded amount. An empty batch is a heartbeat: the
    /// link is alive and nothing came within one cycle. Not cancel-safe: drop the puller to stop.
    async fn next(&mut self, cursor: Option<&Cursor>) -> Result<Batch, PullError>;

    /// Called after the last batch was committed (move to a folder, mark). Failing here loses nothing.
    async fn committed(&mut self) -> Result<(), PullError> {
        Ok(())
    }
}
