//! A ticket in full.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{TicketName, TicketRow, rows};
use crate::access::Caller;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult};
use crate::store::entity::participants::ParticipantRole;
use crate::store::entity::ticket_links::LinkKind;
use crate::store::entity::tickets::{Model, TicketStatus};
use crate::store::{messages, participants, ticket_links, ticket_reads, tickets};

/// A row of the queue, and what only the ticket's own page shows.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ticket {
    #[serde(flatten)]
    pub row: TicketRow,
    /// Of the customer's words.
    pub language: Option<String>,
    pub first_reply_at: Option<DateTime<Utc>>,
    pub resolved_at: Option<DateTime<Utc>>,
    /// Forwards there.
    pub merged_into: Option<TicketName>,
    pub participants: Vec<Participant>,
    pub links: Vec<TicketLink>,
    /// The oldest message the caller has not seen; null when there is none.
    pub first_unread_id: Option<Uuid>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Participant {
    pub id: Uuid,
    pub contact_id: Uuid,
    pub identity_id: Uuid,
    pub name: Option<String>,
    pub address: String,
    pub role: ParticipantRole,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TicketLink {
    pub ticket: LinkedTicket,
    pub kind: LinkKind,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LinkedTicket {
    pub id: Uuid,
    pub number: i64,
    pub subject: String,
    pub status: TicketStatus,
}

/// The ticket as the caller sees it; links to tickets out of their scope are left out.
pub async fn ticket(app: &App, caller: &Caller, model: Model) -> ApiResult<Ticket> {
    let conn = app.store.read();
    let row = rows(app, caller, vec![model.clone()]).await?.pop();
    let people = participants::of_ticket(conn, model.id).await?;
    let merged = match model.merged_into {
        // The target may lie with people this caller knows nothing of.
        Some(id) => tickets::find(conn, &caller.scope, id).await?,
        None => None,
    };
    Ok(Ticket {
        row: row.ok_or_else(ApiError::not_found)?,
        language: model.language.clone(),
        first_reply_at: model.first_reply_at,
        resolved_at: model.resolved_at,
        merged_into: merged.as_ref().map(TicketName::from),
        participants: people
            .into_iter()
            .map(|(row, identity)| Participant {
                id: row.id,
                contact_id: row.contact_id,
                identity_id: row.identity_id,
                name: identity.as_ref().and_then(|i| i.display.clone()),
                address: identity.map(|i| i.value).unwrap_or_default(),
                role: row.role,
            })
            .collect(),
        links: links(app, caller, model.id).await?,
        first_unread_id: first_unread(app, caller, model.id).await?,
    })
}

async fn first_unread(app: &App, caller: &Caller, id: Uuid) -> Result<Option<Uuid>, DbErr> {
    let conn = app.store.read();
    let seen = ticket_reads::seen(conn, caller.user_id, id).await?;
    let unseen = messages::unseen_by(conn, id, caller.user_id, seen, 1).await?;
    Ok(unseen.first().map(|message| message.id))
}

async fn links(app: &App, caller: &Caller, id: Uuid) -> Result<Vec<TicketLink>, DbErr> {
    let conn = app.store.read();
    let links = ticket_links::of_ticket(conn, id).await?;
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let other = |link: &crate::store::entity::ticket_links::Model| match link.ticket_id == id {
        true => link.other_id,
        false => link.ticket_id,
    };
    let ids: Vec<Uuid> = links.iter().map(other).collect();
    let visible: HashMap<Uuid, Model> = tickets::find_many(conn, &caller.scope, &ids)
        .await?
        .into_iter()
        .map(|ticket| (ticket.id, ticket))
        .collect();
    Ok(links
        .iter()
        .filter_map(|link| {
            let ticket = visible.get(&other(link))?;
            Some(TicketLink {
                ticket: LinkedTicket {
                    id: ticket.id,
                    number: ticket.number,
                    subject: ticket.subject.clone(),
                    status: ticket.status,
                },
                kind: link.kind,
            })
        })
        .collect())
}
