//! Keeps the columns of a ticket that follow from its messages in step with them.

use crate::store::Tx;
use crate::store::entity::messages;
use crate::store::entity::tickets::{Model, TicketStatus};
use crate::store::ticket_upkeep;

use super::error::DeskError;

/// Characters of a preview.
const PREVIEW: usize = 160;

/// Reads preview, last message, reply and waiting times anew, after messages were moved or taken back.
pub async fn refresh(tx: &Tx, ticket: &mut Model) -> Result<(), DeskError> {
    let derived = ticket_upkeep::derive(tx, ticket.id).await?;
    ticket.preview = derived.last.as_ref().map(preview).unwrap_or_default();
    ticket.last_message_id = derived.last.map(|message| message.id);
    ticket.last_inbound_at = derived.last_inbound_at;
    ticket.first_reply_at = derived.first_reply_at;
    ticket.waiting_since = match ticket.status {
        TicketStatus::Open | TicketStatus::Snoozed => derived.waiting_since,
        _ => None,
    };
    Ok(())
}

/// The first words of a message, on one line.
pub fn preview(message: &messages::Model) -> String {
    let words = if message.reply_text.trim().is_empty() {
        &message.text
    } else {
        &message.reply_text
    };
    let mut preview = String::new();
    for word in words.split_whitespace() {
        if preview.chars().count() + word.chars().count() >= PREVIEW {
            preview.extend(word.chars().take(PREVIEW.saturating_sub(preview.chars().count())));
            preview.push('…');
            break;
        }
        if !preview.is_empty() {
            preview.push(' ');
        }
        preview.push_str(word);
    }
    preview
}

/// A message was just written by one of us: it is the ticket's newest.
pub fn note_written(ticket: &mut Model, message: &messages::Model) {
    ticket.preview = preview(message);
    ticket.last_message_id = Some(message.id);
    ticket.last_activity_at = ticket.last_activity_at.max(message.created_at);
}
