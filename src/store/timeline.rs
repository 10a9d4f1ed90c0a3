//! The timeline of a ticket or a contact: messages and events by time, one page at a time, from any place both ways.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::entity::events::EventKind;
use super::entity::messages::MessageKind;
use super::entity::{contacts, events, messages, tickets};
use super::scope::Scope;
use super::search::{self, Phrase};

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

/// Which kinds of entries are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds {
    pub inbound: bool,
    pub outbound: bool,
    pub notes: bool,
    pub events: bool,
}

impl Default for Kinds {
    fn default() -> Self {
        Self {
            inbound: true,
            outbound: true,
            notes: true,
            events: true,
        }
    }
}

/// What a timeline is narrowed to; the default is everything.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub kinds: Kinds,
    /// Messages of this channel, and notes and events of the subject's tickets that came on it.
    pub channel_id: Option<Uuid>,
    /// Words a message holds; events hold none.
    pub phrases: Vec<Phrase>,
}

impl Wanted {
    fn messages(&self) -> Vec<MessageKind> {
        let all = [
            (self.kinds.inbound, MessageKind::Inbound),
            (self.kinds.outbound, MessageKind::Outbound),
            (self.kinds.notes, MessageKind::Note),
        ];
        all.into_iter()
            .filter(|(wanted, _)| *wanted)
            .map(|(_, kind)| kind)
            .collect()
    }

    fn events(&self) -> bool {
        self.kinds.events && self.phrases.is_empty()
    }
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
    wanted: &Wanted,
    place: Place,
    limit: usize,
) -> Result<Page, DbErr> {
    let load = async |range: Range, limit: usize| stretch(conn, scope, subject, wanted, range, limit).await;
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
    wanted: &Wanted,
    range: Range,
    limit: usize,
) -> Result<(Vec<Entry>, bool), DbErr> {
    let take = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut entries: Vec<Entry> = Vec::new();
    if !wanted.messages().is_empty() {
        let found = written(conn, scope, subject, wanted, range, take).await?;
        entries.extend(found.into_iter().map(Entry::Message));
    }
    if wanted.events() {
        let found = happened(conn, scope, subject, wanted, range, take).await?;
        entries.extend(found.into_iter().map(Entry::Event));
    }
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
    wanted: &Wanted,
    range: Range,
    take: u64,
) -> Result<Vec<messages::Model>, DbErr> {
    use messages::Column;
    let mut query = messages::Entity::find()
        .filter(message_of(subject))
        .filter(super::messages::within(scope))
        .filter(range.condition(Column::At, Column::Id));
    let kinds = wanted.messages();
    if kinds.len() < 3 {
        query = query.filter(Column::Kind.is_in(kinds));
    }
    if let Some(channel_id) = wanted.channel_id {
        let notes = Condition::all()
            .add(Column::ChannelId.is_null())
            .add(Column::TicketId.in_subquery(came_on(subject, channel_id)));
        query = query.filter(Condition::any().add(Column::ChannelId.eq(channel_id)).add(notes));
    }
    if !wanted.phrases.is_empty() {
        query = query.filter(Column::Id.in_subquery(search::message_ids(conn, &wanted.phrases)));
    }
    query
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
    wanted: &Wanted,
    range: Range,
    take: u64,
) -> Result<Vec<events::Model>, DbErr> {
    use events::Column;
    let mut query = events::Entity::find()
        .filter(event_of(subject))
        // The message says so itself.
        .filter(Column::Kind.ne(EventKind::MessageReceived))
        .filter(seen_by(scope))
        .filter(range.condition(Column::At, Column::Id));
    if let Some(channel_id) = wanted.channel_id {
        query = query.filter(Column::TicketId.in_subquery(came_on(subject, channel_id)));
    }
    query
        .order_by(Column::At, range.order())
        .order_by(Column::Id, range.order())
        .limit(take)
        .all(conn)
        .await
}

/// Ids of the subject's tickets that belong to the channel.
fn came_on(subject: Subject, channel_id: Uuid) -> SelectStatement {
    tickets::Entity::find()
        .select_only()
        .column(tickets::Column::Id)
        .filter(match subject {
            Subject::Ticket(id) => tickets::Column::Id.eq(id),
            Subject::Contact(id) => tickets::Column::ContactId.eq(id),
        })
        .filter(tickets::Column::ChannelId.eq(channel_id))
        .into_query()
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
