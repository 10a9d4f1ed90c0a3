//! Where a ticket stands, and what moves with it: the snooze, the customer's waiting clock, the time of resolving.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::error::DeskError;
use crate::store::Tx;
use crate::store::entity::events::EventKind;
use crate::store::entity::tickets::{Model, TicketStatus};
use crate::store::events::{self, Actor};
use crate::store::ticket_upkeep;

/// Nobody means to snooze longer than this many days.
const LONGEST_SNOOZE_DAYS: i64 = 366 * 2;

/// Moves the ticket to `status` and sets or clears its snooze; a time alone means "snooze until then", a cleared time
/// alone means "wake". Writes the events and returns whether anything changed. The caller saves the row.
pub async fn change(
    tx: &Tx,
    actor: Actor,
    ticket: &mut Model,
    status: Option<TicketStatus>,
    snoozed_until: Option<Option<DateTime<Utc>>>,
) -> Result<bool, DeskError> {
    let status = match (status, snoozed_until) {
        (Some(TicketStatus::Snoozed), None | Some(None)) => {
            if ticket.status == TicketStatus::Snoozed && snoozed_until.is_none() {
                return Ok(false);
            }
            return Err(DeskError::invalid("/snoozed_until", "is needed to snooze"));
        }
        (Some(other), Some(Some(_))) if other != TicketStatus::Snoozed => {
            return Err(DeskError::invalid(
                "/snoozed_until",
                "only goes with the status snoozed",
            ));
        }
        (Some(status), _) => status,
        (None, Some(Some(_))) => TicketStatus::Snoozed,
        (None, Some(None)) if ticket.status == TicketStatus::Snoozed => TicketStatus::Open,
        (None, _) => return Ok(false),
    };
    if let Some(until) = snoozed_until.flatten() {
        return snooze(tx, actor, ticket, until).await;
    }
    if status == ticket.status {
        return Ok(false);
    }
    move_to(tx, actor, ticket, status).await?;
    Ok(true)
}

/// Sets a status other than snoozed, with its event.
pub async fn move_to(
    tx: &Tx,
    actor: Actor,
    ticket: &mut Model,
    status: TicketStatus,
) -> Result<(), DeskError> {
    let data = json!({"from": ticket.status, "to": status});
    events::on_ticket(tx, ticket, actor, EventKind::StatusChanged, data).await?;
    set(tx, ticket, status).await
}

/// Sets status and clocks without an event.
pub async fn set(tx: &Tx, ticket: &mut Model, status: TicketStatus) -> Result<(), DeskError> {
    let was_done = is_done(ticket.status);
    ticket.status = status;
    ticket.snoozed_until = None;
    ticket.resolved_at = match (is_done(status), was_done) {
        (true, true) => ticket.resolved_at,
        (true, false) => Some(tx.now()),
        (false, _) => None,
    };
    ticket.waiting_since = if status == TicketStatus::Open {
        ticket_upkeep::derive(tx, ticket.id).await?.waiting_since
    } else {
        None
    };
    Ok(())
}

async fn snooze(tx: &Tx, actor: Actor, ticket: &mut Model, until: DateTime<Utc>) -> Result<bool, DeskError> {
    if until <= tx.now() {
        return Err(DeskError::invalid("/snoozed_until", "must be in the future"));
    }
    if until > tx.now() + Duration::days(LONGEST_SNOOZE_DAYS) {
        return Err(DeskError::invalid("/snoozed_until", "is too far away"));
    }
    if ticket.status == TicketStatus::Snoozed && ticket.snoozed_until == Some(until) {
        return Ok(false);
    }
    let data = json!({"from": ticket.status, "until": until});
    events::on_ticket(tx, ticket, actor, EventKind::Snoozed, data).await?;
    ticket.status = TicketStatus::Snoozed;
    ticket.snoozed_until = Some(until);
    ticket.resolved_at = None;
    Ok(true)
}

/// Resolved or closed.
pub fn is_done(status: TicketStatus) -> bool {
    matches!(status, TicketStatus::Resolved | TicketStatus::Closed)
}
