//! Waking snoozed tickets: when their time has come, or when somebody writes.

use serde_json::json;

use super::error::DeskError;
use super::status;
use crate::live::{Notice, TicketChange};
use crate::store::entity::events::EventKind;
use crate::store::entity::tickets::{Model, TicketStatus};
use crate::store::events::{self, Actor};
use crate::store::notifications::{self, Reason};
use crate::store::{Tx, ticket_upkeep, tickets};

/// Tickets woken in one transaction.
pub const BATCH: u64 = 200;

/// Why a ticket wakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    Time,
    Message,
}

/// Opens a snoozed ticket, with its event. The caller saves the row.
pub async fn wake(tx: &Tx, ticket: &mut Model, cause: Cause) -> Result<(), DeskError> {
    let reason = match cause {
        Cause::Time => "time",
        Cause::Message => "message",
    };
    let data = json!({"reason": reason, "until": ticket.snoozed_until});
    events::on_ticket(tx, ticket, Actor::System, EventKind::Woken, data).await?;
    status::set(tx, ticket, TicketStatus::Open).await
}

/// Wakes at most [`BATCH`] tickets whose time has come; how many there were.
pub async fn wake_due(tx: &Tx) -> Result<usize, DeskError> {
    let due = ticket_upkeep::due_snoozed(tx, BATCH).await?;
    let count = due.len();
    for before in due {
        let mut after = before.clone();
        wake(tx, &mut after, Cause::Time).await?;
        let ticket = tickets::save(tx, &before, after).await?;
        if let Some(user_id) = ticket.assignee_id {
            notifications::insert(tx, user_id, Reason::Woke, ticket.id, None).await?;
        }
        tx.notify(Notice::Ticket {
            id: ticket.id,
            change: TicketChange::Changed,
        });
    }
    Ok(count)
}
