//! The timeline of a ticket or a contact: messages and events by time, one page at a time, newest page first.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::entity::{contacts, events, messages, tickets};
use super::scope::Scope;

/// Whose timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Ticket(Uuid),
    Contact(Uuid),
}

/// One thing on a timeline.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    Message(messages::Model),
    Event(events::Model),
}

/// Where an entry stands: later things have greater positions.
pub type Position = (DateTime<Utc>, Uuid);

impl Entry {
    pub fn position(&self) -> Position {
        match self {
            Self::Message(message) => (message.at, message.id),
            Self::Event(event) => (event.at, event.id),
        }
    }
}

/// A page, oldest entry first; `previous` is the position before which older ones remain.
#[derive(Debug)]
pub struct Page {
    pub entries: Vec<Entry>,
    pub previous: Option<Position>,
}

/// The newest `limit` entries before `before` that the scope shows. Two statements, whatever is found.
pub async fn page(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    subject: Subject,
    before: Option<Position>,
    limit: usize,
) -> Result<Page, DbErr> {
    let take = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut entries: Vec<Entry> = written(conn, scope, subject, before, take)
        .await?
        .into_iter()
        .map(Entry::Message)
        .chain(
            happened(conn, scope, subject, before, take)
                .await?
                .into_iter()
                .map(Entry::Event),
        )
        .collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.position()));
    let more = entries.len() > limit;
    entries.truncate(limit);
    entries.reverse();
    let previous = entries.first().filter(|_| more).map(Entry::position);
    Ok(Page { entries, previous })
}

async fn written(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    subject: Subject,
    before: Option<Position>,
    take: u64,
) -> Result<Vec<messages::Model>, DbErr> {
    use messages::Column;
    let of_subject = match subject {
        Subject::Ticket(id) => Column::TicketId.eq(id),
        Subject::Contact(id) => Column::ContactId.eq(id),
    };
    messages::Entity::find()
        .filter(of_subject)
        .filter(super::messages::within(scope))
        .filter(older(Column::At, Column::Id, before))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(take)
        .all(conn)
        .await
}

async fn happened(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    subject: Subject,
    before: Option<Position>,
    take: u64,
) -> Result<Vec<events::Model>, DbErr> {
    use events::Column;
    let of_subject = match subject {
        Subject::Ticket(id) => Column::TicketId.eq(id),
        Subject::Contact(id) => Column::ContactId.eq(id),
    };
    events::Entity::find()
        .filter(of_subject)
        .filter(seen_by(scope))
        .filter(older(Column::At, Column::Id, before))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(take)
        .all(conn)
        .await
}

/// Events of visible tickets, and those that belong to no ticket (the contact was authorised before).
fn seen_by(scope: &Scope) -> Condition {
    if scope.is_unlimited() {
        return Condition::all();
    }
    let visible = tickets::Entity::find()
        .select_only()
        .column(tickets::Column::Id)
        .filter(scope.tickets())
        .filter(
            Expr::col((tickets::Entity, tickets::Column::Id))
                .equals((events::Entity, events::Column::TicketId)),
        )
        .into_query();
    Condition::any()
        .add(events::Column::TicketId.is_null())
        .add(Expr::exists(visible))
}

fn older<C: ColumnTrait>(at: C, id: C, before: Option<Position>) -> Condition {
    let Some((when, which)) = before else {
        return Condition::all();
    };
    Condition::any()
        .add(at.lt(when))
        .add(Condition::all().add(at.eq(when)).add(id.lt(which)))
}

/// Whether the scope shows the contact at all.
pub async fn sees_contact(conn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<bool, DbErr> {
    let found = contacts::Entity::find_by_id(id)
        .filter(scope.contacts())
        .one(conn)
        .await?;
    Ok(found.is_some())
}
