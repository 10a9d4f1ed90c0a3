//! What goes out: a message queued with its recipients, and the same message built for its channel.
//!
//! Words, signature, quotation, subject and ids are fixed when the message is queued: every attempt sends the same.

use centralino_channels::event::Party;
use centralino_channels::outbound::{AutomaticMark, EnvelopeSender, Outbound, OutboundAttachment};
use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use serde_json::json;
use thiserror::Error;
use uuid::Uuid;

use super::quote::{Quote, text_as_html};
use super::signature::Signature;
use super::{message_id, reply_token, subject};
use crate::app::App;
use crate::blobs::BlobError;
use crate::keys::Keys;
use crate::live::{Notice, TicketChange};
use crate::people::identities::kind_of;
use crate::store::addresses::{self, Address};
use crate::store::entity::messages::{AuthorKind, DeliveryState, MessageKind};
use crate::store::entity::{channels, messages, tickets, users};
use crate::store::{self, Tx};
use crate::templates::{Templates, TemplatesError, one_line};

/// Stands in `messages.automatic` of what the hub answers by itself.
pub const ACKNOWLEDGEMENT: &str = "acknowledgement";
/// Stands in `messages.automatic` of notices the hub sends by itself.
pub const NOTIFICATION: &str = "notification";

/// Starts the parts below the agent's own words in HTML; sanitised words cannot contain it.
const PART: &str = "<div data-centralino=";

/// Header fields must not grow without bound: the first id and the last ten (channel protocol notes, RFC 5322 §3.6.4).
const LAST_REFERENCES: usize = 10;

/// A message somebody wants sent.
pub struct NewOutbound<'a> {
    pub ticket: &'a tickets::Model,
    pub channel: &'a channels::Model,
    pub author: Author<'a>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub bcc: Vec<Address>,
    /// Without the ticket's tag; made into one line.
    pub subject: Option<String>,
    /// The new words.
    pub text: String,
    /// The new words, sanitised; `None` sends text alone.
    pub html: Option<String>,
    /// Filled in already; empty for none.
    pub signature: Signature,
    pub quote: Option<Quote>,
    /// The message this one answers.
    pub answers: Option<&'a messages::Model>,
    /// Uploads of the author, in their order.
    pub attachment_ids: Vec<Uuid>,
    pub seen_message_id: Option<Uuid>,
    pub due_at: DateTime<Utc>,
}

