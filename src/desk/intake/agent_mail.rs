//! An agent wrote by mail: through their own signed address it is their public reply, or a note; any other way it is
//! noted on the ticket and never taken for the customer's.

use centralino_channels::event::Party;
use sea_orm::DbErr;
use serde_json::json;
use uuid::Uuid;

use super::arrival::{Arrival, Outcome};
use super::{inbound, sent_elsewhere, writing};
use crate::access::Permission;
use crate::desk::outgoing::{self, Author, NewOutbound};
use crate::desk::{agent_notice, reply_token, signature, subject, threading, upkeep};
use crate::live::{Notice, TicketChange};
use crate::people::identities::{self, Claim};
use crate::store::addresses::{self, Address};
use crate::store::attachments::NewAttachment;
use crate::store::entity::contacts::ContactKind;
use crate::store::entity::events::EventKind;
use crate::store::entity::messages::{AuthorKind, MessageKind, Model};
use crate::store::entity::{tickets, users};
use crate::store::events::{self, Actor};
use crate::store::{self, Tx, threads};

/// On the first line it makes a mail a note.
const NOTE: &str = "/note";

/// Said of mail whose sender only claims to be an agent.
const UNPROVEN: &str = "nothing but its From line says that this is from an agent";

pub(super) async fn file(tx: &Tx, arrival: &Arrival<'_>, agent: &users::Model) -> Result<Outcome, DbErr> {
    let mail = arrival.mail;
    if mail.automatic.is_some() {
        return Ok(Outcome::ignored("automatic mail of an agent"));
    }
    let recipients = mail.recipients.iter().map(String::as_str);
    if let Some(id) = reply_token::find_for_agent(&arrival.app.keys, recipients, agent.id)
        && let Some(named) = store::tickets::lock_any(tx, id).await?
    {
        let ticket = store::tickets::forward(tx, named).await?;
        return answer(tx, arrival, agent, &ticket).await;
    }
    if sent_elsewhere::goes_outside(arrival) {
        return sent_elsewhere::file(tx, arrival, Some(agent)).await;
    }
    match threading::lead_or_tag(tx, &arrival.app.keys, mail).await? {
        Some(lead) => note(tx, arrival, agent, &lead.ticket, &mail.text, Some(UNPROVEN)).await,
        None => pass_on(tx, arrival, agent).await,
    }
}

async fn answer(
    tx: &Tx,
    arrival: &Arrival<'_>,
    agent: &users::Model,
    ticket: &tickets::Model,
) -> Result<Outcome, DbErr> {
    let Some(known) = store::callers::by_user(tx, agent.id).await? else {
        return Ok(Outcome::ignored("the agent's account is gone"));
    };
    let permissions = Permission::from_stored(&known.permissions);
    if store::tickets::find(tx, &known.scope, ticket.id).await?.is_none() {
        return Ok(Outcome::ignored("the agent may not see this ticket"));
    }
    let text = agent_notice::words_of_answer(&arrival.mail.reply_text);
    if let Some(problem) = &arrival.mail.not_read {
        // The words are ours, not the agent's.
        return note(tx, arrival, agent, ticket, &text, Some(problem)).await;
    }
    if let Some(words) = note_words(&text) {
        if !permissions.contains(&Permission::TicketsChange) {
            return Ok(Outcome::ignored("the agent may not write notes"));
        }
        return note(tx, arrival, agent, ticket, words, None).await;
    }
    if !permissions.contains(&Permission::TicketsReply) {
        return Ok(Outcome::ignored("the agent may not write to customers"));
    }
    if text.is_empty() && arrival.mail.attachments.iter().all(|file| file.inline) {
        return Ok(Outcome::ignored("the agent's answer has no words"));
    }
    let last = threads::last_from_contact(tx, ticket.id).await?;
    let Some(to) = last.as_ref().and_then(answer_address) else {
        let problem = "nobody on this ticket can be answered by mail";
        return note(tx, arrival, agent, ticket, &text, Some(problem)).await;
    };
    reply(tx, arrival, agent, ticket, last.as_ref(), (to, text)).await
}

/// Queues the new words for the customer, as if the agent had written them in the hub.
async fn reply(
    tx: &Tx,
    arrival: &Arrival<'_>,
    agent: &users::Model,
    ticket: &tickets::Model,
    answers: Option<&Model>,
    (to, text): (Address, String),
) -> Result<Outcome, DbErr> {
    let channel = answers
        .and_then(|message| message.channel_id)
        .and_then(|id| arrival.ours.by_id(id))
        .unwrap_or(arrival.channel);
    let outbound = NewOutbound {
        ticket,
        channel,
        author: Author::Agent(agent),
        to: vec![to],
        cc: Vec::new(),
        bcc: Vec::new(),
        subject: Some(subject::reply(&ticket.subject, None)),
        text,
        html: None,
        signature: signature::of(&arrival.app.templates, channel, agent),
        quote: None,
        answers,
        attachment_ids: upload_files(tx, arrival, agent.id).await?,
        seen_message_id: ticket.last_message_id,
        due_at: tx.now(),
    };
    let message = outgoing::queue(tx, &arrival.app.keys, outbound).await?;
    let actor = Actor::Agent(agent.id);
    let data = json!({"message_id": message.id, "channel": arrival.channel.name});
    events::on_ticket(tx, ticket, actor, EventKind::AnsweredByMail, data).await?;
    sent_elsewhere::answered(tx, ticket, &message, actor).await?;
    Ok(Outcome::accepted(ticket.id, message.id))
}

