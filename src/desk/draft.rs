//! Drafts: what an agent has begun to write is on the server, and nothing that happens to the ticket loses it.

use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::answer_to::{self, Mode};
use super::error::DeskError;
use super::open_ticket::require;
use super::outgoing;
use crate::access::{Caller, Permission};
use crate::live::{Notice, TicketChange};
use crate::store::addresses::{self, Address};
use crate::store::entity::drafts::{DraftKind, Model};
use crate::store::entity::{messages, tickets};
use crate::store::{self, Tx, drafts};

/// Longest text of a draft, in bytes.
pub const LONGEST: usize = 1024 * 1024;

/// Most files a draft can choose of the message it passes on.
const MOST_FILES: usize = 1000;

/// What the composer holds. Kept as typed: nothing is checked before it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    pub channel_id: Option<Uuid>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub bcc: Vec<Address>,
    pub subject: Option<String>,
    pub text: String,
    pub html: Option<String>,
    pub attachment_ids: Vec<Uuid>,
    pub seen_message_id: Option<Uuid>,
    /// The message a reply answers; none: the last a person wrote to us.
    pub answer_to: Option<Uuid>,
    /// The message a forward passes on, and which of its files; none: all.
    pub forward_of: Option<Uuid>,
    pub forward_attachment_ids: Option<Vec<Uuid>>,
    /// Whether the answered message is to stand below.
    pub quote: bool,
}

async fn visible(
    conn: &impl ConnectionTrait,
    caller: &Caller,
    ticket_id: Uuid,
) -> Result<tickets::Model, DeskError> {
    store::tickets::find(conn, &caller.scope, ticket_id)
        .await?
        .ok_or(DeskError::NotFound)
}

/// The caller's draft. On a merged ticket, the one that moved to its target.
pub async fn find(
    conn: &impl ConnectionTrait,
    caller: &Caller,
    ticket_id: Uuid,
    kind: DraftKind,
) -> Result<Model, DeskError> {
    let ticket = visible(conn, caller, ticket_id).await?;
    require(caller, Permission::TicketsRead)?;
    let home = ticket.merged_into.unwrap_or(ticket.id);
    drafts::find(conn, home, caller.user_id, kind)
        .await?
        .ok_or(DeskError::NotFound)
}

/// Stores the caller's draft; on a merged ticket it goes to the target. `expected` refuses to overwrite a newer one.
pub async fn put(
    tx: &Tx,
    caller: &Caller,
    ticket_id: Uuid,
    kind: DraftKind,
    expected: Option<i64>,
    content: Content,
) -> Result<Model, DeskError> {
    let ticket = visible(tx, caller, ticket_id).await?;
    require(caller, permission(kind))?;
    if content.text.len() + content.html.as_deref().map_or(0, str::len) > LONGEST {
        return Err(DeskError::invalid("/text", "is too long"));
    }
    if let Some(id) = content.channel_id
        && store::reply_channels::find(tx, &caller.scope, Some(ticket.channel_id), id)
            .await?
            .is_none()
    {
        return Err(DeskError::invalid("/channel_id", "names no channel"));
    }
    let files = store::attachments::waiting(tx, caller.user_id, &content.attachment_ids).await?;
    if files.len() != content.attachment_ids.len() {
        return Err(DeskError::invalid(
            "/attachment_ids",
            "must all be uploads of yours that wait for a message",
        ));
    }
    if content.forward_attachment_ids.as_ref().map_or(0, Vec::len) > MOST_FILES {
        return Err(DeskError::invalid("/forward_attachment_ids", "are too many"));
    }
    let home = ticket.merged_into.unwrap_or(ticket.id);
    let before = drafts::find(tx, home, caller.user_id, kind).await?;
    let draft = match before {
        Some(before) => {
            if expected.is_some_and(|version| version != before.version) {
                return Err(DeskError::VersionMismatch);
            }
            let after = filled(before.clone(), content);
            drafts::save(tx, &before, after).await?
        }
        None => {
            let blank = drafts::blank(tx, home, caller.user_id, kind);
            tx.notify(Notice::Ticket {
                id: home,
                change: TicketChange::Changed,
            });
            drafts::insert(tx, filled(blank, content)).await?
        }
    };
    tell(tx, caller.user_id, home, kind, Some(draft.version));
    Ok(draft)
}

/// Throws the caller's draft away; its uploads stay waiting.
pub async fn discard(tx: &Tx, caller: &Caller, ticket_id: Uuid, kind: DraftKind) -> Result<(), DeskError> {
    let ticket = visible(tx, caller, ticket_id).await?;
    let home = ticket.merged_into.unwrap_or(ticket.id);
    if drafts::delete(tx, home, caller.user_id, kind).await? {
        tx.notify(Notice::Ticket {
            id: home,
            change: TicketChange::Changed,
        });
        tell(tx, caller.user_id, home, kind, None);
    }
    Ok(())
}

/// The words of a draft went out: it is no more.
pub async fn done(tx: &Tx, caller: &Caller, ticket_id: Uuid, kind: DraftKind) -> Result<(), DeskError> {
    if drafts::delete(tx, ticket_id, caller.user_id, kind).await? {
        tell(tx, caller.user_id, ticket_id, kind, None);
    }
    Ok(())
}

