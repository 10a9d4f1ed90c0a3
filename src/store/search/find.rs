//! Looking things up in the index: the newest matches the scope shows. The caller ranks them.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::{CONTACT, MESSAGE, Phrase, TICKET};
use crate::store::entity::messages::{AuthorKind, MessageKind};
use crate::store::entity::{attachments, contacts, messages, search_documents, tickets};
use crate::store::filter::{Expression, Viewpoint};
use crate::store::filter_sql;
use crate::store::scope::Scope;
use crate::store::sql::full_text;

/// A checked search. Empty lists ask nothing, except that `Some(vec![])` means nobody.
#[derive(Clone, Debug)]
pub struct Question {
    pub phrases: Vec<Phrase>,
    /// About the ticket: status, tags, assignee, channel.
    pub tickets: Expression,
    /// Written by one of these contacts or users.
    pub from: Option<People>,
    /// Written to one of these contacts, or received on one of these channels.
    pub to: Option<People>,
    pub before: Option<DateTime<Utc>>,
    pub after: Option<DateTime<Utc>>,
    pub with_attachment: bool,
    pub view: Viewpoint,
}

/// Who an address or a name may mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    pub contacts: Vec<Uuid>,
    pub users: Vec<Uuid>,
    pub channels: Vec<Uuid>,
}

/// What a hit in a message shows.
#[derive(Clone, Debug, FromQueryResult)]
pub struct MessageHit {
    pub id: Uuid,
    pub ticket_id: Uuid,
    pub contact_id: Uuid,
    pub text: String,
    pub reply_text: String,
    pub at: DateTime<Utc>,
}

/// The newest tickets by number and subject; without words, the most recently active ones.
pub async fn tickets(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    question: &Question,
    limit: u64,
) -> Result<Vec<tickets::Model>, DbErr> {
    let backend = conn.get_database_backend();
    let mut query = if question.phrases.is_empty() {
        let mut query = tickets::Entity::find()
            .select_only()
            .order_by_desc(tickets::Column::LastActivityAt)
            .order_by_desc(tickets::Column::Id)
            .into_query();
        query.and_where(tickets::Column::MergedInto.is_null());
        query
    } else {
        let mut query = full_text::documents(backend, TICKET, &question.phrases);
        let on = joined(tickets::Entity, tickets::Column::Id);
        full_text::join(&mut query, backend, tickets::Entity, on);
        query.and_where(tickets::Column::MergedInto.is_null());
        query
    };
    query
        .exprs(tickets::Column::iter().map(|column| Expr::col((tickets::Entity, column))))
        .cond_where(scope.tickets())
        .cond_where(filter_sql::condition(&question.tickets, &question.view))
        .cond_where(ticket_times(question))
        .limit(limit);
    if let Some(from) = &question.from {
        query.and_where(tickets::Column::ContactId.is_in(from.contacts.iter().copied()));
    }
    if let Some(to) = &question.to {
        let reached = Condition::any()
            .add(tickets::Column::ContactId.is_in(to.contacts.iter().copied()))
            .add(tickets::Column::ChannelId.is_in(to.channels.iter().copied()));
        query.cond_where(reached);
    }
    if question.with_attachment {
        let files = messages::Entity::find()
            .filter(
                Expr::col((messages::Entity, messages::Column::TicketId))
                    .equals((tickets::Entity, tickets::Column::Id)),
            )
            .filter(Expr::exists(files()))
            .into_query();
        query.and_where(Expr::exists(files));
    }
    let statement = backend.build(&query);
    tickets::Entity::find().from_raw_sql(statement).all(conn).await
}

