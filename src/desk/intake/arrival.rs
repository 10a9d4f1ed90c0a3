//! What filing one message needs to know, and what comes out of it.

use centralino_channels::event::Inbound;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{IntakeSource, IntakeState};
use crate::app::App;
use crate::blobs::Stored;
use crate::desk::ours::Ours;
use crate::store::entity::channels;

/// A message on its way into a ticket.
pub(super) struct Arrival<'a> {
    pub app: &'a App,
    pub ours: &'a Ours,
    pub channel: &'a channels::Model,
    pub source: IntakeSource,
    pub mail: &'a Inbound,
    /// Its files, in their order.
    pub files: &'a [Stored],
    /// When the provider received it.
    pub at: DateTime<Utc>,
    /// Its key on the channel: its own id, with a suffix where that is taken by a message with another body.
    pub external_id: String,
}

/// What became of an item, for its ledger row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub state: IntakeState,
    pub reason: Option<String>,
    pub ticket_id: Option<Uuid>,
    pub message_id: Option<Uuid>,
    pub duplicate: bool,
}

impl Outcome {
    pub fn accepted(ticket_id: Uuid, message_id: Uuid) -> Self {
        Self {
            state: IntakeState::Accepted,
            reason: None,
            ticket_id: Some(ticket_id),
            message_id: Some(message_id),
            duplicate: false,
        }
    }

    pub fn ignored(reason: impl Into<String>) -> Self {
        Self {
            state: IntakeState::Ignored,
            reason: Some(reason.into()),
            ticket_id: None,
            message_id: None,
            duplicate: false,
        }
    }

    pub fn failed(reason: impl Into<String>) -> Self {
        Self {
            state: IntakeState::Failed,
            ..Self::ignored(reason)
        }
    }
}
