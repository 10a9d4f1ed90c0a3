//! Linking tickets that belong together.

use serde_json::json;
use uuid::Uuid;

use super::error::DeskError;
use super::open_ticket::hold;
use crate::access::{Caller, Permission};
use crate::live::{Notice, TicketChange};
use crate::store::entity::events::EventKind;
use crate::store::entity::ticket_links::LinkKind;
use crate::store::entity::tickets::Model;
use crate::store::events::{self, Actor};
use crate::store::{Tx, ticket_links, tickets};

/// Links two tickets the caller sees; linking twice is no error.
pub async fn link(
    tx: &Tx,
    caller: &Caller,
    ticket_id: Uuid,
    other_id: Uuid,
    kind: LinkKind,
) -> Result<Model, DeskError> {
    let ticket = hold(tx, caller, ticket_id, Permission::TicketsChange).await?;
    if ticket_id == other_id {
        return Err(DeskError::invalid("/other_id", "must be another ticket"));
    }
    let other = tickets::find(tx, &caller.scope, other_id)
        .await?
        .ok_or_else(|| DeskError::invalid("/other_id", "names no ticket"))?;
    if ticket_links::insert(tx, ticket.id, other.id, kind).await? {
        tell(tx, caller, EventKind::Linked, &ticket, &other).await?;
    }
    Ok(ticket)
}

/// Takes a link away, from either end. The other ticket need not be visible any more.
pub async fn unlink(tx: &Tx, caller: &Caller, ticket_id: Uuid, other_id: Uuid) -> Result<Model, DeskError> {
    let ticket = hold(tx, caller, ticket_id, Permission::TicketsChange).await?;
    if !ticket_links::remove(tx, ticket_id, other_id).await? {
        return Err(DeskError::NotFound);
    }
    if let Some(other) = tickets::by_ids(tx, [other_id]).await?.first() {
        tell(tx, caller, EventKind::Unlinked, &ticket, other).await?;
    }
    Ok(ticket)
}

async fn tell(tx: &Tx, caller: &Caller, kind: EventKind, a: &Model, b: &Model) -> Result<(), DeskError> {
    let actor = Actor::Agent(caller.user_id);
    for (here, there) in [(a, b), (b, a)] {
        let data = json!({"ticket": {"id": there.id, "number": there.number}});
        events::on_ticket(tx, here, actor, kind, data).await?;
        tx.notify(Notice::Ticket {
            id: here.id,
            change: TicketChange::Changed,
        });
    }
    Ok(())
}
