//! Copies: the same message by another road, in another mailbox, or our own come back.

use centralino_channels::event::{Event, Inbound};
use sea_orm::DbErr;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::arrival::Outcome;
use super::{IntakeSource, IntakeState};
use crate::app::App;
use crate::blobs::Stored;
use crate::desk::message_id;
use crate::desk::ours::Ours;
use crate::keys::hex;
use crate::live::{Notice, TicketChange};
use crate::store::entity::events::EventKind;
use crate::store::entity::{channels, intake};
use crate::store::events::{self, Actor};
use crate::store::{self, Tx, threads};

/// What is known of a message before it is filed.
pub(super) enum Seen {
    /// Nothing like it is there; the key it is stored under.
    Never(String),
    Before(Outcome),
}

/// The id a message names itself by; a receipt is known by its bytes.
pub(super) fn reference_id(event: &Event, raw: &Stored) -> Option<String> {
    match event {
        Event::Message(mail) => Some(mail.message_id.clone()),
        Event::Receipt(_) => Some(format!("sha256:{}", raw.hash)),
        Event::Unreadable(_) => None,
    }
}

/// SHA-256 of what a message says: author, subject, words and files, not the marks of its journey. Of a receipt, of all
/// its bytes.
pub(super) fn content_hash(event: &Event, raw: &Stored, files: &[Stored]) -> Option<String> {
    let mail = match event {
        Event::Message(mail) => mail,
        Event::Receipt(_) => return Some(raw.hash.clone()),
        Event::Unreadable(_) => return None,
    };
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    part(mail.author.address.as_bytes());
    part(mail.subject.as_deref().unwrap_or_default().as_bytes());
    part(mail.text.trim().as_bytes());
    part(mail.html.as_deref().unwrap_or_default().as_bytes());
    for file in files {
        part(file.hash.as_bytes());
    }
    Some(hex(&hash.finalize()))
}

/// Whether the same receipt was taken before, on this channel or another.
pub(super) async fn receipt(tx: &Tx, raw: &Stored) -> Result<Option<Outcome>, DbErr> {
    let id = format!("sha256:{}", raw.hash);
    let earlier = store::intake::accepted_by_reference(tx, &id).await?;
    Ok(earlier.first().map(|row| Outcome {
        ticket_id: row.ticket_id,
        message_id: row.message_id,
        duplicate: true,
        ..Outcome::ignored("a second copy of a receipt that was taken")
    }))
}

/// Looks for an earlier copy by Message-ID. The same id with another body is a message of its own.
pub(super) async fn look(
    tx: &Tx,
    app: &App,
    ours: &Ours,
    channel: &channels::Model,
    source: IntakeSource,
    mail: &Inbound,
    content_hash: Option<&str>,
) -> Result<Seen, DbErr> {
    let own = message_id::open(&app.keys, &mail.message_id);
    if let Some(id) = own
        && ours.is(&mail.author.address)
        && let Some(message) = threads::lock_message(tx, id).await?
    {
        return Ok(Seen::Before(Outcome {
            ticket_id: Some(message.ticket_id),
            message_id: Some(message.id),
            duplicate: true,
            ..Outcome::ignored("a copy of a message we sent")
        }));
    }
    let earlier = store::intake::accepted_by_reference(tx, &mail.message_id).await?;
    let same = |row: &&intake::Model| row.content_hash.as_deref() == content_hash;
    let copy = earlier
        .iter()
        .filter(same)
        .find(|row| row.channel_id == channel.id)
        .or_else(|| earlier.iter().find(same));
    if let Some(row) = copy {
        return Ok(Seen::Before(of_earlier(tx, channel, source, row).await?));
    }
    let id = &mail.message_id;
    let taken = (own.is_some() || !earlier.is_empty()) && threads::is_taken(tx, channel.id, id).await?;
    let hash = content_hash.unwrap_or_default();
    Ok(Seen::Never(match taken {
        true => format!("{id}#{}", hash.get(..16).unwrap_or(hash)),
        false => id.clone(),
    }))
}

async fn of_earlier(
    tx: &Tx,
    channel: &channels::Model,
    source: IntakeSource,
    row: &intake::Model,
) -> Result<Outcome, DbErr> {
    let (state, reason) = if row.channel_id == channel.id {
        (IntakeState::Ignored, "a second copy of a message that is there")
    } else {
        (IntakeState::Accepted, "also received by another channel")
    };
    let copy = Outcome {
        state,
        reason: Some(reason.to_owned()),
        ticket_id: row.ticket_id,
        message_id: row.message_id,
        duplicate: true,
    };
    if state == IntakeState::Accepted {
        note_other_channel(tx, channel, source, &copy).await?;
    }
    Ok(copy)
}

/// Both mailboxes are noted on the one ticket.
async fn note_other_channel(
    tx: &Tx,
    channel: &channels::Model,
    source: IntakeSource,
    copy: &Outcome,
) -> Result<(), DbErr> {
    let Some(ticket_id) = copy.ticket_id else {
        return Ok(());
    };
    if let Some(ticket) = store::tickets::lock_any(tx, ticket_id).await? {
        let data = json!({
            "channel_id": channel.id,
            "channel": channel.name,
            "message_id": copy.message_id,
            "source": source.as_str(),
        });
        events::on_ticket(tx, &ticket, Actor::System, EventKind::AlsoReceived, data).await?;
        tx.notify(Notice::Ticket {
            id: ticket.id,
            change: TicketChange::Changed,
        });
    }
    Ok(())
}
