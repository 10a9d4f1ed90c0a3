//! What contacts can be filtered by: what everybody has, and the custom fields of the house.

use serde_json::Value;
use uuid::Uuid;

use crate::filter::{self, FieldType, Op, Problem, asks_presence, given, signed, values};
use crate::store::contact_filter::{Beside, ContactExpression, ContactTest, ValueTest};
use crate::store::custom_fields::Definition;
use crate::store::entity::consents::ConsentState;
use crate::store::entity::contacts::ContactKind;
use crate::store::entity::custom_fields::CustomFieldType;
use crate::store::entity::identities::IdentityKind;
use crate::store::filter::{Expression, Instant, Side};
use crate::text_fold::fold;

/// What stands before the key of a custom field.
pub const CUSTOM: &str = "fields.";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Name,
    Address,
    Kind,
    Company,
    Tag,
    Language,
    Reachable,
    OpenTickets,
    LastActivity,
    Created,
    Marketing,
}

/// Something everybody has.
#[derive(Debug)]
pub struct PlainField {
    pub name: &'static str,
    pub field_type: FieldType,
    pub ops: &'static [Op],
    /// All there are, for [`FieldType::Enum`].
    pub values: &'static [&'static str],
    meaning: Meaning,
}

/// One thing to filter contacts by.
#[derive(Clone, Copy, Debug)]
pub enum ContactField<'a> {
    Plain(&'static PlainField),
    Custom(&'a Definition),
}

const WORDS: &[Op] = &[Op::Contains, Op::NotContains];
const ONE_OF: &[Op] = &[Op::Is, Op::IsNot, Op::In, Op::NotIn];
const ONE_OF_OR_NONE: &[Op] = &[Op::Is, Op::IsNot, Op::In, Op::NotIn, Op::IsSet, Op::IsNotSet];
const TIME: &[Op] = &[Op::Before, Op::After, Op::OlderThan, Op::NewerThan];
const YES_OR_NO: &[Op] = &[Op::Is];
const YES_NO_OR_NONE: &[Op] = &[Op::Is, Op::IsSet, Op::IsNotSet];
const LONG: &[Op] = &[Op::Contains, Op::NotContains, Op::IsSet, Op::IsNotSet];
const SHORT: &[Op] = &[
    Op::Is,
    Op::IsNot,
    Op::Contains,
    Op::NotContains,
    Op::In,
    Op::NotIn,
    Op::IsSet,
    Op::IsNotSet,
];
const NUMBER: &[Op] = &[
    Op::Is,
    Op::IsNot,
    Op::AtLeast,
    Op::AtMost,
    Op::In,
    Op::NotIn,
    Op::IsSet,
    Op::IsNotSet,
];
const DAY: &[Op] = &[
    Op::Is,
    Op::IsNot,
    Op::Before,
    Op::After,
    Op::OlderThan,
    Op::NewerThan,
    Op::IsSet,
    Op::IsNotSet,
];

const KINDS: &[&str] = &[
    "customer",
    "lead",
    "supplier",
    "partner",
    "employee",
    "competitor",
    "other",
];
const IDENTITY_KINDS: &[&str] = &["email", "phone", "handle"];
const CONSENTS: &[&str] = &["granted", "withdrawn"];

/// Every plain field, in the order a builder shows them.
pub const PLAIN: &[PlainField] = &[
    plain("name", FieldType::Text, WORDS, &[], Meaning::Name),
    plain("address", FieldType::Text, WORDS, &[], Meaning::Address),
    plain("kind", FieldType::Enum, ONE_OF, KINDS, Meaning::Kind),
    plain("company", FieldType::Uuid, ONE_OF_OR_NONE, &[], Meaning::Company),
    plain("tag", FieldType::Tags, ONE_OF_OR_NONE, &[], Meaning::Tag),
    plain(
        "language",
        FieldType::Text,
        ONE_OF_OR_NONE,
        &[],
        Meaning::Language,
    ),
    plain(
        "identity_kind",
        FieldType::Enum,
        ONE_OF,
        IDENTITY_KINDS,
        Meaning::Reachable,
    ),
    plain(
        "has_open_tickets",
        FieldType::Bool,
        YES_OR_NO,
        &[],
        Meaning::OpenTickets,
    ),
    plain(
        "last_activity_at",
        FieldType::Time,
        TIME,
        &[],
        Meaning::LastActivity,
    ),
    plain("created_at", FieldType::Time, TIME, &[], Meaning::Created),
    plain(
        "marketing_consent",
        FieldType::Enum,
        ONE_OF_OR_NONE,
        CONSENTS,
        Meaning::Marketing,
    ),
];

const fn plain(
    name: &'static str,
    field_type: FieldType,
    ops: &'static [Op],
    values: &'static [&'static str],
    meaning: Meaning,
) -> PlainField {
    PlainField {
        name,
        field_type,
        ops,
        values,
        meaning,
    }
}