/// The newest messages by their words; without words, the newest that the rest of the question leaves.
pub async fn messages(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    question: &Question,
    limit: u64,
) -> Result<Vec<MessageHit>, DbErr> {
    use messages::Column as C;
    let backend = conn.get_database_backend();
    let mut query = if question.phrases.is_empty() {
        let mut query = Query::select();
        query
            .from(messages::Entity)
            .order_by((messages::Entity, C::Id), Order::Desc);
        query
    } else {
        let mut query = full_text::documents(backend, MESSAGE, &question.phrases);
        let on = joined(messages::Entity, C::Id);
        full_text::join(&mut query, backend, messages::Entity, on);
        query
    };
    let of_ticket = Expr::col((tickets::Entity, tickets::Column::Id)).equals((messages::Entity, C::TicketId));
    full_text::join(&mut query, backend, tickets::Entity, of_ticket);
    query
        .exprs(
            [C::Id, C::TicketId, C::ContactId, C::Text, C::ReplyText, C::At]
                .map(|column| Expr::col((messages::Entity, column))),
        )
        .cond_where(scope.tickets())
        .cond_where(filter_sql::condition(&question.tickets, &question.view))
        .cond_where(message_terms(question))
        .limit(limit);
    let statement = backend.build(&query);
    MessageHit::find_by_statement(statement).all(conn).await
}

/// The newest contacts by name, addresses, company and notes.
pub async fn contacts(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    phrases: &[Phrase],
    limit: u64,
) -> Result<Vec<contacts::Model>, DbErr> {
    let backend = conn.get_database_backend();
    let mut query = full_text::documents(backend, CONTACT, phrases);
    let on = joined(contacts::Entity, contacts::Column::Id);
    full_text::join(&mut query, backend, contacts::Entity, on);
    query
        .exprs(contacts::Column::iter().map(|column| Expr::col((contacts::Entity, column))))
        .cond_where(scope.contacts())
        .limit(limit);
    let statement = backend.build(&query);
    contacts::Entity::find().from_raw_sql(statement).all(conn).await
}

/// Ids of all contacts that match; to be used as `id IN (…)`.
pub fn contact_ids(conn: &impl ConnectionTrait, phrases: &[Phrase]) -> SelectStatement {
    object_ids(conn, CONTACT, phrases)
}

/// Ids of all messages that match; to be used as `id IN (…)`.
pub fn message_ids(conn: &impl ConnectionTrait, phrases: &[Phrase]) -> SelectStatement {
    object_ids(conn, MESSAGE, phrases)
}

fn object_ids(conn: &impl ConnectionTrait, kind: &str, phrases: &[Phrase]) -> SelectStatement {
    full_text::documents(conn.get_database_backend(), kind, phrases)
        .expr(Expr::col((
            search_documents::Entity,
            search_documents::Column::ObjectId,
        )))
        .clear_order_by()
        .to_owned()
}

fn joined<E: EntityTrait>(entity: E, id: E::Column) -> Expr {
    Expr::col((entity, id)).equals((search_documents::Entity, search_documents::Column::ObjectId))
}

/// A ticket lives from its creation to its last activity: that span must meet what is asked.
fn ticket_times(question: &Question) -> Condition {
    let mut all = Condition::all();
    if let Some(before) = question.before {
        all = all.add(tickets::Column::CreatedAt.lt(before));
    }
    if let Some(after) = question.after {
        all = all.add(tickets::Column::LastActivityAt.gte(after));
    }
    all
}

fn message_terms(question: &Question) -> Condition {
    use messages::Column as C;
    let mut all = Condition::all();
    if let Some(before) = question.before {
        all = all.add(C::At.lt(before));
    }
    if let Some(after) = question.after {
        all = all.add(C::At.gte(after));
    }
    if let Some(from) = &question.from {
        let contact = C::AuthorKind
            .eq(AuthorKind::Contact)
            .and(C::ContactId.is_in(from.contacts.iter().copied()));
        let user = C::AuthorUserId
            .is_not_null()
            .and(C::AuthorUserId.is_in(from.users.iter().copied()));
        all = all.add(contact.or(user));
    }
    if let Some(to) = &question.to {
        let contact = C::Kind
            .eq(MessageKind::Outbound)
            .and(C::ContactId.is_in(to.contacts.iter().copied()));
        let channel = C::Kind
            .eq(MessageKind::Inbound)
            .and(C::ChannelId.is_in(to.channels.iter().copied()));
        all = all.add(contact.or(channel));
    }
    if question.with_attachment {
        all = all.add(Expr::exists(files()));
    }
    all
}

fn files() -> SelectStatement {
    attachments::Entity::find()
        .filter(
            Expr::col((attachments::Entity, attachments::Column::MessageId))
                .equals((messages::Entity, messages::Column::Id)),
        )
        .filter(attachments::Column::Inline.eq(false))
        .into_query()
}
