//! The columns of a ticket that follow from its messages, read anew after messages moved or were taken back; and the
//! rows that follow a ticket when it is merged.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Tx;
use super::entity::messages::{AuthorKind, Column, DeliveryState, Entity, MessageKind, Model};
use super::entity::tickets::TicketStatus;
use super::entity::{automatic_replies, notifications, search_documents, tickets};

/// What the messages of a ticket say about it.
#[derive(Debug, Default)]
pub struct Derived {
    /// The newest message.
    pub last: Option<Model>,
    pub last_inbound_at: Option<DateTime<Utc>>,
    pub first_reply_at: Option<DateTime<Utc>>,
    /// The first thing a participant wrote that no person has answered yet.
    pub waiting_since: Option<DateTime<Utc>>,
}

pub async fn derive(conn: &impl ConnectionTrait, ticket_id: Uuid) -> Result<Derived, DbErr> {
    let of_ticket = || Entity::find().filter(Column::TicketId.eq(ticket_id));
    let from_people = || {
        of_ticket()
            .filter(Column::Kind.eq(MessageKind::Inbound))
            .filter(Column::ThirdParty.eq(false))
            .filter(Column::Automatic.is_null())
    };
    let replies = || {
        of_ticket()
            .filter(Column::Kind.eq(MessageKind::Outbound))
            .filter(Column::AuthorKind.eq(AuthorKind::Agent))
            .filter(Column::ForwardedFrom.is_null())
            .filter(Column::State.ne(DeliveryState::Cancelled))
    };
    let last = of_ticket()
        .filter(Column::State.ne(DeliveryState::Cancelled))
        .order_by_desc(Column::Id)
        .one(conn)
        .await?;
    let last_inbound = of_ticket()
        .filter(Column::Kind.eq(MessageKind::Inbound))
        .order_by_desc(Column::Id)
        .one(conn)
        .await?;
    let first_reply = replies().order_by_asc(Column::Id).one(conn).await?;
    let last_reply = replies().order_by_desc(Column::Id).one(conn).await?;
    let mut unanswered = from_people();
    if let Some(reply) = last_reply {
        unanswered = unanswered.filter(Column::Id.gt(reply.id));
    }
    let unanswered = unanswered.order_by_asc(Column::Id).one(conn).await?;
    Ok(Derived {
        last,
        last_inbound_at: last_inbound.map(|m| m.created_at),
        first_reply_at: first_reply.map(|m| m.at),
        waiting_since: unanswered.map(|m| m.created_at),
    })
}

/// Snoozed tickets whose time has come, at most `limit`, held until the transaction ends.
pub async fn due_snoozed(tx: &Tx, limit: u64) -> Result<Vec<tickets::Model>, DbErr> {
    tickets::Entity::find()
        .filter(tickets::Column::Status.eq(TicketStatus::Snoozed))
        .filter(tickets::Column::SnoozedUntil.lte(tx.now()))
        .order_by_asc(tickets::Column::SnoozedUntil)
        .limit(limit)
        .lock_exclusive()
        .all(tx)
        .await
}

/// Whatever names the merged ticket and is no part of its own story now names the target.
pub async fn repoint(tx: &Tx, from: Uuid, to: Uuid) -> Result<(), DbErr> {
    notifications::Entity::update_many()
        .col_expr(notifications::Column::TicketId, Expr::value(to))
        .filter(notifications::Column::TicketId.eq(from))
        .exec(tx)
        .await?;
    automatic_replies::Entity::update_many()
        .col_expr(automatic_replies::Column::TicketId, Expr::value(to))
        .filter(automatic_replies::Column::TicketId.eq(from))
        .exec(tx)
        .await?;
    tickets::Entity::update_many()
        .col_expr(tickets::Column::MergedInto, Expr::value(to))
        .filter(tickets::Column::MergedInto.eq(from))
        .exec(tx)
        .await?;
    Ok(())
}

/// Search finds these messages under another ticket from now on.
pub async fn reindex(tx: &Tx, message_ids: &[Uuid], to: Uuid) -> Result<(), DbErr> {
    search_documents::Entity::update_many()
        .col_expr(search_documents::Column::TicketId, Expr::value(to))
        .filter(search_documents::Column::ObjectId.is_in(message_ids.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

/// All message documents of one ticket move to another.
pub async fn reindex_all(tx: &Tx, from: Uuid, to: Uuid) -> Result<(), DbErr> {
    search_documents::Entity::update_many()
        .col_expr(search_documents::Column::TicketId, Expr::value(to))
        .filter(search_documents::Column::TicketId.eq(from))
        .filter(search_documents::Column::Kind.eq(search_documents::SearchKind::Message))
        .exec(tx)
        .await?;
    Ok(())
}
