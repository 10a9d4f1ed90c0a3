//! Merging: one ticket takes over everything of another, which from then on only forwards.

use std::collections::BTreeMap;

use serde_json::json;
use uuid::Uuid;

use super::error::DeskError;
use super::open_ticket::{refuse_merged, require};
use super::{draft, status, upkeep};
use crate::access::{Caller, Permission};
use crate::live::{Notice, TicketChange};
use crate::store::entity::events::EventKind;
use crate::store::entity::participants::ParticipantRole;
use crate::store::entity::tickets::{Model, TicketStatus};
use crate::store::events::{self, Actor};
use crate::store::{
    Tx, drafts, messages, participants, taggings, ticket_links, ticket_reads, ticket_upkeep, tickets,
};

/// Merges the ticket into another and returns that one. Messages (queued ones go out as they would have), participants,
/// tags, links, drafts and notices move; the events stay on the source, which is closed and can still be read.
pub async fn merge(
    tx: &Tx,
    caller: &Caller,
    source_id: Uuid,
    expected: Option<i64>,
    into_id: Uuid,
) -> Result<Model, DeskError> {
    if source_id == into_id {
        return Err(DeskError::invalid("/into", "must be another ticket"));
    }
    // Both at once and in the order of their ids, so that two merges never wait for each other.
    let held: BTreeMap<Uuid, Model> = tickets::lock_many(tx, &caller.scope, &[source_id, into_id])
        .await?
        .into_iter()
        .map(|ticket| (ticket.id, ticket))
        .collect();
    let source = held.get(&source_id).ok_or(DeskError::NotFound)?;
    let target = held
        .get(&into_id)
        .ok_or_else(|| DeskError::invalid("/into", "names no ticket"))?;
    require(caller, Permission::TicketsChange)?;
    super::open_ticket::check_version(source, expected)?;
    refuse_merged(source)?;
    refuse_merged(target)?;

    messages::move_all(tx, source.id, target.id).await?;
    ticket_upkeep::reindex_all(tx, source.id, target.id).await?;
    ticket_upkeep::repoint(tx, source.id, target.id).await?;
    move_participants(tx, source, target).await?;
    move_tags(tx, source, target).await?;
    move_links(tx, source, target).await?;
    move_drafts(tx, source, target).await?;
    let actor = Actor::Agent(caller.user_id);
    let named = |ticket: &Model| json!({"ticket": {"id": ticket.id, "number": ticket.number}});
    events::on_ticket(tx, source, actor, EventKind::MergedInto, named(target)).await?;
    events::on_ticket(tx, target, actor, EventKind::MergedFrom, named(source)).await?;
    close_source(tx, source, target).await?;
    let target = take_over(tx, actor, source, target).await?;
    ticket_reads::set(tx, caller.user_id, target.id, target.last_message_id).await?;
    for id in [source.id, target.id] {
        tx.notify(Notice::Ticket {
            id,
            change: TicketChange::Changed,
        });
    }
    Ok(target)
}

async fn close_source(tx: &Tx, source: &Model, target: &Model) -> Result<(), DeskError> {
    let mut after = source.clone();
    status::set(tx, &mut after, TicketStatus::Closed).await?;
    after.merged_into = Some(target.id);
    after.last_message_id = None;
    tickets::save(tx, source, after).await?;
    Ok(())
}

/// The target reads its columns anew; work that was open stays open, and an owner is not lost.
async fn take_over(tx: &Tx, actor: Actor, source: &Model, target: &Model) -> Result<Model, DeskError> {
    let mut after = target.clone();
    let open = source.status == TicketStatus::Open && after.status != TicketStatus::Open;
    if open && after.status != TicketStatus::Spam {
        status::move_to(tx, actor, &mut after, TicketStatus::Open).await?;
    }
    after.assignee_id = after.assignee_id.or(source.assignee_id);
    after.team_id = after.team_id.or(source.team_id);
    upkeep::refresh(tx, &mut after).await?;
    after.last_activity_at = target.last_activity_at.max(source.last_activity_at);
    Ok(tickets::save(tx, target, after).await?)
}

async fn move_participants(tx: &Tx, source: &Model, target: &Model) -> Result<(), DeskError> {
    let present = participants::of_ticket(tx, target.id).await?;
    for (row, _) in participants::of_ticket(tx, source.id).await? {
        let role = match row.role {
            ParticipantRole::Requester if row.contact_id != target.contact_id => ParticipantRole::Cc,
            role => role,
        };
        match present
            .iter()
            .find(|(other, _)| other.identity_id == row.identity_id)
        {
            None => participants::move_to(tx, row.id, target.id, role).await?,
            Some((other, _)) => {
                if other.role == ParticipantRole::ThirdParty && role != ParticipantRole::ThirdParty {
                    participants::set_role(tx, other, role).await?;
                }
                participants::remove(tx, row.id).await?;
            }
        }
    }
    Ok(())
}

async fn move_tags(tx: &Tx, source: &Model, target: &Model) -> Result<(), DeskError> {
    let ids: Vec<Uuid> = taggings::of_ticket(tx, source.id)
        .await?
        .iter()
        .map(|tag| tag.id)
        .collect();
    taggings::add(tx, target.id, &ids).await?;
    Ok(())
}

async fn move_links(tx: &Tx, source: &Model, target: &Model) -> Result<(), DeskError> {
    for link in ticket_links::of_ticket(tx, source.id).await? {
        ticket_links::remove(tx, link.ticket_id, link.other_id).await?;
        let swap = |id| if id == source.id { target.id } else { id };
        let (from, to) = (swap(link.ticket_id), swap(link.other_id));
        if from != to {
            ticket_links::insert(tx, from, to, link.kind).await?;
        }
    }
    Ok(())
}

/// An agent who began to write on both finds both texts in one draft.
async fn move_drafts(tx: &Tx, source: &Model, target: &Model) -> Result<(), DeskError> {
    let present = drafts::of_ticket(tx, target.id).await?;
    for moved in drafts::of_ticket(tx, source.id).await? {
        let other = present
            .iter()
            .find(|draft| draft.user_id == moved.user_id && draft.kind == moved.kind);
        match other {
            None => drafts::move_to(tx, moved.id, target.id).await?,
            Some(other) => {
                drafts::delete(tx, source.id, moved.user_id, moved.kind).await?;
                drafts::save(tx, other, draft::joined(other, &moved)).await?;
            }
        }
    }
    Ok(())
}