/// Type and operators of a custom field.
pub fn custom(field_type: CustomFieldType) -> (FieldType, &'static [Op]) {
    match field_type {
        CustomFieldType::Text | CustomFieldType::Link => (FieldType::Text, SHORT),
        CustomFieldType::LongText => (FieldType::Text, LONG),
        CustomFieldType::Number => (FieldType::Number, NUMBER),
        CustomFieldType::Date => (FieldType::Date, DAY),
        CustomFieldType::YesNo => (FieldType::Bool, YES_NO_OR_NONE),
        CustomFieldType::Choice | CustomFieldType::Choices => (FieldType::Choice, ONE_OF_OR_NONE),
    }
}

/// The field called `name`; custom ones are called `fields.` and their key.
pub fn named<'a>(definitions: &'a [Definition], name: &str) -> Option<ContactField<'a>> {
    match name.strip_prefix(CUSTOM) {
        Some(key) => definitions
            .iter()
            .find(|definition| definition.field.key == key && definition.field.archived_at.is_none())
            .map(ContactField::Custom),
        None => PLAIN
            .iter()
            .find(|field| field.name == name)
            .map(ContactField::Plain),
    }
}

impl filter::Field for ContactField<'_> {
    type Test = ContactTest;

    fn name(&self) -> &str {
        match self {
            Self::Plain(field) => field.name,
            Self::Custom(definition) => &definition.field.key,
        }
    }

    fn ops(&self) -> &[Op] {
        match self {
            Self::Plain(field) => field.ops,
            Self::Custom(definition) => custom(definition.field.field_type).1,
        }
    }

    fn expression(&self, op: Op, value: Option<&Value>, at: &str) -> Result<ContactExpression, Problem> {
        let presence = asks_presence(op, value, at)?;
        match self {
            Self::Plain(field) => {
                let test = match presence {
                    true => field.presence(),
                    false => field.test(op, given(value, at)?, at)?,
                };
                Ok(match test {
                    Asked::Test(test) => signed(op, test),
                    Asked::Not(test) => Expression::Not(Box::new(Expression::Test(test))),
                })
            }
            Self::Custom(definition) => {
                let test = match presence {
                    true => ValueTest::Present,
                    false => value_test(definition, op, given(value, at)?, at)?,
                };
                Ok(signed(op, ContactTest::Field(definition.field.id, test)))
            }
        }
    }
}

enum Asked {
    Test(ContactTest),
    Not(ContactTest),
}

impl PlainField {
    fn presence(&self) -> Asked {
        Asked::Test(match self.meaning {
            Meaning::Company => ContactTest::Employed,
            Meaning::Language => ContactTest::HasLanguage,
            Meaning::Marketing => ContactTest::Marketing(Vec::new()),
            _ => ContactTest::Tagged,
        })
    }

