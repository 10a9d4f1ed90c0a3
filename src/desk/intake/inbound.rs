//! Somebody on the other side wrote: their message joins a ticket or opens one.

use centralino_channels::event::{AutomaticKind, Inbound};
use sea_orm::DbErr;
use serde_json::{Value, json};

use super::arrival::{Arrival, Outcome};
use super::{acknowledge, writing};
use crate::desk::threading::{self, Lead, Route, Rule, Standing};
use crate::desk::{language, upkeep};
use crate::live::{Notice, TicketChange};
use crate::people::identities::{self, Claim, Known};
use crate::store::entity::contacts::ContactKind;
use crate::store::entity::events::EventKind;
use crate::store::entity::messages::{AuthorKind, MessageKind, Model};
use crate::store::entity::participants::ParticipantRole;
use crate::store::entity::ticket_links::LinkKind;
use crate::store::entity::tickets::{self, TicketStatus};
use crate::store::events::{self, Actor};
use crate::store::notifications::{self, Reason};
use crate::store::tickets::NewTicket;
use crate::store::{self, Tx};

/// Said of a stranger who calls themselves like one of us.
const IMPOSTOR: &str = "the sender's name is that of somebody in this house, the address is not";

pub(super) async fn file(tx: &Tx, arrival: &Arrival<'_>) -> Result<Outcome, DbErr> {
    let mail = arrival.mail;
    let known = identities::find(tx, arrival.channel.id, &mail.author).await?;
    let contact = known.as_ref().map(|identity| identity.contact_id);
    let days = arrival.app.config.desk.reopen_days;
    let route = threading::route(tx, &arrival.app.keys, mail, contact, arrival.at, days).await?;
    if let Some(reason) = refusal(tx, mail, &route, contact).await? {
        return Ok(Outcome::ignored(reason));
    }
    let (claim, kind) = (Claim::Wrote, ContactKind::Customer);
    let author = identities::admit(tx, arrival.channel.id, &mail.author, claim, kind, known).await?;
    store::correspondents::touch(tx, author.contact.id).await?;
    tx.notify(Notice::Contact {
        id: author.contact.id,
    });
    match route {
        Route::Join(lead, standing) => join(tx, arrival, &author, &lead, standing).await,
        Route::Open(link, reason) => open(tx, arrival, &author, link, &reason).await,
    }
}

/// Why automatic mail is kept in the ledger alone.
async fn refusal(
    tx: &Tx,
    mail: &Inbound,
    route: &Route,
    contact: Option<uuid::Uuid>,
) -> Result<Option<String>, DbErr> {
    let Some(automatic) = &mail.automatic else {
        return Ok(None);
    };
    let lead = match route {
        Route::Join(lead, _) => lead,
        Route::Open(..) => {
            return Ok(match automatic.kind {
                AutomaticKind::Bounce => Some("bounce: it speaks of no message of ours".to_owned()),
                AutomaticKind::Loop => Some("our own automatic mail came back".to_owned()),
                _ => None,
            });
        }
    };
    // A signed address given to some service as one's own: its confirmation code must not reach the ticket.
    let answers_us = matches!(automatic.kind, AutomaticKind::Reply | AutomaticKind::Bounce);
    let by_address = matches!(lead.rule, Rule::ReplyToken | Rule::AgentAddress);
    if !by_address || (answers_us && !is_robot(&mail.author.address)) {
        return Ok(None);
    }
    let takes_part = match contact {
        Some(contact) => {
            lead.ticket.contact_id == contact
                || store::threads::takes_part(tx, &[lead.ticket.id, lead.named.id], contact).await?
        }
        None => false,
    };
    Ok((!takes_part).then(|| {
        format!(
            "quarantined: automatic mail of a stranger to the signed address of ticket {}",
            lead.ticket.number
        )
    }))
}

/// Local parts that say that nobody reads there.
fn is_robot(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default().to_lowercase();
    let plain: String = local.chars().filter(char::is_ascii_alphanumeric).collect();
    ["noreply", "donotreply", "notreply", "dontreply"]
        .iter()
        .any(|robot| plain.contains(robot))
}

