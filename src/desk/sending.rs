//! A reply on its way: taken back, sent at once, tried again.

use serde_json::json;
use uuid::Uuid;

use super::error::DeskError;
use super::open_ticket::require;
use super::{draft, outgoing, status, upkeep};
use crate::access::{Caller, Permission};
use crate::live::{Notice, TicketChange};
use crate::store::entity::events::EventKind;
use crate::store::entity::messages::{DeliveryState, MessageKind, Model};
use crate::store::entity::search_documents::SearchKind;
use crate::store::entity::{drafts, outbox};
use crate::store::events::{self, Actor};
use crate::store::{Tx, attachments, messages, outbox_waiting, search, tickets};

async fn hold(tx: &Tx, caller: &Caller, message_id: Uuid) -> Result<Model, DeskError> {
    let message = messages::lock(tx, &caller.scope, message_id)
        .await?
        .ok_or(DeskError::NotFound)?;
    require(caller, Permission::TicketsReply)?;
    if message.kind != MessageKind::Outbound {
        return Err(DeskError::conflict(
            "not_outbound",
            "only messages that go out can be sent",
        ));
    }
    Ok(message)
}

async fn hold_queued(
    tx: &Tx,
    caller: &Caller,
    message_id: Uuid,
) -> Result<(Model, outbox::Model), DeskError> {
    let message = hold(tx, caller, message_id).await?;
    let row = outbox_waiting::hold(tx, message.id).await?;
    match row {
        Some(row) if message.state == DeliveryState::Queued => Ok((message, row)),
        _ => Err(DeskError::conflict(
            "already_claimed",
            "the message is being sent, or was",
        )),
    }
}

/// Takes a queued message back before any attempt claims it. The words return to the caller as a draft, and the ticket
/// stands as if it had not been written.
pub async fn cancel(tx: &Tx, caller: &Caller, message_id: Uuid) -> Result<drafts::Model, DeskError> {
    let (message, row) = hold_queued(tx, caller, message_id).await?;
    if outbox_waiting::left_the_house(tx, message.id).await? {
        return Err(DeskError::conflict(
            "already_claimed",
            "somebody has got the message already",
        ));
    }
    outbox_waiting::withdraw(tx, &row).await?;
    outbox_waiting::cancel_copies(tx, message.id).await?;
    let files = attachments::of_messages(tx, &[message.id]).await?;
    // Files of a forwarded message come along again when it is forwarded again.
    let own: Vec<Uuid> = files
        .iter()
        .filter(|_| message.forwarded_from.is_none())
        .map(|file| file.id)
        .collect();
    let mut words = message
        .html
        .as_deref()
        .map(|html| outgoing::words_of_html(html).to_owned());
    if let Some(html) = &mut words {
        for file in &files {
            if let Some(content_id) = &file.content_id {
                *html = html.replace(
                    &format!("cid:{content_id}"),
                    &format!("/api/v1/attachments/{}", file.id),
                );
            }
        }
    }
    if message.forwarded_from.is_none() {
        attachments::detach(tx, message.id, caller.user_id).await?;
    }
    let restored = draft::restore(tx, caller.user_id, &message, words, message.subject.clone(), &own).await?;
    messages::set_state(tx, &message, DeliveryState::Cancelled, None).await?;
    search::remove(tx, SearchKind::Message, message.id).await?;
    take_back(tx, caller, &message).await?;
    Ok(restored)
}

/// The ticket's columns without the message, and its status as before if the message moved it.
async fn take_back(tx: &Tx, caller: &Caller, message: &Model) -> Result<(), DeskError> {
    let Some(ticket) = tickets::lock_any(tx, message.ticket_id).await? else {
        return Ok(());
    };
    let actor = Actor::Agent(caller.user_id);
    let mut after = ticket.clone();
    if let Some((from, to)) = events::status_moved_with(tx, ticket.id, message.created_at).await?
        && to == ticket.status
    {
        status::move_to(tx, actor, &mut after, from).await?;
    }
    upkeep::refresh(tx, &mut after).await?;
    events::on_ticket(
        tx,
        &ticket,
        actor,
        EventKind::MessageCancelled,
        json!({"message_id": message.id}),
    )
    .await?;
    let ticket = tickets::save(tx, &ticket, after).await?;
    tx.notify(Notice::Ticket {
        id: ticket.id,
        change: TicketChange::Message,
    });
    Ok(())
}

/// Ends the undo time, or the wait for the chosen hour.
pub async fn send_now(tx: &Tx, caller: &Caller, message_id: Uuid) -> Result<Model, DeskError> {
    let (message, row) = hold_queued(tx, caller, message_id).await?;
    outbox_waiting::hasten(tx, &row).await?;
    tx.notify(Notice::Ticket {
        id: message.ticket_id,
        change: TicketChange::Message,
    });
    Ok(message)
}

/// Whether the caller knows that a doubtful message may arrive twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    Accepted,
    Unasked,
}

/// Sends a message again whose sending failed, under the same id; only to those it did not reach. One of which nobody
/// knows whether it arrived is sent again only if the caller accepts that it may come twice.
pub async fn retry(tx: &Tx, caller: &Caller, message_id: Uuid, doubt: Doubt) -> Result<Model, DeskError> {
    let message = hold(tx, caller, message_id).await?;
    match message.state {
        DeliveryState::Failed => {}
        DeliveryState::Unknown if doubt == Doubt::Accepted => {}
        DeliveryState::Unknown => {
            return Err(DeskError::conflict(
                "duplicate_possible",
                "nobody knows whether this message arrived: sent again, it may come twice",
            ));
        }
        _ => {
            return Err(DeskError::conflict(
                "not_failed",
                "only a message that failed can be tried again",
            ));
        }
    }
    let Some(channel_id) = message.channel_id else {
        return Err(DeskError::conflict("not_outbound", "the message has no channel"));
    };
    let again = [DeliveryState::Failed, DeliveryState::Unknown];
    if !outbox_waiting::requeue(tx, &message, channel_id, &again).await? {
        return Err(DeskError::conflict(
            "already_claimed",
            "the message is being sent",
        ));
    }
    if let Some(ticket) = tickets::lock_any(tx, message.ticket_id).await? {
        let data = json!({"message_id": message.id, "was": message.state});
        events::on_ticket(
            tx,
            &ticket,
            Actor::Agent(caller.user_id),
            EventKind::MessageRetried,
            data,
        )
        .await?;
    }
    let message = messages::set_state(tx, &message, DeliveryState::Queued, None).await?;
    tx.notify(Notice::Ticket {
        id: message.ticket_id,
        change: TicketChange::Message,
    });
    Ok(message)
}
