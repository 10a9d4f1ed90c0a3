//! The checked filter tree: what the filter language compiles to, and SQL and rules both read. The tests here are
//! those of tickets.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::entity::tickets::{TicketPriority, TicketStatus};

/// A filter that was checked. Negative operators became [`Expression::Not`], so every [`Test`] is plainly true or
/// false, never unknown.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression<T = Test> {
    /// True when empty.
    All(Vec<Expression<T>>),
    /// False when empty.
    Any(Vec<Expression<T>>),
    Not(Box<Expression<T>>),
    Test(T),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    Status(Vec<TicketStatus>),
    Priority(Vec<TicketPriority>),
    Assignee(Vec<Who>),
    Team(Vec<Uuid>),
    Channel(Vec<Uuid>),
    Contact(Vec<Uuid>),
    /// Has at least one of these.
    Tag(Vec<TagKey>),
    /// Has a tag at all.
    Tagged,
    Language(Vec<String>),
    /// Number and subject hold these folded words one after the other, the last one perhaps only begun.
    Subject(String),
    Number(Vec<i64>),
    /// Bounds included.
    NumberBetween(i64, i64),
    Present(Nullable),
    Time(Moment, Side, Instant),
    Unread,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever looks.
    Me,
    User(Uuid),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagKey {
    Id(Uuid),
    Name(String),
}

/// Columns that may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nullable {
    Assignee,
    Team,
    Language,
    Time(Moment),
}

/// The times of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Created,
    LastActivity,
    WaitingSince,
    SnoozedUntil,
    FirstReply,
    Resolved,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Before,
    /// The instant itself counts as after.
    After,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instant {
    At(DateTime<Utc>),
    /// So long before whoever looks looks.
    Ago(TimeDelta),
}

/// Who looks, and when: what `me` and `older_than` mean.
#[derive(Clone, Copy, Debug)]
pub struct Viewpoint {
    pub user_id: Uuid,
    pub now: DateTime<Utc>,
}

impl Viewpoint {
    pub fn who(&self, who: Who) -> Uuid {
        match who {
            Who::Me => self.user_id,
            Who::User(id) => id,
        }
    }

    pub fn instant(&self, instant: Instant) -> DateTime<Utc> {
        match instant {
            Instant::At(at) => at,
            Instant::Ago(ago) => self.now - ago,
        }
    }
}

impl<T> Expression<T> {
    /// Everything.
    pub fn everything() -> Self {
        Self::All(Vec::new())
    }
}

impl Expression {
    /// The statuses a match must have, where the tree says so at its top; lists walk only their index ranges then.
    pub fn statuses(&self) -> Option<Vec<TicketStatus>> {
        match self {
            Self::Test(Test::Status(statuses)) => Some(statuses.clone()),
            Self::All(parts) => parts
                .iter()
                .filter_map(Self::statuses)
                .reduce(|kept, other| kept.into_iter().filter(|s| other.contains(s)).collect()),
            Self::Any(_) | Self::Not(_) | Self::Test(_) => None,
        }
    }

    /// Whether the top of the tree leaves few enough tickets to look at each: no test at all, or one an index answers.
    pub fn names_an_index(&self) -> bool {
        let answers = |part: &Self| {
            matches!(
                part,
                Self::Test(Test::Status(_) | Test::Assignee(_) | Test::Contact(_) | Test::Number(_))
            )
        };
        let narrows = |part: &Self| answers(part) && !matches!(part, Self::Test(Test::Status(_)));
        match self {
            Self::All(parts) => parts.iter().any(narrows) || parts.iter().all(answers),
            other => answers(other),
        }
    }
}
