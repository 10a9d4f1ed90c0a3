//! Whom an answer goes to and by which channel: what the composer is filled with, and what holds when nothing is said.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::error::DeskError;
use super::subject;
use crate::access::Caller;
use crate::people::identities::kind_of;
use crate::store::addresses::{self, Address};
use crate::store::entity::messages::{MessageKind, Model};
use crate::store::entity::participants::ParticipantRole;
use crate::store::entity::{channels, identities, participants as participant_row, tickets};
use crate::store::{messages, participants, reply_channels};

/// Which answer is begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Reply,
    ReplyAll,
    Forward,
}

/// What the composer starts with.
#[derive(Clone, Debug)]
pub struct Prefill {
    pub channel_id: Uuid,
    /// Channels on which somebody of the ticket can be reached.
    pub channels: Vec<channels::Model>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub subject: String,
    pub last_message_id: Option<Uuid>,
    /// The message answered or forwarded.
    pub about: Option<Model>,
}

/// The message an answer is about: the given one, else the last a person on the other side wrote. Never a note: what
/// colleagues write to each other is not quoted to customers. `pointer` is the field to blame.
pub async fn answered(
    conn: &impl ConnectionTrait,
    ticket: &tickets::Model,
    message_id: Option<Uuid>,
    pointer: &'static str,
) -> Result<Option<Model>, DeskError> {
    match message_id {
        Some(id) => match messages::of_ticket(conn, ticket.id, &[id]).await?.pop() {
            Some(note) if note.kind == MessageKind::Note => Err(DeskError::invalid(
                pointer,
                "names a note, which stays in the house",
            )),
            Some(found) => Ok(Some(found)),
            None => Err(DeskError::invalid(pointer, "names no message of this ticket")),
        },
        None => Ok(messages::last_from_people(conn, ticket.id).await?),
    }
}

/// Fills the composer. `message_id` picks the message to answer or forward.
pub async fn prefill(
    conn: &impl ConnectionTrait,
    caller: &Caller,
    ticket: &tickets::Model,
    mode: Mode,
    message_id: Option<Uuid>,
) -> Result<Prefill, DeskError> {
    let message = answered(conn, ticket, message_id, "/message_id").await?;
    let people = participants::of_ticket(conn, ticket.id).await?;
    let own = Own::load(conn).await?;
    let mut to = match (mode, &message) {
        (Mode::Forward, _) => Vec::new(),
        (_, Some(message)) => author_of(message, &own),
        (_, None) => Vec::new(),
    };
    if to.is_empty() && mode != Mode::Forward {
        to = requester(&people);
    }
    let cc = match mode {
        Mode::ReplyAll => others(message.as_ref(), &people, &to, &own),
        Mode::Reply | Mode::Forward => Vec::new(),
    };
    let channels = reachable(conn, caller, ticket, &people, mode).await?;
    let preferred = message
        .as_ref()
        .and_then(|m| m.channel_id)
        .unwrap_or(ticket.channel_id);
    let channel_id = [preferred, ticket.channel_id]
        .into_iter()
        .find(|id| channels.iter().any(|channel| channel.id == *id))
        .or(channels.first().map(|channel| channel.id))
        .unwrap_or(ticket.channel_id);
    let about = message
        .as_ref()
        .and_then(|m| m.subject.as_deref())
        .unwrap_or(&ticket.subject);
    Ok(Prefill {
        channel_id,
        channels,
        to,
        cc,
        subject: match mode {
            Mode::Forward => format!("Fwd: {}", subject::without_prefixes(about)),
            Mode::Reply | Mode::ReplyAll => subject::reply(&ticket.subject, None),
        },
        last_message_id: messages::newest(conn, ticket.id).await?.map(|m| m.id),
        about: message,
    })
}

/// Addresses that are ours: answering them would be answering ourselves.
pub struct Own(Vec<String>);

impl Own {
    pub async fn load(conn: &impl ConnectionTrait) -> Result<Self, DeskError> {
        Ok(Self(reply_channels::own_addresses(conn).await?))
    }

