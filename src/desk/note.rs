//! Internal notes: seen by colleagues only, never mailed to a customer.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::error::DeskError;
use super::open_ticket::hold_own;
use super::{assignment, draft, upkeep, written};
use crate::access::{Caller, Permission};
use crate::live::{Notice, TicketChange};
use crate::store::entity::drafts::DraftKind;
use crate::store::entity::messages::{AuthorKind, MessageKind, Model};
use crate::store::notifications::{self, Reason};
use crate::store::{Tx, attachments, callers, messages, search, ticket_reads, tickets};

/// Most colleagues mentioned at once.
const MOST_MENTIONS: usize = 50;

#[derive(Clone, Debug, Default)]
pub struct NewNote {
    pub text: String,
    pub html: Option<String>,
    pub attachment_ids: Vec<Uuid>,
    /// Colleagues who are told.
    pub mention_ids: Vec<Uuid>,
}

/// Writes a note and tells whom it mentions.
pub async fn write(tx: &Tx, caller: &Caller, ticket_id: Uuid, new: NewNote) -> Result<Model, DeskError> {
    let ticket = hold_own(tx, caller, ticket_id, Permission::TicketsChange).await?;
    let files = written::files(tx, caller, &new.attachment_ids).await?;
    let rich = written::words(&new.text, new.html.as_deref(), &new.attachment_ids)?;
    let mentioned: BTreeSet<Uuid> = new.mention_ids.iter().copied().collect();
    if mentioned.len() > MOST_MENTIONS {
        return Err(DeskError::invalid(
            "/mention_ids",
            format!("must not be more than {MOST_MENTIONS}"),
        ));
    }
    for id in &mentioned {
        let user = assignment::active_user(tx, *id, "/mention_ids").await?;
        if !sees(tx, user.id, ticket.id).await? {
            let words = format!("names {}, who cannot see this ticket", user.name);
            return Err(DeskError::invalid("/mention_ids", words));
        }
    }
    let note = Model {
        author_user_id: Some(caller.user_id),
        author_name: caller.name.clone(),
        author_address: Some(caller.email.clone()),
        text: new.text.clone(),
        reply_text: new.text,
        html: rich.as_ref().map(|rich| rich.html.clone()),
        ..messages::blank(tx, &ticket, MessageKind::Note, AuthorKind::Agent)
    };
    let note = messages::insert(tx, note).await?;
    written::tie_inline(tx, rich.as_ref()).await?;
    for (position, file) in (0..).zip(&files) {
        attachments::attach(tx, file.id, note.id, position).await?;
    }
    search::index_message(tx, &note, files.iter().map(|file| file.filename.as_str())).await?;
    for id in mentioned.iter().filter(|id| **id != caller.user_id) {
        notifications::insert(tx, *id, Reason::Mention, ticket.id, Some(note.id)).await?;
    }
    let mut after = ticket.clone();
    upkeep::note_written(&mut after, &note);
    let ticket = tickets::save(tx, &ticket, after).await?;
    draft::done(tx, caller, ticket.id, DraftKind::Note).await?;
    ticket_reads::set(tx, caller.user_id, ticket.id, Some(note.id)).await?;
    tx.notify(Notice::Ticket {
        id: ticket.id,
        change: TicketChange::Message,
    });
    Ok(note)
}

/// Whether the ticket is within the user's reach.
async fn sees(tx: &Tx, user_id: Uuid, ticket_id: Uuid) -> Result<bool, DeskError> {
    let Some(known) = callers::by_user(tx, user_id).await? else {
        return Ok(false);
    };
    let may_read = Permission::from_stored(&known.permissions).contains(&Permission::TicketsRead);
    Ok(may_read && tickets::find(tx, &known.scope, ticket_id).await?.is_some())
}
