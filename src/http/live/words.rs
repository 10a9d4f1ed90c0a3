//! What is said over the socket.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::live::TicketChange;

/// From the server.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Word {
    Hello {
        user_id: Uuid,
    },
    Ticket {
        id: Uuid,
        change: TicketChange,
    },
    Contact {
        id: Uuid,
    },
    Company {
        id: Uuid,
    },
    Channel {
        id: Uuid,
    },
    ContactImport {
        id: Uuid,
    },
    Intake,
    View,
    CustomFields,
    Segments,
    Agent {
        id: Uuid,
    },
    /// The user's own draft on this ticket changed, or is no more.
    Draft {
        ticket_id: Uuid,
        kind: String,
        version: Option<i64>,
    },
    Canned,
    Notification,
    Presence {
        ticket_id: Uuid,
        users: Vec<Present>,
    },
    /// We fell behind: everything may have changed.
    Resync,
    Pong,
}

/// Somebody who looks at a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Present {
    pub id: Uuid,
    pub name: String,
    pub typing: bool,
}

/// From the client.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Asked {
    Watch {
        ticket_id: Uuid,
    },
    Unwatch {
        ticket_id: Uuid,
    },
    Typing {
        ticket_id: Uuid,
    },
    /// Tickets in a list, whose viewers are shown beside them without being there oneself; replaces what was said before.
    Follow {
        ticket_ids: Vec<Uuid>,
    },
    Ping,
}
