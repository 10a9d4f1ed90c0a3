//! Operators and types of the fields one can filter by.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a field compares with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    Is,
    IsNot,
    In,
    NotIn,
    Contains,
    NotContains,
    Before,
    /// The instant itself counts as after.
    After,
    /// Longer ago than `90m`, `12h`, `3d`, `2w`.
    OlderThan,
    NewerThan,
    AtLeast,
    AtMost,
    IsSet,
    IsNotSet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// One of a few words.
    Enum,
    Uuid,
    /// Tag ids or names.
    Tags,
    Text,
    /// RFC 3339, or a day (UTC) as `2026-11-21`.
    Time,
    Number,
    Bool,
    /// A day without a time, as `2026-11-21`.
    Date,
    /// Choices of a custom field: their ids or names.
    Choice,
}
