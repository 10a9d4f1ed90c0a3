//! Which ticket a message belongs to: the rules in their order, and the guards that keep strangers and new matters out.

use centralino_channels::event::Inbound;
use chrono::{DateTime, Duration, Utc};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{message_id, outgoing, reply_token, subject};
use crate::keys::Keys;
use crate::store::entity::messages::{self, MessageKind};
use crate::store::entity::ticket_links::LinkKind;
use crate::store::entity::tickets::{self, TicketStatus};
use crate::store::{self, Tx, threads};

/// Ids of one mail that are looked up; real threads have fewer, forged headers thousands.
const MOST_IDS: usize = 60;

/// What led to a ticket, surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    ReplyToken,
    /// The signed address of an agent, used by somebody else.
    AgentAddress,
    OwnMessageId,
    StoredMessageId,
    SubjectTag,
}

impl Rule {
    /// The word stored in events.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReplyToken => "reply_token",
            Self::AgentAddress => "agent_address",
            Self::OwnMessageId => "own_message_id",
            Self::StoredMessageId => "stored_message_id",
            Self::SubjectTag => "subject_tag",
        }
    }

    /// How sure it is, in words for the timeline.
    pub fn confidence(self) -> &'static str {
        match self {
            Self::ReplyToken | Self::AgentAddress => "certain",
            Self::OwnMessageId => "very_high",
            Self::StoredMessageId => "high",
            Self::SubjectTag => "medium",
        }
    }
}

/// A ticket some header leads to.
#[derive(Clone, Debug)]
pub struct Lead {
    pub rule: Rule,
    /// Where it leads, merges followed.
    pub ticket: tickets::Model,
    /// The ticket it named before merges were followed.
    pub named: tickets::Model,
    /// The message it answers, where an id named one.
    pub answered: Option<messages::Model>,
    /// The very words that led there.
    pub evidence: String,
}

/// How an author stands to the ticket a message joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Participant,
    ThirdParty,
}

/// Where a message goes.
#[derive(Clone, Debug)]
pub enum Route {
    Join(Lead, Standing),
    /// A new ticket, linked to an old one where that is told.
    Open(Option<(tickets::Model, LinkKind)>, String),
}

/// Follows the headers to a ticket, without asking who wrote.
pub async fn lead(tx: &Tx, keys: &Keys, mail: &Inbound) -> Result<Option<Lead>, DbErr> {
    if let Some(lead) = by_token(tx, keys, mail).await? {
        return Ok(Some(lead));
    }
    if let Some(lead) = by_agent_address(tx, keys, mail).await? {
        return Ok(Some(lead));
    }
    if let Some(lead) = by_own_id(tx, keys, mail).await? {
        return Ok(Some(lead));
    }
    by_stored_id(tx, mail).await
}

/// Like [`lead`], with the subject's tag as the last resort; whoever calls answers for the author.
pub async fn lead_or_tag(tx: &Tx, keys: &Keys, mail: &Inbound) -> Result<Option<Lead>, DbErr> {
    match lead(tx, keys, mail).await? {
        Some(lead) => Ok(Some(lead)),
        None => by_tag(tx, mail).await,
    }
}

/// Where a message of somebody on the other side goes. `contact`: who wrote, if known; `at`: when it arrived.
pub async fn route(
    tx: &Tx,
    keys: &Keys,
    mail: &Inbound,
    contact: Option<Uuid>,
    at: DateTime<Utc>,
    reopen_days: u64,
) -> Result<Route, DbErr> {
    let new = |reason: &str| Ok(Route::Open(None, reason.to_owned()));
    let Some(lead) = lead_or_tag(tx, keys, mail).await? else {
        return new("nothing in it names a ticket");
    };
    let participant = takes_part(tx, &lead, contact).await?;
    if !participant {
        if lead.rule == Rule::SubjectTag {
            // Knowing a number must never be enough.
            return new("the subject names a ticket in which the sender takes no part");
        }
        if lead.answered.as_ref().is_some_and(went_to_many) {
            return new("it answers a mail that went to many");
        }
    }
    if mail.automatic.is_some() {
        let standing = standing(participant, lead.rule);
        return Ok(Route::Join(lead, standing));
    }
    if participant && lead.rule != Rule::ReplyToken && has_new_subject(mail, &lead) {
        return Ok(Route::Open(
            Some((lead.ticket, LinkKind::Related)),
            "a new subject on an old thread".to_owned(),
        ));
    }
    let standing = standing(participant, lead.rule);
    if standing == Standing::Participant && is_long_done(&lead.ticket, at, reopen_days) {
        return Ok(Route::Open(
            Some((lead.ticket, LinkKind::FollowUp)),
            format!("the ticket was resolved more than {reopen_days} days ago"),
        ));
    }
    Ok(Route::Join(lead, standing))
}

/// The signed address was given to whoever writes there; any other way in is open to participants alone.
fn standing(participant: bool, rule: Rule) -> Standing {
    if participant || rule == Rule::ReplyToken {
        Standing::Participant
    } else {
        Standing::ThirdParty
    }
}