    /// Also with a plus-tag, as in signed reply addresses.
    pub fn has(&self, address: &str) -> bool {
        let address = address.to_lowercase();
        let plain = match address.split_once('@') {
            Some((local, domain)) => format!("{}@{domain}", local.split('+').next().unwrap_or(local)),
            None => address.clone(),
        };
        self.0.contains(&address) || self.0.contains(&plain)
    }
}

/// Where the author of a message wants answers: Reply-To before From; of our own message, whom we wrote to.
fn author_of(message: &Model, own: &Own) -> Vec<Address> {
    if message.kind == MessageKind::Outbound {
        return addresses::from_json(&message.to);
    }
    let mut wanted = addresses::from_json(&message.reply_to);
    wanted.retain(|address| !own.has(&address.address));
    if wanted.is_empty() {
        wanted.extend(message.author_address.clone().map(|address| Address {
            name: Some(message.author_name.clone()).filter(|name| !name.is_empty()),
            address,
        }));
    }
    wanted.retain(|address| !own.has(&address.address));
    wanted
}

type Participant = (participant_row::Model, Option<identities::Model>);

fn requester(people: &[Participant]) -> Vec<Address> {
    people
        .iter()
        .find(|(row, _)| row.role == ParticipantRole::Requester)
        .and_then(|(_, identity)| identity.as_ref())
        .map(address_of)
        .into_iter()
        .collect()
}

fn address_of(identity: &identities::Model) -> Address {
    Address {
        name: identity.display.clone(),
        address: identity.value.clone(),
    }
}

/// Everyone else on the message and the ticket; never ourselves, and no third party that was not accepted.
fn others(message: Option<&Model>, people: &[Participant], to: &[Address], own: &Own) -> Vec<Address> {
    let mut candidates = Vec::new();
    if let Some(message) = message {
        candidates.extend(addresses::from_json(&message.to));
        candidates.extend(addresses::from_json(&message.cc));
    }
    let taking_part = people
        .iter()
        .filter(|(row, _)| row.role != ParticipantRole::ThirdParty);
    candidates.extend(
        taking_part
            .filter_map(|(_, identity)| identity.as_ref())
            .map(address_of),
    );
    let mut cc: Vec<Address> = Vec::new();
    for candidate in candidates {
        let same = |known: &Address| known.address.eq_ignore_ascii_case(&candidate.address);
        if !own.has(&candidate.address) && !to.iter().any(same) && !cc.iter().any(same) {
            cc.push(candidate);
        }
    }
    cc
}

/// Channels whose kind of address somebody of the ticket has; a forward may go out by any channel.
async fn reachable(
    conn: &impl ConnectionTrait,
    caller: &Caller,
    ticket: &tickets::Model,
    people: &[Participant],
    mode: Mode,
) -> Result<Vec<channels::Model>, DeskError> {
    let mut channels = reply_channels::all(conn, &caller.scope, Some(ticket.channel_id)).await?;
    if mode != Mode::Forward {
        channels.retain(|channel| {
            channel.id == ticket.channel_id
                || people
                    .iter()
                    .filter_map(|(_, identity)| identity.as_ref())
                    .any(|identity| reaches(channel, identity))
        });
    }
    Ok(channels)
}

fn reaches(channel: &channels::Model, identity: &identities::Model) -> bool {
    let kind = channel.address.as_deref().map(kind_of);
    let same_kind = kind.is_some_and(|kind| kind.as_str() == identity.kind.as_str());
    same_kind && (identity.scope.is_empty() || identity.scope == channel.id.to_string())
}

/// The channel an answer goes out by: the one asked for, if the caller may use it.
pub async fn channel(
    conn: &impl ConnectionTrait,
    caller: &Caller,
    ticket: &tickets::Model,
    requested: Option<Uuid>,
) -> Result<channels::Model, DeskError> {
    let id = match requested {
        Some(id) => id,
        None => {
            let last = messages::last_from_people(conn, ticket.id).await?;
            last.and_then(|message| message.channel_id)
                .unwrap_or(ticket.channel_id)
        }
    };
    reply_channels::find(conn, &caller.scope, Some(ticket.channel_id), id)
        .await?
        .ok_or_else(|| DeskError::invalid("/channel_id", "names no channel you may write by"))
}
