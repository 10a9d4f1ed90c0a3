//! How tickets look to clients: as a row of a list.

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Caller;
use crate::app::App;
use crate::store::entity::tickets::{Model, TicketPriority, TicketStatus};
use crate::store::ticket_rows::{Surroundings, surroundings};

/// A thing with a name: agent, team, …
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Named {
    pub id: Uuid,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TicketContact {
    pub id: Uuid,
    pub name: String,
    /// Where the requester writes from.
    pub address: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChannelName {
    pub id: Uuid,
    pub kind: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TicketTag {
    pub id: Uuid,
    pub name: String,
    pub color: String,
}

/// A ticket named from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TicketName {
    pub id: Uuid,
    pub number: i64,
    pub subject: String,
}

impl From<&Model> for TicketName {
    fn from(ticket: &Model) -> Self {
        Self {
            id: ticket.id,
            number: ticket.number,
            subject: ticket.subject.clone(),
        }
    }
}

/// One line of a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TicketRow {
    pub id: Uuid,
    pub number: i64,
    pub subject: String,
    /// First words of the last message.
    pub preview: String,
    pub status: TicketStatus,
    pub priority: TicketPriority,
    pub assignee: Option<Named>,
    pub team: Option<Named>,
    pub contact: TicketContact,
    pub channel: ChannelName,
    pub tags: Vec<TicketTag>,
    pub snoozed_until: Option<DateTime<Utc>>,
    pub waiting_since: Option<DateTime<Utc>>,
    pub last_activity_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    /// Something came that the caller has not seen.
    pub unread: bool,
    /// The caller has begun to write here.
    pub has_draft: bool,
    pub version: i64,
}

/// Rows as the caller sees them, in the order given. The number of statements does not depend on the number of rows.
pub async fn rows(app: &App, caller: &Caller, tickets: Vec<Model>) -> Result<Vec<TicketRow>, DbErr> {
    let around = surroundings(app.store.read(), caller.user_id, &tickets).await?;
    Ok(tickets.iter().map(|ticket| row(ticket, &around)).collect())
}

fn row(ticket: &Model, around: &Surroundings) -> TicketRow {
    let address = around.address_by_ticket.get(&ticket.id).cloned();
    let contact = around.contacts.get(&ticket.contact_id);
    let channel = around.channels.get(&ticket.channel_id);
    TicketRow {
        id: ticket.id,
        number: ticket.number,
        subject: ticket.subject.clone(),
        preview: ticket.preview.clone(),
        status: ticket.status,
        priority: ticket.priority,
        assignee: ticket
            .assignee_id
            .and_then(|id| around.users.get(&id))
            .map(|user| Named {
                id: user.id,
                name: user.name.clone(),
            }),
        team: ticket
            .team_id
            .and_then(|id| around.teams.get(&id))
            .map(|team| Named {
                id: team.id,
                name: team.name.clone(),
            }),
        contact: TicketContact {
            id: ticket.contact_id,
            name: contact.map(|c| c.name.clone()).unwrap_or_default(),
            address,
        },
        channel: ChannelName {
            id: ticket.channel_id,
            kind: channel.map(|c| c.kind.clone()).unwrap_or_default(),
            name: channel.map(|c| c.name.clone()).unwrap_or_default(),
        },
        tags: around
            .tags_by_ticket
            .get(&ticket.id)
            .into_iter()
            .flatten()
            .map(|tag| TicketTag {
                id: tag.id,
                name: tag.name.clone(),
                color: tag.color.clone(),
            })
            .collect(),
        snoozed_until: ticket.snoozed_until,
        waiting_since: ticket.waiting_since,
        last_activity_at: ticket.last_activity_at,
        created_at: ticket.created_at,
        unread: ticket.last_message_id.is_some_and(|last| {
            around
                .seen_by_ticket
                .get(&ticket.id)
                .is_none_or(|seen| *seen < last)
        }),
        has_draft: around.drafted.contains(&ticket.id),
        version: ticket.version,
    }
}
