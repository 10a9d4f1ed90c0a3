//! Change notices: told after the commit, lost without harm (whoever missed one reads the tables again).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use uuid::Uuid;

/// Something changed. Carries ids only: whoever may see the object fetches it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Notice {
    Ticket {
        id: Uuid,
        change: TicketChange,
    },
    Contact {
        id: Uuid,
    },
    /// A company or its domains.
    Company {
        id: Uuid,
    },
    Channel {
        id: Uuid,
    },
    /// The intake ledger has news (a failure, or one handled).
    Intake,
    View,
    /// A custom field was made, changed or arranged.
    CustomFields,
    /// A segment was saved, changed or forgotten.
    Segments,
    /// A colleague came, went, or changed name, photo or availability.
    Agent {
        id: Uuid,
    },
    /// Somebody wants the channel looked at now.
    FetchNow {
        id: Uuid,
    },
    /// What this user has begun to write on a ticket: their other windows follow.
    Draft {
        user_id: Uuid,
        ticket_id: Uuid,
        /// `reply`, `note`, `forward`
        kind: String,
        /// None: it is no more.
        version: Option<i64>,
    },
    /// Canned replies or macros changed.
    Canned,
    /// An import of contacts moved; for whom it is and whoever sees everything.
    ContactImport {
        id: Uuid,
        user_id: Uuid,
    },
    /// Something for one user alone.
    Notification {
        user_id: Uuid,
    },
    /// Sessions or tokens of this user ended: their sockets close.
    AccessRevoked {
        user_id: Uuid,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    tells_others: Arc<AtomicBool>,
}

impl Live {
    pub fn in_process() -> Self {
        // A slow listener that falls this far behind is told to fetch everything again.
        Self {
            sender: broadcast::channel(1024).0,
            tells_others: Arc::default(),
        }
    }

    /// For a process of one command: its changes are also left in the database, for the hub that runs beside.
    pub fn tell_others(&self) {
        self.tells_others.store(true, Ordering::Relaxed);
    }

    /// Whether [`Live::tell_others`] was called.
    pub fn tells_others(&self) -> bool {
        self.tells_others.load(Ordering::Relaxed)
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
