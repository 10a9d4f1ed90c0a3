//! Answering: a reply (or forward) checked and queued, and the ticket brought in step.

use centralino_channels::capabilities::Capabilities;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::answer_to::{self, Mode};
use super::canned::gaps;
use super::error::DeskError;
use super::open_ticket::hold_own;
use super::outgoing::{self, Author, NewOutbound};
use super::written::{self, Recipients};
use super::{
    assignment, channel_limits, draft, due, forward, quote, signature, status, subject_line, upkeep,
};
use crate::access::{Caller, Permission};
use crate::app::App;
use crate::live::{Notice, TicketChange};
use crate::people;
use crate::store::addresses::{self, Address};
use crate::store::entity::channels;
use crate::store::entity::drafts::DraftKind;
use crate::store::entity::messages::Model;
use crate::store::entity::participants::ParticipantRole;
use crate::store::entity::tickets::{self as ticket_row, TicketStatus};
use crate::store::events::Actor;
use crate::store::{Tx, messages, participants, ticket_reads, tickets};

/// Newer messages told of in a refusal.
const NEWER: u64 = 50;

/// What the agent sends. `None` recipients and subject are filled in as the composer would.
#[derive(Clone, Debug, Default)]
pub struct NewReply {
    pub to: Option<Vec<Address>>,
    pub cc: Option<Vec<Address>>,
    pub bcc: Vec<Address>,
    pub subject: Option<String>,
    pub text: String,
    pub html: Option<String>,
    pub attachment_ids: Vec<Uuid>,
    /// The newest message the agent had seen.
    pub seen_message_id: Option<Uuid>,
    /// Send although newer ones came.
    pub confirm_newer: bool,
    /// Fold the answered message below.
    pub quote: bool,
    pub send_at: Option<DateTime<Utc>>,
    /// Where the ticket stands afterwards; by default an open one waits for the contact.
    pub status: Option<TicketStatus>,
    /// Until when, with the status snoozed.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// Answers this message; by default the last a person wrote to us.
    pub answer_to: Option<Uuid>,
    /// Passes this message on instead of answering.
    pub forward_of: Option<Uuid>,
    /// Which of its files go along; by default all. Pictures its words show always do.
    pub forward_attachment_ids: Option<Vec<Uuid>>,
}

/// Queues a reply by `channel`, whose capabilities are `can`. It rests for the undo time, or until `send_at`.
pub async fn compose(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    ticket_id: Uuid,
    channel: &channels::Model,
    can: &Capabilities,
    new: NewReply,
) -> Result<Model, DeskError> {
    let ticket = hold_own(tx, caller, ticket_id, Permission::TicketsReply).await?;
    let user = assignment::active_user(tx, caller.user_id, "").await?;
    if !new.confirm_newer {
        refuse_stale(tx, caller, &ticket, new.seen_message_id).await?;
    }
    let (mode, about, pointer) = match new.forward_of {
        Some(id) => (Mode::Forward, Some(id), "/forward_of"),
        None => (Mode::Reply, new.answer_to, "/answer_to"),
    };
    let answered = answer_to::answered(tx, &ticket, about, pointer).await?;
    let filled = answer_to::prefill(tx, caller, &ticket, mode, about).await?;
    let recipients = Recipients::check(
        new.to.as_deref().unwrap_or(&filled.to),
        new.cc.as_deref().unwrap_or(&filled.cc),
        &new.bcc,
    )?;
    recipients.refuse_own(channel)?;
    let mut file_ids = new.attachment_ids.clone();
    if let (Some(original), Mode::Forward) = (&answered, mode) {
        file_ids
            .extend(forward::copy_files(tx, caller, original, new.forward_attachment_ids.as_deref()).await?);
    }
    let files = written::files(tx, caller, &file_ids).await?;
    gaps::refuse(&new.text, new.html.as_deref())?;
    let rich = written::words(&new.text, new.html.as_deref().filter(|_| can.html), &file_ids)?;
    channel_limits::check(can, &new.text, &files, &recipients)?;
    channel_limits::check_window(can, ticket.last_inbound_at, tx.now())?;
    let subject = match (can.subject, &new.subject) {
        (false, _) => None,
        (true, None) => Some(filled.subject),
        (true, Some(subject)) => Some(subject_line::check(subject, "/subject")?),
    };
    written::tie_inline(tx, rich.as_ref()).await?;
    let outbound = NewOutbound {
        ticket: &ticket,
        channel,
        author: Author::Agent(&user),
        to: recipients.to.clone(),
        cc: recipients.cc.clone(),
        bcc: recipients.bcc.clone(),
        subject,
        text: new.text.clone(),
        html: rich.map(|rich| rich.html),
        signature: signature::of(&app.templates, channel, &user),
        quote: match (mode, &answered) {
            (Mode::Forward, Some(original)) => Some(forward::quote(original)),
            (_, Some(original)) if new.quote => Some(quote::of(
                original,
                ticket.language.as_deref().unwrap_or(&channel.language),
            )),
            _ => None,
        },
        answers: answered.as_ref().filter(|_| mode != Mode::Forward),
        attachment_ids: file_ids,
        seen_message_id: new.seen_message_id,
        due_at: due::at(app, tx, new.send_at)?,
    };
    let mut message = outgoing::queue(tx, &app.keys, outbound).await?;
    if let (Some(original), Mode::Forward) = (&answered, mode) {
        let author = addresses::to_json(&[forward::author(original)]);
        message = messages::mark_forward(tx, &message, original.id, author[0].clone()).await?;
    } else {
        join(tx, &ticket, channel, &recipients).await?;
    }
    let stands = (new.status, new.snoozed_until);
    settle(tx, caller, &ticket, &message, mode, stands).await?;
    Ok(message)
}