    fn test(&self, op: Op, value: &Value, at: &str) -> Result<Asked, Problem> {
        Ok(Asked::Test(match self.meaning {
            Meaning::Name => ContactTest::Name(letters(value, at)?),
            Meaning::Address => ContactTest::Address(letters(value, at)?),
            Meaning::Kind => {
                let read = |value: &Value, at: &str| values::word::<ContactKind>(value, at, KINDS);
                ContactTest::Kind(values::list(op, value, at, read)?)
            }
            Meaning::Company => ContactTest::Company(values::list(op, value, at, values::id)?),
            Meaning::Tag => ContactTest::Tag(values::list(op, value, at, values::tag)?),
            Meaning::Language => ContactTest::Language(values::list(op, value, at, values::text)?),
            Meaning::Reachable => {
                let read = |value: &Value, at: &str| values::word::<IdentityKind>(value, at, IDENTITY_KINDS);
                ContactTest::Reachable(values::list(op, value, at, read)?)
            }
            Meaning::OpenTickets => match values::flag(value, at)? {
                true => ContactTest::HasOpenTickets,
                false => return Ok(Asked::Not(ContactTest::HasOpenTickets)),
            },
            Meaning::LastActivity => {
                let (side, instant) = moment(op, value, at)?;
                ContactTest::LastActivity(side, instant)
            }
            Meaning::Created => {
                let (side, instant) = moment(op, value, at)?;
                ContactTest::Created(side, instant)
            }
            Meaning::Marketing => {
                let read = |value: &Value, at: &str| values::word::<ConsentState>(value, at, CONSENTS);
                ContactTest::Marketing(values::list(op, value, at, read)?)
            }
        }))
    }
}

fn moment(op: Op, value: &Value, at: &str) -> Result<(Side, Instant), Problem> {
    Ok(match op {
        Op::Before => (Side::Before, Instant::At(values::time(value, at)?)),
        Op::After => (Side::After, Instant::At(values::time(value, at)?)),
        Op::OlderThan => (Side::Before, Instant::Ago(values::span(value, at)?)),
        _ => (Side::After, Instant::Ago(values::span(value, at)?)),
    })
}

/// Folded as the columns are.
fn letters(value: &Value, at: &str) -> Result<String, Problem> {
    Ok(fold(&values::text(value, at)?))
}

fn value_test(definition: &Definition, op: Op, value: &Value, at: &str) -> Result<ValueTest, Problem> {
    Ok(match definition.field.field_type {
        CustomFieldType::Text | CustomFieldType::Link | CustomFieldType::LongText => match op {
            Op::Contains | Op::NotContains => ValueTest::Contains(letters(value, at)?),
            _ => ValueTest::Word(values::list(op, value, at, letters)?),
        },
        CustomFieldType::Number => match op {
            Op::AtLeast => ValueTest::NumberBetween(Some(values::decimal(value, at)?), None),
            Op::AtMost => ValueTest::NumberBetween(None, Some(values::decimal(value, at)?)),
            _ => ValueTest::Number(values::list(op, value, at, values::decimal)?),
        },
        CustomFieldType::Date => match op {
            Op::Before => ValueTest::DayBeside(Side::Before, Beside::Day(values::day(value, at)?)),
            Op::After => ValueTest::DayBeside(Side::After, Beside::Day(values::day(value, at)?)),
            Op::OlderThan | Op::NewerThan => {
                let (side, instant) = moment(op, value, at)?;
                ValueTest::DayBeside(side, Beside::Instant(instant))
            }
            _ => ValueTest::Day(values::list(op, value, at, values::day)?),
        },
        CustomFieldType::YesNo => ValueTest::YesNo(values::flag(value, at)?),
        CustomFieldType::Choice | CustomFieldType::Choices => {
            let read = |value: &Value, at: &str| choice(definition, value, at);
            ValueTest::Choice(values::list(op, value, at, read)?)
        }
    })
}

fn choice(definition: &Definition, value: &Value, at: &str) -> Result<Uuid, Problem> {
    let text = values::text(value, at)?;
    let folded = fold(&text);
    definition
        .choices
        .iter()
        .find(|choice| choice.id.to_string() == text || fold(&choice.name) == folded)
        .map(|choice| choice.id)
        .ok_or_else(|| Problem::new(at, "is no choice of this field"))
}