#[derive(Clone, Copy)]
pub enum Author<'a> {
    Agent(&'a users::Model),
    /// The hub itself; the word is [`ACKNOWLEDGEMENT`] or [`NOTIFICATION`].
    Hub(&'static str),
}

#[derive(Debug, Error)]
pub enum OutgoingError {
    #[error("failed to use the database: {0}")]
    Database(#[from] DbErr),
    #[error("failed to read an attachment: {0}")]
    Blob(#[from] BlobError),
    #[error("the message is gone")]
    Gone,
}

/// Inserts the message `queued` with its deliveries, its files and its outbox row. The ticket itself is left as it is.
pub async fn queue(tx: &Tx, keys: &Keys, new: NewOutbound<'_>) -> Result<messages::Model, DbErr> {
    let (author_kind, user) = match new.author {
        Author::Agent(user) => (AuthorKind::Agent, Some(user)),
        Author::Hub(_) => (AuthorKind::System, None),
    };
    let blank = store::messages::blank(tx, new.ticket, MessageKind::Outbound, author_kind);
    let own_id = message_id::mint(keys, blank.id, new.channel.address.as_deref());
    let recipients: Vec<String> = [&new.to, &new.cc, &new.bcc]
        .into_iter()
        .flatten()
        .map(|address| address.address.clone())
        .collect();
    let (text, html) = compose(&new);
    let message = messages::Model {
        channel_id: Some(new.channel.id),
        author_user_id: user.map(|user| user.id),
        author_name: user.map_or_else(|| new.channel.name.clone(), |user| user.name.clone()),
        author_address: new.channel.address.clone(),
        external_id: Some(own_id.clone()),
        reference_id: Some(own_id),
        in_reply_to: new.answers.and_then(own_name),
        reference_ids: json!(new.answers.map(references_after).unwrap_or_default()),
        subject: new.subject.as_deref().map(|subject| tagged(subject, &new)),
        text,
        html,
        reply_text: new.text.clone(),
        to: addresses::to_json(&new.to),
        cc: addresses::to_json(&new.cc),
        bcc: addresses::to_json(&new.bcc),
        automatic: match new.author {
            Author::Hub(word) => Some(word.to_owned()),
            Author::Agent(_) => None,
        },
        state: DeliveryState::Queued,
        seen_message_id: new.seen_message_id,
        ..blank
    };
    let message = store::messages::insert(tx, message).await?;
    for (position, id) in (0..).zip(&new.attachment_ids) {
        store::attachments::attach(tx, *id, message.id, position).await?;
    }
    store::deliveries::enqueue(tx, &message, new.channel.id, &recipients, new.due_at).await?;
    let files = store::attachments::of_messages(tx, &[message.id]).await?;
    store::search::index_message(tx, &message, files.iter().map(|file| &file.filename)).await?;
    tx.notify(Notice::Ticket {
        id: new.ticket.id,
        change: TicketChange::Message,
    });
    Ok(message)
}

/// Builds a queued message for its channel, bytes of its files included.
pub async fn load(app: &App, message_id: Uuid) -> Result<Outbound, OutgoingError> {
    let conn = app.store.read();
    let (message, channel) = store::outgoing::message_with_channel(conn, message_id)
        .await?
        .ok_or(OutgoingError::Gone)?;
    let mut attachments = Vec::new();
    for file in store::attachments::of_messages(conn, &[message.id]).await? {
        attachments.push(OutboundAttachment {
            bytes: app.blobs.get(&file.blob_hash).await?,
            filename: file.filename,
            content_type: file.content_type,
            content_id: file.content_id,
            inline: file.inline,
        });
    }
    let deliveries = store::deliveries::of_message(conn, message.id).await?;
    let done = deliveries
        .into_iter()
        .filter(|delivery| {
            !matches!(
                delivery.state,
                DeliveryState::Queued | DeliveryState::Sending | DeliveryState::Unknown
            )
        })
        .map(|delivery| delivery.recipient)
        .collect();
    let automatic = match message.automatic.as_deref() {
        None => AutomaticMark::No,
        Some(ACKNOWLEDGEMENT) => AutomaticMark::Replied,
        Some(_) => AutomaticMark::Generated,
    };
    Ok(Outbound {
        message_id: message.reference_id.clone().unwrap_or_default(),
        from_name: Some(from_name(&app.templates, &channel, &message)),
        from_address: None,
        reply_to: channel
            .address
            .as_deref()
            .and_then(|address| reply_token::address(&app.keys, address, message.ticket_id)),
        to: parties(&message.to),
        cc: parties(&message.cc),
        bcc: parties(&message.bcc),
        subject: message.subject.clone(),
        text: message.text.clone(),
        html: message.html.clone(),
        in_reply_to: message.in_reply_to.clone(),
        references: ids(&message.reference_ids),
        date: message.at,
        envelope: match automatic {
            AutomaticMark::No => EnvelopeSender::Channel,
            AutomaticMark::Replied | AutomaticMark::Generated => EnvelopeSender::Null,
        },
        automatic,
        attachments,
        headers: Vec::new(),
        done,
    })
}

/// Fills the channel's From name in for a made-up agent.
pub fn try_sender_name(templates: &Templates, channel: &channels::Model) -> Result<(), TemplatesError> {
    templates
        .inline(&channel.sender_name, &name_values(channel, "Ada"))
        .map(|_| ())
}

fn name_values(channel: &channels::Model, agent: &str) -> serde_json::Value {
    json!({"agent": {"name": agent}, "channel": {"name": channel.name, "address": channel.address}})
}

/// Whether an outbound message has the answered one below.
pub fn quotes(message: &messages::Model) -> bool {
    match &message.html {
        Some(html) => html.contains(&format!("{PART}\"quote\"")),
        None => message
            .text
            .strip_prefix(message.reply_text.trim_end())
            .is_some_and(|below| below.contains("\n> ")),
    }
}

/// The agent's own words of an outbound message's HTML, without signature and quotation.
pub fn words_of_html(html: &str) -> &str {
    html.find(PART).map_or(html, |at| &html[..at]).trim_end()
}

/// `References` of an answer to `message`: its own and its id, the first and the last ten of them.
pub fn references_after(message: &messages::Model) -> Vec<String> {
    let mut all = ids(&message.reference_ids);
    if all.is_empty() {
        all.extend(message.in_reply_to.clone());
    }
    all.extend(own_name(message));
    if all.len() > LAST_REFERENCES + 1 {
        all.drain(1..all.len() - LAST_REFERENCES);
    }
    all
}

/// The id the author gave a message; a mail without one is known to us by a hash, which says nothing to others.
fn own_name(message: &messages::Model) -> Option<String> {
    message
        .reference_id
        .clone()
        .filter(|id| !id.starts_with("sha256:"))
}

/// Strings of a JSON array.
pub fn ids(value: &serde_json::Value) -> Vec<String> {
    let strings = value.as_array().map(Vec::as_slice).unwrap_or_default();
    strings
        .iter()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect()
}

fn tagged(text: &str, new: &NewOutbound<'_>) -> String {
    let text = one_line(text);
    if new.channel.tag_subject && subject::tag(&text) != Some(new.ticket.number) {
        format!("{text} [#{}]", new.ticket.number).trim().to_owned()
    } else {
        text
    }
}

fn compose(new: &NewOutbound<'_>) -> (String, Option<String>) {
    let mut text = new.text.trim_end().to_owned();
    let mut html = new.html.clone();
    if !new.signature.text.is_empty() {
        text.push_str("\n\n-- \n");
        text.push_str(&new.signature.text);
        if let Some(html) = &mut html {
            let rich = match &new.signature.html {
                Some(html) => html.clone(),
                None => text_as_html(&new.signature.text),
            };
            html.push_str(&format!("{PART}\"signature\"><br>-- <br>{rich}</div>"));
        }
    }
    if let Some(quote) = &new.quote {
        text.push_str("\n\n");
        text.push_str(&quote.text);
        if let Some(html) = &mut html {
            html.push_str(&format!("{PART}\"quote\"><br>{}</div>", quote.html));
        }
    }
    (text, html)
}

fn from_name(templates: &Templates, channel: &channels::Model, message: &messages::Model) -> String {
    if message.author_kind != AuthorKind::Agent {
        return channel.name.clone();
    }
    if channel.sender_name.trim().is_empty() {
        return one_line(&message.author_name);
    }
    match templates.inline(&channel.sender_name, &name_values(channel, &message.author_name)) {
        Ok(name) => one_line(&name),
        Err(error) => {
            tracing::warn!(channel = %channel.name, %error, "the From name of a channel cannot be used");
            channel.name.clone()
        }
    }
}

fn parties(value: &serde_json::Value) -> Vec<Party> {
    addresses::from_json(value)
        .into_iter()
        .map(|address| Party {
            kind: kind_of(&address.address),
            name: address.name,
            address: address.address,
        })
        .collect()
}
