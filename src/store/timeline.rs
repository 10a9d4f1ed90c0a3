//! The timeline of a ticket or a contact: messages and events by time, one page at a time, from any place both ways.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::entity::events::EventKind;
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

/// Which entries of a timeline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    Newest,
    /// The entries right before this position.
    Before(Position),
    /// The entries right after it.
    After(Position),
    /// As many before as after it, the entry itself among them.
    Around(Position),
}

/// A page, oldest entry first. Older entries remain before `previous`, newer ones after `next`.
#[derive(Debug)]
pub struct Page {
    pub entries: Vec<Entry>,
    pub previous: Option<Position>,
    pub next: Option<Position>,
}

/// At most `limit` entries at that place which the scope shows. Two statements, four for [`Place::Around`], whatever is
/// found.
pub async fn page(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    subject: Subject,
    place: Place,
    limit: usize,
) -> Result<Page, DbErr> {
    let load = async |range: Range, limit: usize| stretch(conn, scope, subject, range, limit).await;
    match place {
        Place::Newest => {
            let (entries, more) = load(Range::Whole, limit).await?;
            Ok(Page {
                previous: entries.first().filter(|_| more).map(Entry::position),
                next: None,
                entries,
            })
        }
        Place::Before(position) => {
            let (entries, more) = load(Range::Before(position), limit).await?;
            Ok(Page {
                previous: entries.first().filter(|_| more).map(Entry::position),
                next: entries.last().map(Entry::position),
                entries,
            })
        }
        Place::After(position) => {
            let (entries, more) = load(Range::After(position), limit).await?;
            Ok(Page {
                previous: entries.first().map(Entry::position),
                next: entries.last().filter(|_| more).map(Entry::position),
                entries,
            })
        }
        Place::Around(position) => {
            let after = limit / 2;
            let (mut entries, older) = load(Range::UpTo(position), limit - after).await?;
            let (newer, more) = load(Range::After(position), after).await?;
            let seam = entries.last().map_or(position, Entry::position);
            entries.extend(newer);
            let end = entries.last().map_or(seam, Entry::position);
            Ok(Page {
                previous: entries.first().filter(|_| older).map(Entry::position),
                next: more.then_some(end),
                entries,
            })
        }
    }
}

/// The position of a message or an event of the subject, when the scope shows it.
pub async fn position_of(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    subject: Subject,
    id: Uuid,
) -> Result<Option<Position>, DbErr> {
    let message = messages::Entity::find_by_id(id)
        .filter(message_of(subject))
        .filter(super::messages::within(scope))
        .one(conn)
        .await?;
    if let Some(message) = message {
        return Ok(Some((message.at, message.id)));
    }
    let event = events::Entity::find_by_id(id)
        .filter(event_of(subject))
        .filter(seen_by(scope))
        .one(conn)
        .await?;
    Ok(event.map(|event| (event.at, event.id)))
}

/// A stretch of a timeline that is read from one end.
#[derive(Clone, Copy)]
enum Range {
    /// From the newest down.
    Whole,
    Before(Position),
    UpTo(Position),
    /// From the oldest up.
    After(Position),
}

impl Range {
    fn order(self) -> Order {
        match self {
            Self::After(_) => Order::Asc,
            Self::Whole | Self::Before(_) | Self::UpTo(_) => Order::Desc,
        }
    }

    fn condition<C: ColumnTrait>(self, at: C, id: C) -> Condition {
        let beside = |when: DateTime<Utc>, tie: SimpleExpr, apart: SimpleExpr| {
            Condition::any()
                .add(apart)
                .add(Condition::all().add(at.eq(when)).add(tie))
        };
        match self {
            Self::Whole => Condition::all(),
            Self::Before((when, which)) => beside(when, id.lt(which), at.lt(when)),
            Self::UpTo((when, which)) => beside(when, id.lte(which), at.lt(when)),
            Self::After((when, which)) => beside(when, id.gt(which), at.gt(when)),
        }
    }
}

/// Oldest first, and whether there is more at the far end.
async fn stretch(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    subject: Subject,
    range: Range,
    limit: usize,
) -> Result<(Vec<Entry>, bool), DbErr> {
    let take = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut entries: Vec<Entry> = written(conn, scope, subject, range, take)
        .await?
        .into_iter()
        .map(Entry::Message)
        .chain(
            happened(conn, scope, subject, range, take)
                .await?
                .into_iter()
                .map(Entry::Event),
        )
        .collect();
    let upwards = range.order() == Order::Asc;
    if upwards {
        entries.sort_by_key(Entry::position);
    } else {
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.position()));
    }
    let more = entries.len() > limit;
    entries.truncate(limit);
    if !upwards {
        entries.reverse();
    }
    Ok((entries, more))
}

fn message_of(subject: Subject) -> SimpleExpr {
    match subject {
        Subject::Ticket(id) => messages::Column::TicketId.eq(id),
        Subject::Contact(id) => messages::Column::ContactId.eq(id),
    }
}

fn event_of(subject: Subject) -> SimpleExpr {
    match subject {
        Subject::Ticket(id) => events::Column::TicketId.eq(id),
        Subject::Contact(id) => events::Column::ContactId.eq(id),
    }
}

async fn written(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    subject: Subject,
    range: Range,
    take: u64,
) -> Result<Vec<messages::Model>, DbErr> {
    use messages::Column;
    messages::Entity::find()
        .filter(message_of(subject))
        .filter(super::messages::within(scope))
        .filter(range.condition(Column::At, Column::Id))
        .order_by(Column::At, range.order())
        .order_by(Column::Id, range.order())
        .limit(take)
        .all(conn)
        .await
}

async fn happened(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    subject: Subject,
    range: Range,
    take: u64,
) -> Result<Vec<events::Model>, DbErr> {
    use events::Column;
    events::Entity::find()
        .filter(event_of(subject))
        // The message says so itself.
        .filter(Column::Kind.ne(EventKind::MessageReceived))
        .filter(seen_by(scope))
        .filter(range.condition(Column::At, Column::Id))
        .order_by(Column::At, range.order())
        .order_by(Column::Id, range.order())
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

/// Whether the scope shows the contact at all.
pub async fn sees_contact(conn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<bool, DbErr> {
    let found = contacts::Entity::find_by_id(id)
        .filter(scope.contacts())
        .one(conn)
        .await?;
    Ok(found.is_some())
}
