//! What became of messages we sent: deliveries that only move forward, told by the sending job, by bounces and by
//! receipts.

use centralino_channels::event::{AddressVerdict, Outcome, Receipt, ReceiptState};
use sea_orm::DbErr;
use serde_json::json;
use uuid::Uuid;

use super::message_id;
use crate::keys::Keys;
use crate::live::{Notice, TicketChange};
use crate::people;
use crate::store::entity::deliveries;
use crate::store::entity::events::EventKind;
use crate::store::entity::messages::{self, DeliveryState, MessageKind};
use crate::store::events::{self, Actor};
use crate::store::notifications::Reason;
use crate::store::{self, Tx};

/// Moves the copy of `recipient` (every copy when `None`) to `state`, unless it is further already, and the message
/// with it. Returns whether anything moved. `code` is the provider's (`5.1.1`), `reason` its words.
pub async fn advance(
    tx: &Tx,
    message_id: Uuid,
    recipient: Option<&str>,
    state: DeliveryState,
    code: Option<&str>,
    reason: Option<&str>,
) -> Result<bool, DbErr> {
    let Some(message) = store::threads::lock_message(tx, message_id).await? else {
        return Ok(false);
    };
    let mut copies = store::deliveries::of_message(tx, message_id).await?;
    let mut moved = false;
    for copy in &mut copies {
        let meant = recipient.is_none_or(|recipient| copy.recipient.eq_ignore_ascii_case(recipient));
        if meant && goes_forward(copy.state, state) {
            *copy = store::deliveries::set(tx, copy, state, code, reason).await?;
            moved = true;
        }
    }
    let (whole, words) = if copies.is_empty() {
        // Nobody in particular: the message stands for itself.
        moved = goes_forward(message.state, state);
        (state, reason.map(str::to_owned))
    } else {
        of_all(&copies)
    };
    if !moved || (message.state == whole && message.state_reason == words) {
        return Ok(moved);
    }
    if message.state == DeliveryState::Cancelled {
        return Ok(false);
    }
    let after = store::messages::set_state(tx, &message, whole, words.clone()).await?;
    if whole == DeliveryState::Failed && message.state != DeliveryState::Failed {
        tell_of_failure(tx, &after, words).await?;
    }
    tx.notify(Notice::Ticket {
        id: message.ticket_id,
        change: TicketChange::Message,
    });
    Ok(true)
}

/// Whether a copy in `from` may become `to`: sent < delivered < read; a failure counts until somebody got it; a doubt
/// is settled by any later news.
fn goes_forward(from: DeliveryState, to: DeliveryState) -> bool {
    use DeliveryState as S;
    match (from, to) {
        (S::Received | S::Cancelled, _) | (_, S::Received | S::Queued | S::Cancelled) => false,
        (S::Delivered | S::Read, S::Failed | S::Unknown) => false,
        (S::Sent | S::Failed, S::Unknown) => false,
        (S::Failed, to) => matches!(to, S::Delivered | S::Read),
        (S::Unknown, to) => matches!(to, S::Sent | S::Delivered | S::Read | S::Failed),
        (_, S::Failed | S::Unknown) => true,
        (from, to) => rank(to) > rank(from),
    }
}

fn rank(state: DeliveryState) -> u8 {
    match state {
        DeliveryState::Sending => 1,
        DeliveryState::Sent => 2,
        DeliveryState::Delivered => 3,
        DeliveryState::Read => 4,
        _ => 0,
    }
}

/// The state of the whole message: the worst news of any copy, else the one that is least far.
fn of_all(copies: &[deliveries::Model]) -> (DeliveryState, Option<String>) {
    let in_state = |state| copies.iter().filter(move |copy| copy.state == state);
    for bad in [DeliveryState::Failed, DeliveryState::Unknown] {
        let mut hit = in_state(bad).peekable();
        let Some(first) = hit.peek() else { continue };
        let reason = first.reason.clone().unwrap_or_default();
        let words = match copies.len() {
            1 => reason,
            _ => format!("{}: {reason}", first.recipient),
        };
        return (bad, Some(words).filter(|words| !words.is_empty()));
    }
    let state = copies
        .iter()
        .map(|copy| copy.state)
        .min_by_key(|state| rank(*state));
    (state.unwrap_or(DeliveryState::Queued), None)
}

/// The agent who wrote it is told, and the timeline shows it.
async fn tell_of_failure(tx: &Tx, message: &messages::Model, words: Option<String>) -> Result<(), DbErr> {
    let Some(ticket) = store::tickets::lock_any(tx, message.ticket_id).await? else {
        return Ok(());
    };
    let data = json!({"message_id": message.id, "reason": words});
    events::on_ticket(tx, &ticket, Actor::System, EventKind::DeliveryFailed, data).await?;
    if let Some(user_id) = message.author_user_id.or(ticket.assignee_id) {
        let kind = Reason::DeliveryFailed;
        store::notifications::insert(tx, user_id, kind, ticket.id, Some(message.id)).await?;
    }
    Ok(())
}

