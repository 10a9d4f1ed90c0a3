//! The rows of one message: itself, its files, its words in the index, and who is named in it.

use centralino_channels::event::Party;
use sea_orm::DbErr;
use serde_json::{Value, json};

use super::arrival::Arrival;
use crate::people::identities::{self, Claim};
use crate::store::addresses::{self, Address};
use crate::store::attachments::NewAttachment;
use crate::store::entity::contacts::ContactKind;
use crate::store::entity::messages::{AuthorKind, MessageKind, Model};
use crate::store::entity::participants::ParticipantRole;
use crate::store::entity::tickets;
use crate::store::{self, Tx};
use crate::templates::one_line;

/// People of one mail who join its ticket; a mail to more is a mailing.
const MOST_NAMED: usize = 50;
/// Longest subject of a ticket, in characters.
const SUBJECT: usize = 500;

/// A message row with all that the mail says; author, kind and standing are the caller's to set.
pub(super) fn draft(
    tx: &Tx,
    arrival: &Arrival<'_>,
    ticket: &tickets::Model,
    kind: MessageKind,
    author: AuthorKind,
) -> Model {
    let mail = arrival.mail;
    Model {
        channel_id: Some(arrival.channel.id),
        author_name: mail.author.name.clone().unwrap_or_default(),
        author_address: Some(mail.author.address.clone()),
        external_id: Some(arrival.external_id.clone()),
        reference_id: Some(mail.message_id.clone()),
        in_reply_to: mail.in_reply_to.first().cloned(),
        reference_ids: json!(mail.references),
        subject: mail.subject.clone(),
        text: mail.text.clone(),
        html: mail.html.clone(),
        reply_text: mail.reply_text.clone(),
        to: parties(&mail.to),
        cc: parties(&mail.cc),
        reply_to: parties(&mail.reply_to),
        automatic: mail.automatic.as_ref().map(|automatic| automatic.reason.clone()),
        forwarded_from: mail
            .forwarded_from
            .as_ref()
            .map(|party| json!({"name": party.name, "address": party.address})),
        problems: json!(mail.problems),
        at: arrival.at,
        sent_at: mail.sent_at,
        ..store::messages::blank(tx, ticket, kind, author)
    }
}

/// Inserts the message with its files and makes it findable.
pub(super) async fn write(tx: &Tx, arrival: &Arrival<'_>, message: Model) -> Result<Model, DbErr> {
    let message = store::messages::insert(tx, message).await?;
    let files = arrival.mail.attachments.iter().zip(arrival.files);
    for (position, (file, blob)) in (0..).zip(files) {
        let new = NewAttachment {
            message_id: Some(message.id),
            uploaded_by: None,
            blob: blob.clone(),
            filename: file.filename.clone(),
            content_type: file.content_type.clone(),
            content_id: file.content_id.clone(),
            inline: file.inline,
            position,
        };
        store::attachments::insert(tx, new).await?;
    }
    let names = arrival.mail.attachments.iter().map(|file| &file.filename);
    store::search::index_message(tx, &message, names).await?;
    Ok(message)
}

/// Whoever stands in To or Cc and is not of the house takes part from now on.
pub(super) async fn join_named(tx: &Tx, arrival: &Arrival<'_>, ticket: &tickets::Model) -> Result<(), DbErr> {
    let mail = arrival.mail;
    if mail.to.len() + mail.cc.len() > MOST_NAMED {
        return Ok(());
    }
    for party in mail.to.iter().chain(&mail.cc) {
        if arrival.ours.is(&party.address) || store::users::by_email(tx, &party.address).await?.is_some() {
            continue;
        }
        let known =
            identities::upsert(tx, arrival.channel.id, party, Claim::Named, ContactKind::Customer).await?;
        let role = if known.contact.id == ticket.contact_id {
            ParticipantRole::Requester
        } else {
            ParticipantRole::Cc
        };
        store::participants::join(tx, ticket.id, &known.identity, role).await?;
    }
    Ok(())
}

/// What a ticket made from the mail is called.
pub(super) fn subject_of(arrival: &Arrival<'_>) -> String {
    let whole = one_line(arrival.mail.subject.as_deref().unwrap_or_default());
    let bare = crate::desk::subject::without_prefixes(&whole);
    bare.chars().take(SUBJECT).collect()
}

fn parties(parties: &[Party]) -> Value {
    let list: Vec<Address> = parties
        .iter()
        .map(|party| Address {
            name: party.name.clone(),
            address: party.address.clone(),
        })
        .collect();
    addresses::to_json(&list)
}