async fn join(
    tx: &Tx,
    arrival: &Arrival<'_>,
    author: &Known,
    lead: &Lead,
    standing: Standing,
) -> Result<Outcome, DbErr> {
    let ticket = &lead.ticket;
    let third_party = standing == Standing::ThirdParty;
    let message = insert(tx, arrival, author, ticket, third_party).await?;
    let role = match standing {
        Standing::ThirdParty => ParticipantRole::ThirdParty,
        Standing::Participant if author.contact.id == ticket.contact_id => ParticipantRole::Requester,
        Standing::Participant => ParticipantRole::Cc,
    };
    store::participants::join(tx, ticket.id, &author.identity, role).await?;
    if !third_party && arrival.mail.automatic.is_none() {
        writing::join_named(tx, arrival, ticket).await?;
    }
    let data = json!({
        "message_id": message.id,
        "rule": lead.rule.as_str(),
        "confidence": lead.rule.confidence(),
        "reason": lead.evidence,
        "third_party": third_party,
        "automatic": message.automatic,
        "merged_from": (lead.named.id != ticket.id).then_some(lead.named.number),
    });
    let actor = Actor::Contact(author.contact.id);
    events::on_ticket(tx, ticket, actor, EventKind::MessageReceived, data).await?;
    let after = wake(tx, arrival, ticket, &message, actor).await?;
    store::tickets::save(tx, ticket, after).await?;
    tell_of_answer(tx, arrival, ticket, &message).await?;
    tx.notify(Notice::Ticket {
        id: ticket.id,
        change: TicketChange::Message,
    });
    Ok(Outcome::accepted(ticket.id, message.id))
}

/// The ticket after a message joined it. What a machine wrote is noted, and moves nothing.
async fn wake(
    tx: &Tx,
    arrival: &Arrival<'_>,
    ticket: &tickets::Model,
    message: &Model,
    actor: Actor,
) -> Result<tickets::Model, DbErr> {
    let mut after = ticket.clone();
    after.last_message_id = Some(message.id);
    after.last_inbound_at = ticket.last_inbound_at.max(Some(arrival.at));
    if message.automatic.is_some() {
        return Ok(after);
    }
    after.preview = upkeep::preview(message);
    after.last_activity_at = ticket.last_activity_at.max(arrival.at);
    if ticket.status == TicketStatus::Spam {
        return Ok(after);
    }
    if ticket.status != TicketStatus::Open {
        let data = json!({"from": ticket.status, "to": TicketStatus::Open});
        events::on_ticket(tx, ticket, actor, EventKind::StatusChanged, data).await?;
        after.status = TicketStatus::Open;
        after.snoozed_until = None;
        after.resolved_at = None;
    }
    if !message.third_party {
        after.waiting_since = ticket.waiting_since.or(Some(arrival.at));
    }
    Ok(after)
}

async fn open(
    tx: &Tx,
    arrival: &Arrival<'_>,
    author: &Known,
    link: Option<(tickets::Model, LinkKind)>,
    reason: &str,
) -> Result<Outcome, DbErr> {
    let ticket = open_ticket(tx, arrival, author, reason, link).await?;
    let message = insert(tx, arrival, author, &ticket, false).await?;
    let role = ParticipantRole::Requester;
    store::participants::join(tx, ticket.id, &author.identity, role).await?;
    if arrival.mail.automatic.is_none() {
        writing::join_named(tx, arrival, &ticket).await?;
    }
    let automatic = message.automatic.is_some();
    let after = tickets::Model {
        preview: upkeep::preview(&message),
        last_message_id: Some(message.id),
        last_inbound_at: Some(arrival.at),
        last_activity_at: arrival.at,
        waiting_since: (!automatic).then_some(arrival.at),
        ..ticket.clone()
    };
    let ticket = store::tickets::save(tx, &ticket, after).await?;
    acknowledge::send(tx, arrival, &ticket, &message, &author.contact).await?;
    if !automatic {
        tell_team(tx, &ticket, &message).await?;
    }
    Ok(Outcome::accepted(ticket.id, message.id))
}

