//! Rows of `messages`: found within a scope of tickets, appended, moved between tickets.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set,
};
use serde_json::json;
use uuid::Uuid;

use super::Tx;
use super::entity::messages::{AuthorKind, Column, DeliveryState, Entity, MessageKind, Model};
use super::entity::tickets;
use super::scope::Scope;

/// Messages whose ticket the scope shows; for queries over `messages`.
pub fn within(scope: &Scope) -> Condition {
    if scope.is_unlimited() {
        return Condition::all();
    }
    let visible = tickets::Entity::find()
        .select_only()
        .column(tickets::Column::Id)
        .filter(scope.tickets())
        .into_query();
    Condition::all().add(Column::TicketId.in_subquery(visible))
}

/// A message of a ticket the scope shows.
pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(within(scope)).one(conn).await
}

/// Like [`find`], held until the transaction ends.
pub async fn lock(tx: &Tx, scope: &Scope, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(within(scope))
        .lock_exclusive()
        .one(tx)
        .await
}

/// Those of `ids` that belong to the ticket, oldest first.
pub async fn of_ticket(
    conn: &impl ConnectionTrait,
    ticket_id: Uuid,
    ids: &[Uuid],
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::TicketId.eq(ticket_id))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(Column::Id)
        .all(conn)
        .await
}

/// The newest message of the ticket, notes included.
pub async fn newest(conn: &impl ConnectionTrait, ticket_id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::TicketId.eq(ticket_id))
        .order_by_desc(Column::Id)
        .one(conn)
        .await
}

/// A message of a ticket the caller may see; its ticket is the one to ask about.
pub async fn by_id(conn: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(conn).await
}

/// The newest message of one kind.
pub async fn newest_of_kind(
    conn: &impl ConnectionTrait,
    ticket_id: Uuid,
    kind: MessageKind,
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::TicketId.eq(ticket_id))
        .filter(Column::Kind.eq(kind))
        .order_by_desc(Column::Id)
        .one(conn)
        .await
}

/// A message row with everything at its plainest, to be filled in and given to [`insert`].
pub fn blank(tx: &Tx, ticket: &tickets::Model, kind: MessageKind, author: AuthorKind) -> Model {
    Model {
        id: tx.id(),
        ticket_id: ticket.id,
        contact_id: ticket.contact_id,
        channel_id: None,
        kind,
        author_kind: author,
        author_user_id: None,
        author_identity_id: None,
        author_name: String::new(),
        author_address: None,
        external_id: None,
        reference_id: None,
        in_reply_to: None,
        reference_ids: json!([]),
        subject: None,
        text: String::new(),
        html: None,
        reply_text: String::new(),
        to: json!([]),
        cc: json!([]),
        bcc: json!([]),
        reply_to: json!([]),
        automatic: None,
        third_party: false,
        forwarded_from: None,
        forward_of: None,
        state: DeliveryState::Received,
        state_reason: None,
        seen_message_id: None,
        problems: json!([]),
        at: tx.now(),
        sent_at: None,
        created_at: tx.now(),
        version: 1,
    }
}

pub async fn insert(tx: &Tx, message: Model) -> Result<Model, DbErr> {
    message.into_active_model().reset_all().insert(tx).await
}

/// Sets the state of the whole message and counts its version up.
pub async fn set_state(
    tx: &Tx,
    message: &Model,
    state: DeliveryState,
    reason: Option<String>,
) -> Result<Model, DbErr> {
    let mut row = message.clone().into_active_model();
    row.state = Set(state);
    row.state_reason = Set(reason);
    row.version = Set(message.version + 1);
    row.update(tx).await
}

/// Gives all messages of one ticket to another; their number.
pub async fn move_all(tx: &Tx, from: Uuid, to: Uuid) -> Result<u64, DbErr> {
    let done = Entity::update_many()
        .col_expr(Column::TicketId, Expr::value(to))
        .filter(Column::TicketId.eq(from))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// Gives these messages to another ticket, as no third party's any more.
pub async fn move_some(tx: &Tx, ids: &[Uuid], to: Uuid) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::TicketId, Expr::value(to))
        .col_expr(Column::ThirdParty, Expr::value(false))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Marks what this identity wrote to the ticket as a participant's.
pub async fn accept_author(tx: &Tx, ticket_id: Uuid, identity_id: Uuid) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::ThirdParty, Expr::value(false))
        .filter(Column::TicketId.eq(ticket_id))
        .filter(Column::AuthorIdentityId.eq(identity_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// How many messages a ticket has.
pub async fn count(conn: &impl ConnectionTrait, ticket_id: Uuid) -> Result<u64, DbErr> {
    Entity::find()
        .filter(Column::TicketId.eq(ticket_id))
        .count(conn)
        .await
}

/// Whether this identity wrote anything on the ticket.
pub async fn wrote_in(
    conn: &impl ConnectionTrait,
    ticket_id: Uuid,
    identity_id: Uuid,
) -> Result<bool, DbErr> {
    let one = Entity::find()
        .filter(Column::TicketId.eq(ticket_id))
        .filter(Column::AuthorIdentityId.eq(identity_id))
        .one(conn)
        .await?;
    Ok(one.is_some())
}

/// The newest inbound message a person wrote; a machine's only when there is no other.
pub async fn last_from_people(conn: &impl ConnectionTrait, ticket_id: Uuid) -> Result<Option<Model>, DbErr> {
    let person = Entity::find()
        .filter(Column::TicketId.eq(ticket_id))
        .filter(Column::Kind.eq(MessageKind::Inbound))
        .filter(Column::ThirdParty.eq(false))
        .filter(Column::Automatic.is_null())
        .order_by_desc(Column::Id)
        .one(conn)
        .await?;
    match person {
        Some(message) => Ok(Some(message)),
        None => newest_of_kind(conn, ticket_id, MessageKind::Inbound).await,
    }
}

/// At most `limit` messages after `seen` that `user_id` did not write and that no machine of ours wrote, oldest first.
pub async fn unseen_by(
    conn: &impl ConnectionTrait,
    ticket_id: Uuid,
    user_id: Uuid,
    seen: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find()
        .filter(Column::TicketId.eq(ticket_id))
        .filter(Column::AuthorKind.ne(AuthorKind::System))
        .filter(Column::State.ne(DeliveryState::Cancelled))
        .filter(
            Condition::any()
                .add(Column::AuthorUserId.is_null())
                .add(Column::AuthorUserId.ne(user_id)),
        );
    if let Some(seen) = seen {
        query = query.filter(Column::Id.gt(seen));
    }
    query.order_by_asc(Column::Id).limit(limit).all(conn).await
}

/// Outbound messages of the ticket that wait to be sent, oldest first.
pub async fn queued(conn: &impl ConnectionTrait, ticket_id: Uuid, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::TicketId.eq(ticket_id))
        .filter(Column::Kind.eq(MessageKind::Outbound))
        .filter(Column::State.eq(DeliveryState::Queued))
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(conn)
        .await
}

/// Says that an outbound message passes on somebody else's.
pub async fn mark_forward(
    tx: &Tx,
    message: &Model,
    original: Uuid,
    author: serde_json::Value,
) -> Result<Model, DbErr> {
    let mut row = message.clone().into_active_model();
    row.forward_of = Set(Some(original));
    row.forwarded_from = Set(Some(author));
    row.update(tx).await
}