/// Messages the author has not seen stop the reply until they are confirmed.
async fn refuse_stale(
    tx: &Tx,
    caller: &Caller,
    ticket: &ticket_row::Model,
    seen: Option<Uuid>,
) -> Result<(), DeskError> {
    let newer = messages::unseen_by(tx, ticket.id, caller.user_id, seen, NEWER).await?;
    if newer.is_empty() {
        Ok(())
    } else {
        Err(DeskError::NewerMessages(
            newer.into_iter().map(|message| message.id).collect(),
        ))
    }
}

/// Whom we write to takes part from now on: their answers are no third party's.
async fn join(
    tx: &Tx,
    ticket: &ticket_row::Model,
    channel: &channels::Model,
    recipients: &Recipients,
) -> Result<(), DeskError> {
    for address in recipients.to.iter().chain(&recipients.cc) {
        let identity = people::identities::written_to(tx, channel.id, address).await?;
        let role = match identity.contact_id == ticket.contact_id {
            true => ParticipantRole::Requester,
            false => ParticipantRole::Cc,
        };
        participants::join(tx, ticket.id, &identity, role).await?;
    }
    Ok(())
}

/// The ticket after a reply was accepted.
async fn settle(
    tx: &Tx,
    caller: &Caller,
    ticket: &ticket_row::Model,
    message: &Model,
    mode: Mode,
    (wanted, snoozed_until): (Option<TicketStatus>, Option<DateTime<Utc>>),
) -> Result<(), DeskError> {
    let mut after = ticket.clone();
    let waits = ticket.status == TicketStatus::Open && mode != Mode::Forward;
    let wanted = match (wanted, snoozed_until) {
        (None, None) if waits => Some(TicketStatus::Waiting),
        (wanted, _) => wanted,
    };
    let actor = Actor::Agent(caller.user_id);
    status::change(tx, actor, &mut after, wanted, snoozed_until.map(Some)).await?;
    upkeep::note_written(&mut after, message);
    if mode != Mode::Forward {
        after.waiting_since = None;
        after.first_reply_at = after.first_reply_at.or(Some(message.at));
    }
    tickets::save(tx, ticket, after).await?;
    let kind = match mode {
        Mode::Forward => DraftKind::Forward,
        Mode::Reply | Mode::ReplyAll => DraftKind::Reply,
    };
    draft::done(tx, caller, ticket.id, kind).await?;
    ticket_reads::set(tx, caller.user_id, ticket.id, Some(message.id)).await?;
    tx.notify(Notice::Ticket {
        id: ticket.id,
        change: TicketChange::Changed,
    });
    Ok(())
}