/// Applies a receipt to the message it speaks of, found by the ids it names, then by the address it came to (VERP).
/// Returns that message, or `None` when it is none of ours.
pub async fn take(tx: &Tx, keys: &Keys, receipt: &Receipt) -> Result<Option<messages::Model>, DbErr> {
    let Some(message) = find(tx, keys, receipt).await? else {
        return Ok(None);
    };
    for outcome in &receipt.outcomes {
        apply(tx, &message, outcome).await?;
    }
    Ok(Some(message))
}

async fn find(tx: &Tx, keys: &Keys, receipt: &Receipt) -> Result<Option<messages::Model>, DbErr> {
    let named = receipt.message_ids.iter().chain(&receipt.recipients);
    for id in named.filter_map(|text| message_id::open(keys, text)) {
        if let Some(message) = store::threads::lock_message(tx, id).await? {
            return Ok(Some(message));
        }
    }
    // Written outside the hub, or under an id that a relay gave it.
    for id in &receipt.message_ids {
        let known = store::threads::by_reference(tx, id, &[MessageKind::Outbound]).await?;
        if known.is_some() {
            return Ok(known);
        }
    }
    Ok(None)
}

async fn apply(tx: &Tx, message: &messages::Model, outcome: &Outcome) -> Result<(), DbErr> {
    let copies = store::deliveries::of_message(tx, message.id).await?;
    let copy = match outcome.recipient.as_deref() {
        Some(recipient) => copies
            .iter()
            .find(|copy| copy.recipient.eq_ignore_ascii_case(recipient)),
        None if copies.len() == 1 => copies.first(),
        None => None,
    };
    let (code, reason) = (outcome.code.as_deref(), outcome.reason.as_deref());
    let state = match outcome.state {
        ReceiptState::Sent => DeliveryState::Sent,
        ReceiptState::Delivered => DeliveryState::Delivered,
        ReceiptState::Read => DeliveryState::Read,
        ReceiptState::Failed => DeliveryState::Failed,
        ReceiptState::Delayed => return delayed(tx, message, copy, code, reason).await,
        ReceiptState::Complaint => return complaint(tx, message, outcome).await,
    };
    let Some(copy) = copy else {
        // Somebody we did not write to (an alias further on), or one of several: it says nothing certain.
        let data = json!({"message_id": message.id, "recipient": outcome.recipient, "state": state, "reason": reason});
        return on_ticket_of(tx, message, EventKind::ReceiptForAnotherAddress, data).await;
    };
    let moved = advance(tx, message.id, Some(&copy.recipient), state, code, reason).await?;
    if moved && state == DeliveryState::Failed && outcome.address == AddressVerdict::Undeliverable {
        let words = [code, reason].into_iter().flatten().collect::<Vec<_>>().join(" ");
        store::correspondents::mark_undeliverable(tx, &copy.recipient, &words).await?;
    }
    Ok(())
}

/// Still under way: the state stays, the words are shown.
async fn delayed(
    tx: &Tx,
    message: &messages::Model,
    copy: Option<&deliveries::Model>,
    code: Option<&str>,
    reason: Option<&str>,
) -> Result<(), DbErr> {
    let Some(copy) = copy.filter(|copy| rank(copy.state) <= rank(DeliveryState::Sent)) else {
        return Ok(());
    };
    if matches!(copy.state, DeliveryState::Failed | DeliveryState::Cancelled) {
        return Ok(());
    }
    store::deliveries::set(tx, copy, copy.state, code, reason).await?;
    let data = json!({"message_id": message.id, "recipient": copy.recipient, "reason": reason});
    on_ticket_of(tx, message, EventKind::DeliveryDelayed, data).await
}

async fn complaint(tx: &Tx, message: &messages::Model, outcome: &Outcome) -> Result<(), DbErr> {
    let (recipient, words) = (outcome.recipient.as_deref(), outcome.reason.as_deref());
    people::consent::complained(tx, message, recipient, words).await?;
    let data = json!({"message_id": message.id, "recipient": outcome.recipient, "reason": outcome.reason});
    on_ticket_of(tx, message, EventKind::Complaint, data).await
}

async fn on_ticket_of(
    tx: &Tx,
    message: &messages::Model,
    kind: EventKind,
    data: serde_json::Value,
) -> Result<(), DbErr> {
    if let Some(ticket) = store::tickets::lock_any(tx, message.ticket_id).await? {
        events::on_ticket(tx, &ticket, Actor::System, kind, data).await?;
        tx.notify(Notice::Ticket {
            id: ticket.id,
            change: TicketChange::Message,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use DeliveryState::*;

    #[test]
    fn news_only_moves_forward() {
        for (from, to) in [
            (Queued, Sending),
            (Queued, Delivered),
            (Sending, Sent),
            (Sent, Failed),
            (Unknown, Sent),
            (Failed, Delivered),
            (Delivered, Read),
        ] {
            assert!(goes_forward(from, to), "{from:?} → {to:?}");
        }
        for (from, to) in [
            (Sent, Sending),
            (Delivered, Failed),
            (Read, Delivered),
            (Sent, Unknown),
            (Cancelled, Sent),
            (Sending, Queued),
            (Failed, Sent),
        ] {
            assert!(!goes_forward(from, to), "{from:?} → {to:?}");
        }
    }
}
