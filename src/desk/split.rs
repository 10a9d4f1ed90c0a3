//! Splitting: messages that are another matter get a ticket of their own.

use std::collections::BTreeSet;

use serde_json::json;
use uuid::Uuid;

use super::error::DeskError;
use super::open_ticket::{check_version, hold_own};
use super::{subject_line, upkeep};
use crate::access::{Caller, Permission};
use crate::live::{Notice, TicketChange};
use crate::store::entity::events::EventKind;
use crate::store::entity::identities;
use crate::store::entity::messages::{self as message_row, MessageKind};
use crate::store::entity::participants::ParticipantRole;
use crate::store::entity::ticket_links::LinkKind;
use crate::store::entity::tickets::Model;
use crate::store::events::{self, Actor};
use crate::store::tickets::NewTicket;
use crate::store::{
    Tx, lookup, messages, participants, search, ticket_links, ticket_reads, ticket_upkeep, tickets,
};

/// Moves the messages into a new ticket, linked to the old one, and returns the new one. Its contact is who wrote the
/// first of them; answers to them will find it.
pub async fn split(
    tx: &Tx,
    caller: &Caller,
    ticket_id: Uuid,
    expected: Option<i64>,
    message_ids: &[Uuid],
    subject: Option<&str>,
) -> Result<Model, DeskError> {
    let old = hold_own(tx, caller, ticket_id, Permission::TicketsChange).await?;
    check_version(&old, expected)?;
    let ids: BTreeSet<Uuid> = message_ids.iter().copied().collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let moved = messages::of_ticket(tx, old.id, &ids).await?;
    let Some(first) = moved
        .iter()
        .find(|m| m.kind == MessageKind::Inbound)
        .or(moved.first())
    else {
        return Err(DeskError::invalid(
            "/message_ids",
            "must name messages of this ticket",
        ));
    };
    if moved.len() != ids.len() {
        return Err(DeskError::invalid("/message_ids", "must all be of this ticket"));
    }
    if messages::count(tx, old.id).await? == u64::try_from(moved.len()).unwrap_or(u64::MAX) {
        return Err(DeskError::invalid("/message_ids", "must leave a message behind"));
    }
    let subject = match subject {
        Some(subject) => subject_line::check(subject, "/subject")?,
        None => first
            .subject
            .clone()
            .filter(|s| !s.trim().is_empty())
            .unwrap_or(old.subject.clone()),
    };
    let new = NewTicket {
        subject,
        contact_id: first.contact_id,
        channel_id: first.channel_id.unwrap_or(old.channel_id),
        team_id: old.team_id,
        assignee_id: old.assignee_id,
        language: old.language.clone(),
    };
    let new = tickets::insert(tx, new).await?;
    messages::move_some(tx, &ids, new.id).await?;
    ticket_upkeep::reindex(tx, &ids, new.id).await?;
    search::index_ticket(tx, &new).await?;
    take_authors(tx, &old, &new, &moved).await?;
    ticket_links::insert(tx, new.id, old.id, LinkKind::Split).await?;
    let actor = Actor::Agent(caller.user_id);
    let named = |ticket: &Model| {
        json!({
            "ticket": {"id": ticket.id, "number": ticket.number},
            "messages": moved.len(),
        })
    };
    events::on_ticket(tx, &old, actor, EventKind::SplitOff, named(&new)).await?;
    events::on_ticket(tx, &new, actor, EventKind::SplitFrom, named(&old)).await?;
    reread(tx, &old).await?;
    let new = reread(tx, &new).await?;
    ticket_reads::set(tx, caller.user_id, new.id, new.last_message_id).await?;
    tx.notify(Notice::Ticket {
        id: old.id,
        change: TicketChange::Changed,
    });
    tx.notify(Notice::Ticket {
        id: new.id,
        change: TicketChange::Created,
    });
    Ok(new)
}

async fn reread(tx: &Tx, ticket: &Model) -> Result<Model, DeskError> {
    let mut after = ticket.clone();
    upkeep::refresh(tx, &mut after).await?;
    if let Some(last) = after.last_message_id {
        let newest = messages::of_ticket(tx, ticket.id, &[last]).await?;
        after.last_activity_at = newest.first().map_or(ticket.last_activity_at, |m| m.created_at);
    }
    Ok(tickets::save(tx, ticket, after).await?)
}

/// Who wrote what moved takes part in the new ticket; a third party with nothing left on the old one leaves it.
async fn take_authors(
    tx: &Tx,
    old: &Model,
    new: &Model,
    moved: &[message_row::Model],
) -> Result<(), DeskError> {
    let authors: BTreeSet<Uuid> = moved.iter().filter_map(|m| m.author_identity_id).collect();
    let present = participants::of_ticket(tx, old.id).await?;
    let rows = lookup::by_id::<identities::Entity>(tx, authors, |identity| identity.id).await?;
    for identity in rows.values() {
        let role = match identity.contact_id == new.contact_id {
            true => ParticipantRole::Requester,
            false => ParticipantRole::Cc,
        };
        participants::join(tx, new.id, identity, role).await?;
        let uninvited = present
            .iter()
            .find(|(row, _)| row.identity_id == identity.id && row.role == ParticipantRole::ThirdParty);
        if let Some((row, _)) = uninvited
            && !messages::wrote_in(tx, old.id, identity.id).await?
        {
            participants::remove(tx, row.id).await?;
        }
    }
    if rows.is_empty() {
        // Only our own words moved: they were written to the people of the old ticket.
        for (row, identity) in present {
            if let Some(identity) = identity.filter(|_| row.role == ParticipantRole::Requester) {
                participants::join(tx, new.id, &identity, row.role).await?;
            }
        }
    }
    Ok(())
}
