//! The registry of what can be filtered by: each field with its type and operators.

pub use crate::filter::{FieldType, Op};
use crate::store::filter::{Moment, Nullable};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Status,
    Priority,
    Assignee,
    Team,
    Channel,
    Contact,
    Tag,
    Language,
    Subject,
    Number,
    Time(Moment),
    Unread,
}

/// One thing to filter by.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    pub field_type: FieldType,
    pub ops: &'static [Op],
    /// All there are, for [`FieldType::Enum`].
    pub values: &'static [&'static str],
    pub(super) meaning: Meaning,
}

impl Field {
    pub fn named(name: &str) -> Option<&'static Field> {
        FIELDS.iter().find(|field| field.name == name)
    }

    /// The column `is_set` asks about.
    pub(super) fn nullable(&self) -> Option<Nullable> {
        match self.meaning {
            Meaning::Assignee => Some(Nullable::Assignee),
            Meaning::Team => Some(Nullable::Team),
            Meaning::Language => Some(Nullable::Language),
            Meaning::Time(moment) => Some(Nullable::Time(moment)),
            _ => None,
        }
    }
}

const ONE_OF: &[Op] = &[Op::Is, Op::IsNot, Op::In, Op::NotIn];
const ONE_OF_OR_NONE: &[Op] = &[Op::Is, Op::IsNot, Op::In, Op::NotIn, Op::IsSet, Op::IsNotSet];
const RANKED: &[Op] = &[Op::Is, Op::IsNot, Op::In, Op::NotIn, Op::AtLeast, Op::AtMost];
const WORDS: &[Op] = &[Op::Contains, Op::NotContains];
const TIME: &[Op] = &[Op::Before, Op::After, Op::OlderThan, Op::NewerThan];
const TIME_OR_NONE: &[Op] = &[
    Op::Before,
    Op::After,
    Op::OlderThan,
    Op::NewerThan,
    Op::IsSet,
    Op::IsNotSet,
];
const YES_OR_NO: &[Op] = &[Op::Is];

pub(super) const STATUSES: &[&str] = &["open", "waiting", "snoozed", "resolved", "closed", "spam"];
pub(super) const PRIORITIES: &[&str] = &["low", "normal", "high", "urgent"];

/// Every field, in the order a builder shows them.
pub const FIELDS: &[Field] = &[
    field("status", FieldType::Enum, ONE_OF, STATUSES, Meaning::Status),
    field("priority", FieldType::Enum, RANKED, PRIORITIES, Meaning::Priority),
    field(
        "assignee",
        FieldType::Uuid,
        ONE_OF_OR_NONE,
        &[],
        Meaning::Assignee,
    ),
    field("team", FieldType::Uuid, ONE_OF_OR_NONE, &[], Meaning::Team),
    field("channel", FieldType::Uuid, ONE_OF, &[], Meaning::Channel),
    field("tag", FieldType::Tags, ONE_OF_OR_NONE, &[], Meaning::Tag),
    field("contact", FieldType::Uuid, ONE_OF, &[], Meaning::Contact),
    field("subject", FieldType::Text, WORDS, &[], Meaning::Subject),
    field(
        "language",
        FieldType::Text,
        ONE_OF_OR_NONE,
        &[],
        Meaning::Language,
    ),
    field("number", FieldType::Number, RANKED, &[], Meaning::Number),
    field("unread", FieldType::Bool, YES_OR_NO, &[], Meaning::Unread),
    time("created_at", TIME, Moment::Created),
    time("last_activity_at", TIME, Moment::LastActivity),
    time("waiting_since", TIME_OR_NONE, Moment::WaitingSince),
    time("snoozed_until", TIME_OR_NONE, Moment::SnoozedUntil),
    time("first_reply_at", TIME_OR_NONE, Moment::FirstReply),
    time("resolved_at", TIME_OR_NONE, Moment::Resolved),
];

const fn field(
    name: &'static str,
    field_type: FieldType,
    ops: &'static [Op],
    values: &'static [&'static str],
    meaning: Meaning,
) -> Field {
    Field {
        name,
        field_type,
        ops,
        values,
        meaning,
    }
}

const fn time(name: &'static str, ops: &'static [Op], moment: Moment) -> Field {
    field(name, FieldType::Time, ops, &[], Meaning::Time(moment))
}
