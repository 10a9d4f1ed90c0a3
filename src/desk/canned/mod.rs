//! Canned replies: written once with variables, filled in for a ticket, and never sent with a gap in them.
//!
//! [`save`] checks what is written against [`variables`]; [`values`] are what a ticket says of them; [`fill`] puts the
//! two together and leaves [`gaps`] where a value is missing; [`take`] gives an agent the words and files.

pub mod fill;
pub mod folder;
pub mod gaps;
pub mod save;
pub mod take;
pub mod values;
pub mod variables;

use super::error::DeskError;
use crate::access::{Caller, Permission};
use crate::store::circle::Viewer;

/// How far the caller sees among replies and macros.
pub fn viewer(caller: &Caller) -> Viewer<'_> {
    Viewer {
        scope: &caller.scope,
        manages: caller.may(Permission::CannedManage),
    }
}

/// Whoever writes to customers or notes to colleagues has use for canned words.
pub fn require_writer(caller: &Caller) -> Result<(), DeskError> {
    if caller.may(Permission::TicketsReply) || caller.may(Permission::TicketsChange) {
        Ok(())
    } else {
        Err(DeskError::Forbidden(Permission::TicketsReply))
    }
}
