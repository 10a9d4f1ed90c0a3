//! What the index keeps of a ticket, a message and a contact.

use sea_orm::ActiveValue::{NotSet, Set};
use uuid::Uuid;

use crate::store::entity::search_documents::{ActiveModel, SearchKind};
use crate::store::entity::{contacts, identities, messages, tickets};
use crate::text_fold::index_words;

/// Words that stand first in every document of a kind, so that a search for one kind never walks the others.
pub const TICKET: &str = "k9ticketdoc";
pub const MESSAGE: &str = "k9messagedoc";
pub const CONTACT: &str = "k9contactdoc";

/// PostgreSQL refuses a tsvector over 1 MiB; words with their positions take up to twice their text.
const LONGEST_BODY: usize = 256 * 1024;
/// Longer runs of letters are encoded bytes, not words.
const LONGEST_WORD: usize = 64;

/// Folded words of `text` within the limits of the index.
pub fn limited(text: &str) -> String {
    let mut body = String::new();
    for word in index_words(text).split(' ') {
        if body.len() + word.len() >= LONGEST_BODY {
            break;
        }
        if !body.is_empty() {
            body.push(' ');
        }
        body.extend(word.chars().take(LONGEST_WORD));
    }
    body
}

/// The words a ticket is found by: its number and its subject.
pub fn ticket_words(number: i64, subject: &str) -> String {
    limited(&format!("{number} {subject}"))
}

pub(super) fn of_ticket(ticket: &tickets::Model) -> ActiveModel {
    ActiveModel {
        rid: NotSet,
        kind: Set(SearchKind::Ticket),
        object_id: Set(ticket.id),
        ticket_id: Set(Some(ticket.id)),
        contact_id: Set(Some(ticket.contact_id)),
        channel_id: Set(Some(ticket.channel_id)),
        at: Set(ticket.created_at),
        body: Set(format!(
            "{TICKET} {}",
            ticket_words(ticket.number, &ticket.subject)
        )),
    }
}

/// The new words only, so that a quoted sentence is found once and not in every reply.
pub(super) fn of_message<S: AsRef<str>>(
    message: &messages::Model,
    attachment_names: impl IntoIterator<Item = S>,
) -> ActiveModel {
    let words = if message.reply_text.trim().is_empty() {
        &message.text
    } else {
        &message.reply_text
    };
    let mut text = words.clone();
    for name in attachment_names {
        text.push('\n');
        text.push_str(name.as_ref());
    }
    ActiveModel {
        rid: NotSet,
        kind: Set(SearchKind::Message),
        object_id: Set(message.id),
        ticket_id: Set(Some(message.ticket_id)),
        contact_id: Set(Some(message.contact_id)),
        channel_id: Set(message.channel_id),
        at: Set(message.at),
        body: Set(format!("{MESSAGE} {}", limited(&text))),
    }
}

pub(super) fn of_contact(
    contact: &contacts::Model,
    identities: &[identities::Model],
    company: Option<&str>,
    fields: &[String],
) -> ActiveModel {
    let mut text = contact.name.clone();
    for identity in identities {
        for part in [Some(identity.value.as_str()), identity.display.as_deref()] {
            text.push('\n');
            text.push_str(part.unwrap_or_default());
        }
    }
    let own = [company.unwrap_or_default(), &contact.notes];
    for part in own.into_iter().chain(fields.iter().map(String::as_str)) {
        text.push('\n');
        text.push_str(part);
    }
    ActiveModel {
        rid: NotSet,
        kind: Set(SearchKind::Contact),
        object_id: Set(contact.id),
        ticket_id: Set(None::<Uuid>),
        contact_id: Set(Some(contact.id)),
        channel_id: Set(None::<Uuid>),
        at: Set(contact.created_at),
        body: Set(format!("{CONTACT} {}", limited(&text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_keep_within_the_limits() {
        let body = limited(&"abc ".repeat(200_000));
        assert!(body.len() < LONGEST_BODY && body.ends_with("abc"));
        assert_eq!(limited(&"x".repeat(500)).len(), LONGEST_WORD);
        assert_eq!(limited("  "), "");
    }

    #[test]
    fn a_ticket_is_found_by_number_and_subject() {
        assert_eq!(ticket_words(42, "Où est ma commande ?"), "42 ou est ma commande");
    }
}