/// The files of the mail as uploads of the agent, for the reply to take.
async fn upload_files(tx: &Tx, arrival: &Arrival<'_>, user_id: Uuid) -> Result<Vec<Uuid>, DbErr> {
    let mut ids = Vec::new();
    let files = arrival.mail.attachments.iter().zip(arrival.files);
    for (file, blob) in files.filter(|(file, _)| !file.inline) {
        let new = NewAttachment {
            message_id: None,
            uploaded_by: Some(user_id),
            blob: blob.clone(),
            filename: file.filename.clone(),
            content_type: file.content_type.clone(),
            content_id: None,
            inline: false,
            position: 0,
        };
        ids.push(store::attachments::insert(tx, new).await?.id);
    }
    Ok(ids)
}

async fn note(
    tx: &Tx,
    arrival: &Arrival<'_>,
    agent: &users::Model,
    ticket: &tickets::Model,
    words: &str,
    problem: Option<&str>,
) -> Result<Outcome, DbErr> {
    let draft = writing::draft(tx, arrival, ticket, MessageKind::Note, AuthorKind::Agent);
    let mut problems = arrival.mail.problems.clone();
    problems.extend(problem.map(str::to_owned));
    let message = Model {
        channel_id: None,
        external_id: None,
        author_user_id: Some(agent.id),
        author_name: agent.name.clone(),
        reply_text: words.trim().to_owned(),
        html: None,
        problems: json!(problems),
        ..draft
    };
    let message = writing::write(tx, arrival, message).await?;
    let mut after = ticket.clone();
    upkeep::note_written(&mut after, &message);
    store::tickets::save(tx, ticket, after).await?;
    tx.notify(Notice::Ticket {
        id: ticket.id,
        change: TicketChange::Message,
    });
    Ok(Outcome::accepted(ticket.id, message.id))
}

/// A matter an agent brings in by mail. Of something forwarded the original author is the contact, unverified.
async fn pass_on(tx: &Tx, arrival: &Arrival<'_>, agent: &users::Model) -> Result<Outcome, DbErr> {
    let mail = arrival.mail;
    let original = mail
        .forwarded_from
        .as_ref()
        .filter(|party| !arrival.ours.is(&party.address));
    let (party, kind): (&Party, ContactKind) = match original {
        Some(original) => (original, ContactKind::Customer),
        None => (&mail.author, ContactKind::Employee),
    };
    let contact = identities::upsert(tx, arrival.channel.id, party, Claim::Named, kind).await?;
    let ticket = inbound::open_ticket(tx, arrival, &contact, "passed on by an agent", None).await?;
    let role = store::entity::participants::ParticipantRole::Requester;
    store::participants::join(tx, ticket.id, &contact.identity, role).await?;
    let draft = writing::draft(tx, arrival, &ticket, MessageKind::Inbound, AuthorKind::Agent);
    let mut problems = mail.problems.clone();
    problems.push(UNPROVEN.to_owned());
    let message = Model {
        author_user_id: Some(agent.id),
        author_name: agent.name.clone(),
        problems: json!(problems),
        ..draft
    };
    let message = writing::write(tx, arrival, message).await?;
    let mut after = ticket.clone();
    upkeep::note_written(&mut after, &message);
    after.last_inbound_at = Some(arrival.at);
    after.waiting_since = original.map(|_| arrival.at);
    store::tickets::save(tx, &ticket, after).await?;
    Ok(Outcome::accepted(ticket.id, message.id))
}

/// Where the author of a message wants to be answered.
fn answer_address(message: &Model) -> Option<Address> {
    let named = addresses::from_json(&message.reply_to).into_iter().next();
    named
        .or_else(|| {
            Some(Address {
                name: Some(message.author_name.clone()).filter(|name| !name.is_empty()),
                address: message.author_address.clone()?,
            })
        })
        .filter(|address| address.address.contains('@'))
}

/// The words of a note, when the first line says it is one.
fn note_words(text: &str) -> Option<&str> {
    let rest = text.trim_start().strip_prefix(NOTE)?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_says_so_on_its_first_line() {
        assert_eq!(note_words("\n/note\nShe called."), Some("She called."));
        assert_eq!(note_words("/note she called."), Some("she called."));
        assert_eq!(note_words("/notebook"), None);
        assert_eq!(note_words("Hello\n/note"), None);
    }
}
