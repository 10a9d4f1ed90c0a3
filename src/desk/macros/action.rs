//! The steps a macro is made of.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::desk::error::DeskError;
use crate::store::entity::tickets::{TicketPriority, TicketStatus};

/// One step. Each kind stands at most once in a macro, but for notes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum MacroAction {
    /// Any but `snoozed`.
    SetStatus {
        status: TicketStatus,
    },
    SetPriority {
        priority: TicketPriority,
    },
    /// To whoever runs the macro.
    AssignMe {},
    /// Null: to nobody.
    Assign {
        user_id: Option<Uuid>,
    },
    /// Null: to no team.
    SetTeam {
        team_id: Option<Uuid>,
    },
    /// Names.
    AddTags {
        tags: Vec<String>,
    },
    RemoveTags {
        tags: Vec<String>,
    },
    /// For so many minutes from now.
    Snooze {
        minutes: i64,
    },
    /// An internal note; may have the variables of a canned reply.
    AddNote {
        text: String,
    },
    /// The canned reply becomes the caller's draft, below what they have begun.
    InsertReply {
        canned_reply_id: Uuid,
    },
    /// The canned reply is sent.
    SendReply {
        canned_reply_id: Uuid,
    },
}

impl MacroAction {
    /// What a macro can do only once: two of a kind would fight.
    pub(super) fn subject(&self) -> Option<&'static str> {
        match self {
            Self::SetStatus { .. } | Self::Snooze { .. } => Some("the status"),
            Self::SetPriority { .. } => Some("the priority"),
            Self::AssignMe {} | Self::Assign { .. } => Some("the assignee"),
            Self::SetTeam { .. } => Some("the team"),
            Self::AddTags { .. } => Some("the tags to add"),
            Self::RemoveTags { .. } => Some("the tags to remove"),
            Self::InsertReply { .. } | Self::SendReply { .. } => Some("the reply"),
            Self::AddNote { .. } => None,
        }
    }

    /// The canned reply it takes.
    pub fn canned_reply_id(&self) -> Option<Uuid> {
        match self {
            Self::InsertReply { canned_reply_id } | Self::SendReply { canned_reply_id } => {
                Some(*canned_reply_id)
            }
            _ => None,
        }
    }

    pub fn sends(&self) -> bool {
        matches!(self, Self::SendReply { .. })
    }
}

/// The steps as they are stored.
pub fn to_stored(actions: &[MacroAction]) -> Result<Value, DeskError> {
    serde_json::to_value(actions).map_err(|error| DeskError::invalid("/actions", error.to_string()))
}

/// Reads stored steps; those of a newer version are passed over.
pub fn from_stored(stored: &Value) -> Vec<MacroAction> {
    let steps = stored.as_array().map(Vec::as_slice).unwrap_or_default();
    steps
        .iter()
        .filter_map(|step| serde_json::from_value(step.clone()).ok())
        .collect()
}
