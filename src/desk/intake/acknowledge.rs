//! The acknowledgement of a new ticket: sent once, never to machines, never for old mail.

use chrono::Duration;
use sea_orm::DbErr;
use serde_json::json;

use super::IntakeSource;
use super::arrival::Arrival;
use crate::desk::outgoing::{self, Author, NewOutbound};
use crate::desk::signature::Signature;
use crate::desk::{loop_limit, subject};
use crate::store::addresses::Address;
use crate::store::entity::events::EventKind;
use crate::store::entity::{contacts, messages, tickets};
use crate::store::events::{self, Actor};
use crate::store::{Tx, automatic_replies};
use crate::templates::known_language;

/// Queues an acknowledgement of `message`, which opened `ticket`, where the channel wants one and the rules allow it.
pub(super) async fn send(
    tx: &Tx,
    arrival: &Arrival<'_>,
    ticket: &tickets::Model,
    message: &messages::Model,
    contact: &contacts::Model,
) -> Result<(), DbErr> {
    let Some(to) = recipient(tx, arrival) else {
        return Ok(());
    };
    if let Some(limit) = loop_limit::refusal(tx, &to.address, ticket.id).await? {
        let data = json!({"recipient": to.address, "reason": limit});
        events::on_ticket(
            tx,
            ticket,
            Actor::System,
            EventKind::AcknowledgementWithheld,
            data,
        )
        .await?;
        return Ok(());
    }
    let channel = arrival.channel;
    let language = contact
        .language
        .as_deref()
        .and_then(known_language)
        .or_else(|| ticket.language.as_deref().and_then(known_language))
        .unwrap_or(&channel.language);
    let values = json!({
        "name": to.name,
        "number": ticket.number,
        "subject": subject::reply(message.subject.as_deref().unwrap_or_default(), None),
        "sender": channel.name,
    });
    let rendered = match arrival
        .app
        .templates
        .render("messages/acknowledgement", language, &values)
    {
        Ok(rendered) => rendered,
        Err(error) => {
            // The mail itself matters more.
            tracing::error!(%error, "an acknowledgement could not be written");
            return Ok(());
        }
    };
    let recipient = to.address.clone();
    let outbound = NewOutbound {
        ticket,
        channel,
        author: Author::Hub(outgoing::ACKNOWLEDGEMENT),
        to: vec![to],
        cc: Vec::new(),
        bcc: Vec::new(),
        subject: Some(rendered.subject),
        text: rendered.text,
        html: Some(rendered.html),
        signature: Signature::default(),
        quote: None,
        answers: Some(message),
        attachment_ids: Vec::new(),
        seen_message_id: Some(message.id),
        due_at: tx.now(),
    };
    let sent = outgoing::queue(tx, &arrival.app.keys, outbound).await?;
    automatic_replies::insert(tx, &recipient, ticket.id).await?;
    let data = json!({"message_id": sent.id, "recipient": recipient, "language": language});
    events::on_ticket(tx, ticket, Actor::System, EventKind::Acknowledged, data).await?;
    Ok(())
}

/// Whom to acknowledge: Reply-To, else the author; nobody where the mail, its age or its way in forbid it.
fn recipient(tx: &Tx, arrival: &Arrival<'_>) -> Option<Address> {
    let mail = arrival.mail;
    let hours = i64::try_from(arrival.app.config.desk.acknowledge_hours).unwrap_or(i64::MAX);
    let oldest = Duration::try_hours(hours).unwrap_or(Duration::MAX);
    let wanted = arrival.channel.acknowledge
        && arrival.source != IntakeSource::Import
        && mail.automatic.is_none()
        && mail.not_read.is_none()
        && tx.now() - arrival.at <= oldest;
    let party = mail.reply_to.first().unwrap_or(&mail.author);
    // Answering ourselves is the shortest loop there is.
    let elsewhere = !arrival.ours.is(&party.address) && !arrival.ours.is(&mail.author.address);
    (wanted && elsewhere).then(|| Address {
        name: party.name.clone().or_else(|| mail.author.name.clone()),
        address: party.address.clone(),
    })
}