async fn by_token(tx: &Tx, keys: &Keys, mail: &Inbound) -> Result<Option<Lead>, DbErr> {
    let Some(id) = reply_token::find(keys, mail.recipients.iter().map(String::as_str)) else {
        return Ok(None);
    };
    to_ticket(tx, id, Rule::ReplyToken, None, "the signed address").await
}

async fn by_agent_address(tx: &Tx, keys: &Keys, mail: &Inbound) -> Result<Option<Lead>, DbErr> {
    let addresses = || mail.recipients.iter().map(String::as_str);
    if !addresses().any(reply_token::looks_like_an_agents) {
        return Ok(None);
    }
    for user_id in store::users::all_ids(tx).await? {
        if let Some(id) = reply_token::find_for_agent(keys, addresses(), user_id) {
            return to_ticket(tx, id, Rule::AgentAddress, None, "the signed address of an agent").await;
        }
    }
    Ok(None)
}

async fn by_own_id(tx: &Tx, keys: &Keys, mail: &Inbound) -> Result<Option<Lead>, DbErr> {
    for text in answered_ids(mail) {
        let Some(id) = message_id::open(keys, text) else {
            continue;
        };
        if let Some(message) = threads::lock_message(tx, id).await? {
            return to_ticket(tx, message.ticket_id, Rule::OwnMessageId, Some(message), text).await;
        }
    }
    Ok(None)
}

async fn by_stored_id(tx: &Tx, mail: &Inbound) -> Result<Option<Lead>, DbErr> {
    let letters = [MessageKind::Inbound, MessageKind::Outbound];
    let mut asked = Vec::new();
    for id in answered_ids(mail) {
        if asked.contains(&id) {
            continue;
        }
        if let Some(message) = threads::by_reference(tx, id, &letters).await? {
            return to_ticket(tx, message.ticket_id, Rule::StoredMessageId, Some(message), id).await;
        }
        asked.push(id);
    }
    Ok(None)
}

async fn by_tag(tx: &Tx, mail: &Inbound) -> Result<Option<Lead>, DbErr> {
    let Some(number) = mail.subject.as_deref().and_then(subject::tag) else {
        return Ok(None);
    };
    match threads::ticket_by_number(tx, number).await? {
        Some(ticket) => {
            let evidence = format!("[#{number}]");
            to_ticket(tx, ticket.id, Rule::SubjectTag, None, &evidence).await
        }
        None => Ok(None),
    }
}

/// In-Reply-To first, then References from last to first.
fn answered_ids(mail: &Inbound) -> impl Iterator<Item = &str> {
    mail.in_reply_to
        .iter()
        .chain(mail.references.iter().rev())
        .map(String::as_str)
        .take(MOST_IDS)
}

async fn to_ticket(
    tx: &Tx,
    id: Uuid,
    rule: Rule,
    answered: Option<messages::Model>,
    evidence: &str,
) -> Result<Option<Lead>, DbErr> {
    let Some(named) = store::tickets::lock_any(tx, id).await? else {
        return Ok(None);
    };
    let ticket = store::tickets::forward(tx, named.clone()).await?;
    Ok(Some(Lead {
        rule,
        ticket,
        named,
        answered,
        evidence: evidence.chars().take(300).collect(),
    }))
}

async fn takes_part(tx: &Tx, lead: &Lead, contact: Option<Uuid>) -> Result<bool, DbErr> {
    let Some(contact) = contact else {
        return Ok(false);
    };
    if lead.ticket.contact_id == contact || lead.named.contact_id == contact {
        return Ok(true);
    }
    threads::takes_part(tx, &[lead.ticket.id, lead.named.id], contact).await
}

/// A newsletter of ours: its answers are matters of their own.
fn went_to_many(answered: &messages::Model) -> bool {
    answered.kind == MessageKind::Outbound
        && answered
            .automatic
            .as_deref()
            .is_some_and(|word| word != outgoing::ACKNOWLEDGEMENT)
}

/// A subject that was lost is no new one.
fn has_new_subject(mail: &Inbound, lead: &Lead) -> bool {
    let new = subject::normalised(mail.subject.as_deref().unwrap_or_default());
    let old = [
        Some(lead.ticket.subject.as_str()),
        Some(lead.named.subject.as_str()),
        lead.answered
            .as_ref()
            .and_then(|message| message.subject.as_deref()),
    ];
    !new.is_empty()
        && !old
            .into_iter()
            .flatten()
            .any(|old| subject::normalised(old) == new)
}

fn is_long_done(ticket: &tickets::Model, at: DateTime<Utc>, reopen_days: u64) -> bool {
    let days = Duration::days(i64::try_from(reopen_days).unwrap_or(36_500).min(36_500));
    matches!(ticket.status, TicketStatus::Resolved | TicketStatus::Closed)
        && ticket.resolved_at.is_some_and(|resolved| at - resolved > days)
}
