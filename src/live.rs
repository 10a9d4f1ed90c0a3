//! Change notices: told after the commit, lost without harm (whoever missed one reads the tables again).

use serde::Serialize;
use tokio::sync::broadcast;
use uuid::Uuid;

/// Something changed. Carries ids only: whoever may see the object fetches it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Notice {
    Ticket {
        id: Uuid,
        change: TicketChange,
    },
    Contact {
        id: Uuid,
    },
    Channel {
        id: Uuid,
    },
    /// The intake ledger has news (a failure, or one handled).
    Intake,
    View,
    /// Something for one user alone.
    Notification {
        user_id: Uuid,
    },
    /// Sessions or tokens of this user ended: their sockets close.
    AccessRevoked {
        user_id: Uuid,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketChange {
    Created,
    /// A message was added or its delivery moved.
    Message,
    /// Fields (status, assignee, tags, …).
    Changed,
}

/// The bus within this process.
#[derive(Clone)]
pub struct Live {
    sender: broadcast::Sender<Notice>,
}

impl Live {
    pub fn in_process() -> Self {
        // A slow listener that falls this far behind is told to fetch everything again.
        Self {
            sender: broadcast::channel(1024).0,
        }
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.sender.subscribe()
    }

    pub fn publish(&self, notices: impl IntoIterator<Item = Notice>) {
        for notice in notices {
            // An error only means that nobody listens.
            let _ = self.sender.send(notice);
        }
    }
}
