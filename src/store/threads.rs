//! Looks that follow a thread: which message an id names, and whether an answerer takes part in its ticket.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Tx;
use super::entity::messages::{Column, Entity, MessageKind, Model};
use super::entity::participants::{self, ParticipantRole};
use super::entity::tickets;

/// A message, held until the transaction ends.
pub async fn lock_message(tx: &Tx, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// The oldest message of these kinds that carries this Message-ID, compared byte for byte. One id at a time, in an
/// order that the index of these ids alone gives: a planner that expects many would walk all messages by their own ids.
pub async fn by_reference(
    conn: &impl ConnectionTrait,
    id: &str,
    kinds: &[MessageKind],
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::ReferenceId.eq(id))
        .filter(Column::Kind.is_in(kinds.iter().copied()))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .one(conn)
        .await
}

/// Whether a channel has a message under this external id.
pub async fn is_taken(
    conn: &impl ConnectionTrait,
    channel_id: Uuid,
    external_id: &str,
) -> Result<bool, DbErr> {
    let found = Entity::find()
        .filter(Column::ChannelId.eq(channel_id))
        .filter(Column::ExternalId.eq(external_id))
        .one(conn)
        .await?;
    Ok(found.is_some())
}

/// Whether the contact takes part in one of these tickets, as more than a third party.
pub async fn takes_part(
    conn: &impl ConnectionTrait,
    ticket_ids: &[Uuid],
    contact_id: Uuid,
) -> Result<bool, DbErr> {
    let row = participants::Entity::find()
        .filter(participants::Column::TicketId.is_in(ticket_ids.iter().copied()))
        .filter(participants::Column::ContactId.eq(contact_id))
        .filter(participants::Column::Role.ne(ParticipantRole::ThirdParty))
        .one(conn)
        .await?;
    Ok(row.is_some())
}

/// The ticket with this short number, whoever may see it.
pub async fn ticket_by_number(tx: &Tx, number: i64) -> Result<Option<tickets::Model>, DbErr> {
    tickets::Entity::find()
        .filter(tickets::Column::Number.eq(number))
        .one(tx)
        .await
}

/// The newest message a person on the other side wrote as a participant.
pub async fn last_from_contact(conn: &impl ConnectionTrait, ticket_id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::TicketId.eq(ticket_id))
        .filter(Column::Kind.eq(MessageKind::Inbound))
        .filter(Column::ThirdParty.eq(false))
        .filter(Column::Automatic.is_null())
        .order_by_desc(Column::Id)
        .one(conn)
        .await
}
