//! How far each user has read a ticket.

use uuid::Uuid;

use super::error::DeskError;
use super::open_ticket::require;
use crate::access::{Caller, Permission};
use crate::store::{Tx, notifications, ticket_reads, tickets};

/// The caller has seen all there is, and what they were told about it.
pub async fn mark_read(tx: &Tx, caller: &Caller, ticket_id: Uuid) -> Result<(), DeskError> {
    let ticket = tickets::find(tx, &caller.scope, ticket_id)
        .await?
        .ok_or(DeskError::NotFound)?;
    require(caller, Permission::TicketsRead)?;
    ticket_reads::set(tx, caller.user_id, ticket.id, ticket.last_message_id).await?;
    notifications::mark_ticket_read(tx, caller.user_id, ticket.id).await?;
    Ok(())
}

/// The caller wants to be reminded of it.
pub async fn mark_unread(tx: &Tx, caller: &Caller, ticket_id: Uuid) -> Result<(), DeskError> {
    let ticket = tickets::find(tx, &caller.scope, ticket_id)
        .await?
        .ok_or(DeskError::NotFound)?;
    require(caller, Permission::TicketsRead)?;
    ticket_reads::set(tx, caller.user_id, ticket.id, None).await?;
    Ok(())
}
