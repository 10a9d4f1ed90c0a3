//! Taking a ticket in hand: seen by the caller, held for this transaction, unchanged since the caller read it.

use uuid::Uuid;

use super::error::DeskError;
use crate::access::{Caller, Permission};
use crate::store::entity::tickets::Model;
use crate::store::{Tx, tickets};

/// Stops a caller whose role lacks the permission.
pub fn require(caller: &Caller, permission: Permission) -> Result<(), DeskError> {
    if caller.may(permission) {
        Ok(())
    } else {
        Err(DeskError::Forbidden(permission))
    }
}

/// The ticket, held. A ticket out of scope is not found, whatever the caller may do: scope before permission.
pub async fn hold(tx: &Tx, caller: &Caller, id: Uuid, permission: Permission) -> Result<Model, DeskError> {
    let ticket = tickets::lock(tx, &caller.scope, id)
        .await?
        .ok_or(DeskError::NotFound)?;
    require(caller, permission)?;
    Ok(ticket)
}

/// Like [`hold`]; a merged ticket only forwards and cannot be worked on.
pub async fn hold_own(
    tx: &Tx,
    caller: &Caller,
    id: Uuid,
    permission: Permission,
) -> Result<Model, DeskError> {
    let ticket = hold(tx, caller, id, permission).await?;
    refuse_merged(&ticket)?;
    Ok(ticket)
}

pub fn refuse_merged(ticket: &Model) -> Result<(), DeskError> {
    match ticket.merged_into {
        Some(target) => Err(DeskError::conflict(
            "merged",
            format!("this ticket was merged into {target}"),
        )),
        None => Ok(()),
    }
}

/// `If-Match`: refuses when the ticket is not at the version the caller read.
pub fn check_version(ticket: &Model, expected: Option<i64>) -> Result<(), DeskError> {
    match expected {
        Some(version) if version != ticket.version => Err(DeskError::VersionMismatch),
        _ => Ok(()),
    }
}
