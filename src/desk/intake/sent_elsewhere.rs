//! What one of us wrote in another program, found in the Sent folder or by a copy to the hub: filed as outbound, so that
//! the thread stays whole. It is not sent again.

use centralino_channels::event::Party;
use sea_orm::DbErr;
use serde_json::json;

use super::arrival::{Arrival, Outcome};
use super::{inbound, writing};
use crate::desk::{threading, upkeep};
use crate::live::{Notice, TicketChange};
use crate::people::identities::{self, Claim};
use crate::store::entity::contacts::ContactKind;
use crate::store::entity::events::EventKind;
use crate::store::entity::messages::{AuthorKind, DeliveryState, MessageKind, Model};
use crate::store::entity::participants::ParticipantRole;
use crate::store::entity::tickets::{self, TicketStatus};
use crate::store::entity::users;
use crate::store::events::{self, Actor};
use crate::store::{self, Tx};

/// Whether anybody but ourselves was written to.
pub(super) fn goes_outside(arrival: &Arrival<'_>) -> bool {
    outside(arrival).next().is_some()
}

fn outside<'a>(arrival: &'a Arrival<'_>) -> impl Iterator<Item = &'a Party> {
    let mail = arrival.mail;
    mail.to
        .iter()
        .chain(&mail.cc)
        .filter(|party| !arrival.ours.is(&party.address) && party.address != mail.author.address)
}

/// Files it on the ticket its headers lead to, else on a new one of whom it was written to.
pub(super) async fn file(
    tx: &Tx,
    arrival: &Arrival<'_>,
    agent: Option<&users::Model>,
) -> Result<Outcome, DbErr> {
    let lead = threading::lead_or_tag(tx, &arrival.app.keys, arrival.mail).await?;
    let ticket = match &lead {
        Some(lead) => lead.ticket.clone(),
        None => {
            let Some(first) = outside(arrival).next() else {
                return Ok(Outcome::ignored("written by us to nobody but ourselves"));
            };
            let channel_id = arrival.channel.id;
            let to = identities::upsert(tx, channel_id, first, Claim::Named, ContactKind::Customer).await?;
            let ticket = inbound::open_ticket(tx, arrival, &to, "written outside the hub", None).await?;
            store::participants::join(tx, ticket.id, &to.identity, ParticipantRole::Requester).await?;
            ticket
        }
    };
    let draft = writing::draft(tx, arrival, &ticket, MessageKind::Outbound, AuthorKind::Agent);
    let message = Model {
        author_user_id: agent.map(|agent| agent.id),
        author_name: match agent {
            Some(agent) => agent.name.clone(),
            None if draft.author_name.is_empty() => arrival.channel.name.clone(),
            None => draft.author_name.clone(),
        },
        state: DeliveryState::Sent,
        ..draft
    };
    let message = writing::write(tx, arrival, message).await?;
    let recipients: Vec<String> = outside(arrival).map(|party| party.address.clone()).collect();
    store::deliveries::insert(tx, message.id, &recipients, DeliveryState::Sent).await?;
    writing::join_named(tx, arrival, &ticket).await?;
    let actor = agent.map_or(Actor::System, |agent| Actor::Agent(agent.id));
    let data = json!({
        "message_id": message.id,
        "rule": lead.as_ref().map_or("new", |lead| lead.rule.as_str()),
        "confidence": lead.as_ref().map_or("certain", |lead| lead.rule.confidence()),
        "reason": lead.as_ref().map_or("written outside the hub", |lead| lead.evidence.as_str()),
    });
    events::on_ticket(tx, &ticket, actor, EventKind::SentElsewhere, data).await?;
    answered(tx, &ticket, &message, actor).await?;
    Ok(Outcome::accepted(ticket.id, message.id))
}

/// The ticket after one of us answered: the customer waits no more.
pub(super) async fn answered(
    tx: &Tx,
    ticket: &tickets::Model,
    message: &Model,
    actor: Actor,
) -> Result<(), DbErr> {
    let mut after = ticket.clone();
    upkeep::note_written(&mut after, message);
    if message.automatic.is_none() {
        after.waiting_since = None;
        after.first_reply_at = ticket.first_reply_at.or(Some(message.at));
        if ticket.status == TicketStatus::Open {
            let data = json!({"from": ticket.status, "to": TicketStatus::Waiting});
            events::on_ticket(tx, ticket, actor, EventKind::StatusChanged, data).await?;
            after.status = TicketStatus::Waiting;
        }
    }
    store::tickets::save(tx, ticket, after).await?;
    tx.notify(Notice::Ticket {
        id: ticket.id,
        change: TicketChange::Message,
    });
    Ok(())
}
