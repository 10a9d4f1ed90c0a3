//! Letting somebody who wrote uninvited take part.

use serde_json::json;
use uuid::Uuid;

use super::error::DeskError;
use super::open_ticket::hold_own;
use super::upkeep;
use crate::access::{Caller, Permission};
use crate::live::{Notice, TicketChange};
use crate::store::entity::events::EventKind;
use crate::store::entity::participants::ParticipantRole;
use crate::store::entity::tickets::Model;
use crate::store::events::{self, Actor};
use crate::store::{Tx, messages, participants, tickets};

/// Makes a third party a participant: what they wrote counts as a participant's, and reply-all reaches them.
pub async fn accept(
    tx: &Tx,
    caller: &Caller,
    ticket_id: Uuid,
    participant_id: Uuid,
) -> Result<Model, DeskError> {
    let ticket = hold_own(tx, caller, ticket_id, Permission::TicketsChange).await?;
    let everyone = participants::of_ticket(tx, ticket.id).await?;
    let (row, identity) = everyone
        .into_iter()
        .find(|(row, _)| row.id == participant_id)
        .ok_or(DeskError::NotFound)?;
    if row.role != ParticipantRole::ThirdParty {
        return Ok(ticket);
    }
    participants::set_role(tx, &row, ParticipantRole::Cc).await?;
    messages::accept_author(tx, ticket.id, row.identity_id).await?;
    let data = json!({
        "address": identity.as_ref().map(|i| i.value.clone()),
        "name": identity.as_ref().and_then(|i| i.display.clone()),
    });
    events::on_ticket(
        tx,
        &ticket,
        Actor::Agent(caller.user_id),
        EventKind::ParticipantAccepted,
        data,
    )
    .await?;
    let mut after = ticket.clone();
    upkeep::refresh(tx, &mut after).await?;
    let ticket = tickets::save(tx, &ticket, after).await?;
    tx.notify(Notice::Ticket {
        id: ticket.id,
        change: TicketChange::Changed,
    });
    Ok(ticket)
}
