//! Changing a ticket's fields: each change checked, told as an event, and kept in step with the clocks.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::error::DeskError;
use super::open_ticket::{check_version, hold_own};
use super::{assignment, labels, status, subject_line};
use crate::access::{Caller, Permission};
use crate::live::{Notice, TicketChange};
use crate::store::entity::events::EventKind;
use crate::store::entity::tickets::{Model, TicketPriority, TicketStatus};
use crate::store::events::{self, Actor};
use crate::store::{Tx, search, tickets};

/// What to change; `None` leaves a field as it is, `Some(None)` clears it. Also says how fields were, for undoing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    pub subject: Option<String>,
    pub status: Option<TicketStatus>,
    pub priority: Option<TicketPriority>,
    pub assignee_id: Option<Option<Uuid>>,
    pub team_id: Option<Option<Uuid>>,
    /// Exactly these tags, by name.
    pub tags: Option<Vec<String>>,
    pub add_tags: Vec<String>,
    pub remove_tags: Vec<String>,
    pub snoozed_until: Option<Option<DateTime<Utc>>>,
}

/// The ticket after a change, and its changed fields as they were.
#[derive(Clone, Debug)]
pub struct Changed {
    pub ticket: Model,
    pub before: Change,
}

/// Changes one ticket. `expected` is the version the caller read, if it was said.
pub async fn apply(
    tx: &Tx,
    caller: &Caller,
    ticket_id: Uuid,
    expected: Option<i64>,
    change: &Change,
) -> Result<Changed, DeskError> {
    let ticket = hold_own(tx, caller, ticket_id, Permission::TicketsChange).await?;
    check_version(&ticket, expected)?;
    apply_to(tx, caller, ticket, change).await
}

/// Changes a ticket that is held already.
pub async fn apply_to(
    tx: &Tx,
    caller: &Caller,
    ticket: Model,
    change: &Change,
) -> Result<Changed, DeskError> {
    let actor = Actor::Agent(caller.user_id);
    let mut after = ticket.clone();
    let mut before = Change::default();
    if let Some(subject) = &change.subject {
        let subject = subject_line::check(subject, "/subject")?;
        if subject != ticket.subject {
            let data = json!({"from": ticket.subject, "to": subject});
            events::on_ticket(tx, &ticket, actor, EventKind::SubjectChanged, data).await?;
            before.subject = Some(ticket.subject.clone());
            after.subject = subject;
            search::index_ticket(tx, &after).await?;
        }
    }
    if let Some(priority) = change.priority.filter(|p| *p != ticket.priority) {
        let data = json!({"from": ticket.priority, "to": priority});
        events::on_ticket(tx, &ticket, actor, EventKind::PriorityChanged, data).await?;
        before.priority = Some(ticket.priority);
        after.priority = priority;
        after.priority_rank = tickets::rank(priority);
    }
    if let Some(team_id) = change.team_id.filter(|id| *id != ticket.team_id) {
        assignment::change_team(tx, actor, &ticket, team_id).await?;
        before.team_id = Some(ticket.team_id);
        after.team_id = team_id;
    }
    if let Some(assignee_id) = change.assignee_id.filter(|id| *id != ticket.assignee_id) {
        assignment::change_assignee(tx, actor, &ticket, assignee_id).await?;
        before.assignee_id = Some(ticket.assignee_id);
        after.assignee_id = assignee_id;
    }
    let moved = status::change(tx, actor, &mut after, change.status, change.snoozed_until).await?;
    if moved {
        before.status = Some(ticket.status);
        if ticket.snoozed_until != after.snoozed_until {
            before.snoozed_until = Some(ticket.snoozed_until);
        }
    }
    before.tags = labels::change(tx, caller, &ticket, change).await?;
    if before == Change::default() {
        return Ok(Changed { ticket, before });
    }
    let ticket = tickets::save(tx, &ticket, after).await?;
    tx.notify(Notice::Ticket {
        id: ticket.id,
        change: TicketChange::Changed,
    });
    Ok(Changed { ticket, before })
}
