//! Writing first: a ticket that begins with a message of ours.

use centralino_channels::capabilities::Capabilities;
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::canned::gaps;
use super::change::{self, Change};
use super::error::DeskError;
use super::open_ticket::require;
use super::outgoing::{self, Author, NewOutbound};
use super::written::{self, Recipients};
use super::{assignment, channel_limits, due, signature, subject_line, upkeep};
use crate::access::{Caller, Permission};
use crate::app::App;
use crate::live::{Notice, TicketChange};
use crate::people;
use crate::store::addresses::Address;
use crate::store::entity::channels;
use crate::store::entity::events::EventKind;
use crate::store::entity::participants::ParticipantRole;
use crate::store::entity::tickets::{Model, TicketStatus};
use crate::store::events::{self, Actor};
use crate::store::tickets::NewTicket;
use crate::store::{Tx, participants, search, ticket_reads, tickets};

/// What the agent writes.
#[derive(Clone, Debug, Default)]
pub struct FirstMessage {
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub bcc: Vec<Address>,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    pub attachment_ids: Vec<Uuid>,
    /// Not before then; by default when the undo time is over.
    pub send_at: Option<DateTime<Utc>>,
    pub assignee_id: Option<Uuid>,
    /// Names.
    pub tags: Vec<String>,
}

/// Makes the ticket and queues its first message. It waits for the contact, who is the first recipient.
pub async fn open(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    channel: &channels::Model,
    can: &Capabilities,
    new: FirstMessage,
) -> Result<Model, DeskError> {
    require(caller, Permission::TicketsReply)?;
    let user = assignment::active_user(tx, caller.user_id, "").await?;
    let subject = subject_line::check(&new.subject, "/subject")?;
    let recipients = Recipients::check(&new.to, &new.cc, &new.bcc)?;
    let Some(first) = recipients.to.first() else {
        return Err(DeskError::invalid("/to", "must name somebody"));
    };
    recipients.refuse_own(channel)?;
    let files = written::files(tx, caller, &new.attachment_ids).await?;
    gaps::refuse(&new.text, new.html.as_deref())?;
    let rich = written::words(
        &new.text,
        new.html.as_deref().filter(|_| can.html),
        &new.attachment_ids,
    )?;
    channel_limits::check(can, &new.text, &files, &recipients)?;
    channel_limits::check_window(can, None, tx.now())?;
    let contact_id = people::identities::written_to(tx, channel.id, first)
        .await?
        .contact_id;
    let ticket = tickets::insert(
        tx,
        NewTicket {
            subject: subject.clone(),
            contact_id,
            channel_id: channel.id,
            team_id: channel.team_id,
            assignee_id: None,
            language: None,
        },
    )
    .await?;
    search::index_ticket(tx, &ticket).await?;
    let actor = Actor::Agent(caller.user_id);
    events::on_ticket(tx, &ticket, actor, EventKind::Created, json!({})).await?;
    for address in recipients.to.iter().chain(&recipients.cc) {
        let identity = people::identities::written_to(tx, channel.id, address).await?;
        let role = match identity.contact_id == contact_id {
            true => ParticipantRole::Requester,
            false => ParticipantRole::Cc,
        };
        participants::join(tx, ticket.id, &identity, role).await?;
    }
    written::tie_inline(tx, rich.as_ref()).await?;
    let outbound = NewOutbound {
        ticket: &ticket,
        channel,
        author: Author::Agent(&user),
        to: recipients.to,
        cc: recipients.cc,
        bcc: recipients.bcc,
        subject: can.subject.then_some(subject),
        text: new.text,
        html: rich.map(|rich| rich.html),
        signature: signature::of(&app.templates, channel, &user),
        quote: None,
        answers: None,
        attachment_ids: new.attachment_ids,
        seen_message_id: None,
        due_at: due::at(app, tx, new.send_at)?,
    };
    let message = outgoing::queue(tx, &app.keys, outbound).await?;
    let mut after = ticket.clone();
    after.status = TicketStatus::Waiting;
    after.first_reply_at = Some(message.at);
    upkeep::note_written(&mut after, &message);
    let ticket = tickets::save(tx, &ticket, after).await?;
    ticket_reads::set(tx, caller.user_id, ticket.id, Some(message.id)).await?;
    tx.notify(Notice::Ticket {
        id: ticket.id,
        change: TicketChange::Created,
    });
    let labels = Change {
        assignee_id: new.assignee_id.map(Some),
        add_tags: new.tags,
        ..Change::default()
    };
    Ok(change::apply_to(tx, caller, ticket, &labels).await?.ticket)
}
