//! Rows of `events`: what happened that is not a message. Only ever appended.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set};
use serde_json::Value;
use uuid::Uuid;

use super::Tx;
use super::entity::events::{ActiveModel, Column, Entity, EventKind, Model};
use super::entity::messages::AuthorKind;
use super::entity::tickets::{self, TicketStatus};

/// Who caused an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Agent(Uuid),
    Contact(Uuid),
    System,
}

impl Actor {
    fn columns(self) -> (AuthorKind, Option<Uuid>) {
        match self {
            Self::Agent(id) => (AuthorKind::Agent, Some(id)),
            Self::Contact(id) => (AuthorKind::Contact, Some(id)),
            Self::System => (AuthorKind::System, None),
        }
    }
}

/// Appends an event to the timelines of the ticket and of its contact.
pub async fn on_ticket(
    tx: &Tx,
    ticket: &tickets::Model,
    actor: Actor,
    kind: EventKind,
    data: Value,
) -> Result<Model, DbErr> {
    append(tx, Some(ticket.id), Some(ticket.contact_id), actor, kind, data).await
}

/// Appends an event to the timeline of a contact alone.
pub async fn on_contact(
    tx: &Tx,
    contact_id: Uuid,
    actor: Actor,
    kind: EventKind,
    data: Value,
) -> Result<Model, DbErr> {
    append(tx, None, Some(contact_id), actor, kind, data).await
}

async fn append(
    tx: &Tx,
    ticket_id: Option<Uuid>,
    contact_id: Option<Uuid>,
    actor: Actor,
    kind: EventKind,
    data: Value,
) -> Result<Model, DbErr> {
    let (actor_kind, actor_id) = actor.columns();
    ActiveModel {
        id: Set(tx.id()),
        ticket_id: Set(ticket_id),
        contact_id: Set(contact_id),
        kind: Set(kind),
        actor_kind: Set(actor_kind),
        actor_id: Set(actor_id),
        data: Set(data),
        at: Set(tx.now()),
    }
    .insert(tx)
    .await
}

/// From and to which status a ticket moved in the very transaction of `at`, if it did.
pub async fn status_moved_with(
    conn: &impl ConnectionTrait,
    ticket_id: Uuid,
    at: DateTime<Utc>,
) -> Result<Option<(TicketStatus, TicketStatus)>, DbErr> {
    let moved = Entity::find()
        .filter(Column::TicketId.eq(ticket_id))
        .filter(Column::Kind.is_in([EventKind::StatusChanged, EventKind::Snoozed]))
        .filter(Column::At.eq(at))
        .one(conn)
        .await?;
    let word = |event: &Model, field: &str| serde_json::from_value(event.data.get(field)?.clone()).ok();
    Ok(moved.and_then(|event| {
        let to = match event.kind {
            EventKind::Snoozed => TicketStatus::Snoozed,
            _ => word(&event, "to")?,
        };
        Some((word(&event, "from")?, to))
    }))
}