/// Other windows of the same agent follow.
fn tell(tx: &Tx, user_id: Uuid, ticket_id: Uuid, kind: DraftKind, version: Option<i64>) {
    tx.notify(Notice::Draft {
        user_id,
        ticket_id,
        kind: kind.as_str().to_owned(),
        version,
    });
}

/// What one needs to write this kind of thing.
pub fn permission(kind: DraftKind) -> Permission {
    match kind {
        DraftKind::Reply | DraftKind::Forward => Permission::TicketsReply,
        DraftKind::Note => Permission::TicketsChange,
    }
}

/// Gives a message that will not be sent back to its author as a draft, joined with one begun since.
pub async fn restore(
    tx: &Tx,
    user_id: Uuid,
    message: &messages::Model,
    words_html: Option<String>,
    subject: Option<String>,
    attachment_ids: &[Uuid],
) -> Result<Model, DeskError> {
    let kind = match message.forward_of {
        Some(_) => DraftKind::Forward,
        None => DraftKind::Reply,
    };
    let restored = Model {
        channel_id: message.channel_id,
        to: message.to.clone(),
        cc: message.cc.clone(),
        bcc: message.bcc.clone(),
        subject,
        text: message.reply_text.clone(),
        html: words_html,
        attachments: json!(attachment_ids),
        seen_message_id: message.seen_message_id,
        forward_of: message.forward_of,
        quote: outgoing::quotes(message),
        ..drafts::blank(tx, message.ticket_id, user_id, kind)
    };
    let begun = drafts::find(tx, message.ticket_id, user_id, kind).await?;
    let stored = match begun {
        None => drafts::insert(tx, restored).await?,
        Some(begun) => {
            let both = Model {
                id: begun.id,
                ..joined(&restored, &begun)
            };
            drafts::save(tx, &begun, both).await?
        }
    };
    tell(tx, user_id, message.ticket_id, kind, Some(stored.version));
    Ok(stored)
}

/// Puts words and uploads below what the caller has begun; what begins with them is addressed as the composer would.
pub async fn append(
    tx: &Tx,
    caller: &Caller,
    ticket: &tickets::Model,
    text: &str,
    html: String,
    attachment_ids: &[Uuid],
) -> Result<Model, DeskError> {
    let words = Model {
        text: text.to_owned(),
        html: Some(html),
        attachments: json!(attachment_ids),
        ..drafts::blank(tx, ticket.id, caller.user_id, DraftKind::Reply)
    };
    let draft = match drafts::find(tx, ticket.id, caller.user_id, DraftKind::Reply).await? {
        Some(begun) => drafts::save(tx, &begun, joined(&begun, &words)).await?,
        None => {
            let filled = answer_to::prefill(tx, caller, ticket, Mode::Reply, None).await?;
            let addressed = Model {
                channel_id: Some(filled.channel_id),
                to: addresses::to_json(&filled.to),
                cc: addresses::to_json(&filled.cc),
                subject: Some(filled.subject),
                seen_message_id: filled.last_message_id,
                ..words
            };
            drafts::insert(tx, addressed).await?
        }
    };
    tx.notify(Notice::Ticket {
        id: ticket.id,
        change: TicketChange::Changed,
    });
    Ok(draft)
}

fn filled(draft: Model, content: Content) -> Model {
    Model {
        channel_id: content.channel_id,
        to: addresses::to_json(&content.to),
        cc: addresses::to_json(&content.cc),
        bcc: addresses::to_json(&content.bcc),
        subject: content.subject,
        text: content.text,
        html: content.html,
        attachments: json!(content.attachment_ids),
        seen_message_id: content.seen_message_id,
        answer_to: content.answer_to,
        forward_of: content.forward_of,
        forward_attachments: content.forward_attachment_ids.map(|ids| json!(ids)),
        quote: content.quote,
        ..draft
    }
}

/// Two drafts of one agent in one: the words of both below each other, the files and recipients of both.
pub fn joined(first: &Model, second: &Model) -> Model {
    let html = match (&first.html, &second.html) {
        (None, None) => None,
        (one, other) => {
            let part = |html: &Option<String>, text: &str| {
                html.clone().unwrap_or_else(|| super::quote::text_as_html(text))
            };
            Some(format!(
                "{}<p><br></p>{}",
                part(one, &first.text),
                part(other, &second.text)
            ))
        }
    };
    let text = [first.text.trim_end(), second.text.trim_end()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n");
    let files: Vec<Uuid> = drafts::attachment_ids(first)
        .into_iter()
        .chain(drafts::attachment_ids(second))
        .collect();
    let people = |one: &serde_json::Value, other: &serde_json::Value| {
        let mut all = addresses::from_json(one);
        for address in addresses::from_json(other) {
            if !all.iter().any(|known| known.address == address.address) {
                all.push(address);
            }
        }
        addresses::to_json(&all)
    };
    Model {
        channel_id: first.channel_id.or(second.channel_id),
        to: people(&first.to, &second.to),
        cc: people(&first.cc, &second.cc),
        bcc: people(&first.bcc, &second.bcc),
        subject: first.subject.clone().or(second.subject.clone()),
        text,
        html,
        attachments: json!(files),
        seen_message_id: first.seen_message_id.max(second.seen_message_id),
        ..first.clone()
    }
}
