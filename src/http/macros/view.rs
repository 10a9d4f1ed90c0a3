//! How macros look to clients.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Caller;
use crate::desk::canned::save::may_change;
use crate::desk::macros::action::{MacroAction, from_stored};
use crate::store::circle::Circle;
use crate::store::entity::macros::Model;

#[derive(Debug, Serialize, ToSchema)]
pub struct Macro {
    pub id: Uuid,
    /// Whom it is for.
    pub scope: Circle,
    /// With the scope `team`.
    pub team_id: Option<Uuid>,
    /// The caller may change it.
    pub own: bool,
    pub name: String,
    /// Done in this order; the changes of fields last, all at once.
    pub actions: Vec<MacroAction>,
    pub position: i32,
    pub used_count: i64,
    pub last_used_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl Macro {
    pub fn new(row: Model, caller: &Caller) -> Self {
        Self {
            own: may_change(caller, row.owner_id, row.team_id),
            id: row.id,
            scope: Circle::of(row.owner_id, row.team_id),
            team_id: row.team_id,
            name: row.name,
            actions: from_stored(&row.actions),
            position: row.position,
            used_count: row.used_count,
            last_used_at: row.last_used_at,
            version: row.version,
        }
    }
}