/// A new ticket of the author, with its event, its link and its place in the index.
pub(super) async fn open_ticket(
    tx: &Tx,
    arrival: &Arrival<'_>,
    contact: &Known,
    reason: &str,
    link: Option<(tickets::Model, LinkKind)>,
) -> Result<tickets::Model, DbErr> {
    let new = NewTicket {
        subject: writing::subject_of(arrival),
        contact_id: contact.contact.id,
        channel_id: arrival.channel.id,
        team_id: arrival.channel.team_id,
        assignee_id: None,
        language: language::of(&arrival.mail.reply_text).map(str::to_owned),
    };
    let ticket = store::tickets::insert(tx, new).await?;
    store::search::index_ticket(tx, &ticket).await?;
    let actor = Actor::Contact(contact.contact.id);
    let data =
        json!({"rule": "new", "confidence": "certain", "reason": reason, "channel": arrival.channel.name});
    events::on_ticket(tx, &ticket, actor, EventKind::Created, data).await?;
    if let Some((old, kind)) = link {
        store::ticket_links::insert(tx, ticket.id, old.id, kind).await?;
        let word = kind.as_str();
        events::on_ticket(tx, &ticket, actor, EventKind::Linked, linked(word, &old)).await?;
        events::on_ticket(tx, &old, actor, EventKind::Linked, linked(word, &ticket)).await?;
    }
    tx.notify(Notice::Ticket {
        id: ticket.id,
        change: TicketChange::Created,
    });
    Ok(ticket)
}

fn linked(kind: &str, other: &tickets::Model) -> Value {
    json!({"kind": kind, "ticket_id": other.id, "number": other.number})
}

async fn insert(
    tx: &Tx,
    arrival: &Arrival<'_>,
    author: &Known,
    ticket: &tickets::Model,
    third_party: bool,
) -> Result<Model, DbErr> {
    let draft = writing::draft(tx, arrival, ticket, MessageKind::Inbound, AuthorKind::Contact);
    let mut problems = arrival.mail.problems.clone();
    if arrival.ours.is_called(&draft.author_name) {
        problems.push(IMPOSTOR.to_owned());
    }
    let message = Model {
        problems: json!(problems),
        contact_id: author.contact.id,
        author_identity_id: Some(author.identity.id),
        author_name: match draft.author_name.is_empty() {
            true => author.identity.display.clone().unwrap_or_default(),
            false => draft.author_name.clone(),
        },
        third_party,
        ..draft
    };
    writing::write(tx, arrival, message).await
}

/// Nobody's ticket: whoever of its team asked to be told of such.
async fn tell_team(tx: &Tx, ticket: &tickets::Model, message: &Model) -> Result<(), DbErr> {
    let Some(team_id) = ticket.team_id.filter(|_| ticket.assignee_id.is_none()) else {
        return Ok(());
    };
    let members = store::teams::members(tx, team_id).await?;
    let (reason, words) = (Reason::NewTicket, Some(message.id));
    notifications::insert_for_those_who_want(tx, &members, reason, ticket.id, words).await
}

/// Whose ticket it is hears of an answer, and whoever of its team asked to be told of such.
async fn tell_of_answer(
    tx: &Tx,
    arrival: &Arrival<'_>,
    ticket: &tickets::Model,
    message: &Model,
) -> Result<(), DbErr> {
    if arrival.mail.automatic.is_some() {
        return Ok(());
    }
    if let Some(user_id) = ticket.assignee_id {
        notifications::insert(tx, user_id, Reason::Reply, ticket.id, Some(message.id)).await?;
    }
    if let Some(team_id) = ticket.team_id {
        let mut others = store::teams::members(tx, team_id).await?;
        others.retain(|user| Some(user.id) != ticket.assignee_id);
        let (reason, words) = (Reason::TeamReply, Some(message.id));
        notifications::insert_for_those_who_want(tx, &others, reason, ticket.id, words).await?;
    }
    Ok(())
}
