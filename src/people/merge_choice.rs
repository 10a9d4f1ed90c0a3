//! Which side of a merge has the last word on each field, and how that is taken back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::error::PeopleError;
use crate::store::entity::contacts::Model;

/// A field of which a contact has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MergeField {
    Name,
    Kind,
    Company,
    Language,
    TimeZone,
    Notes,
}

/// Whose value stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MergeSide {
    Target,
    Source,
    /// One below the other; notes only.
    Both,
}

/// Choices by field; what is not named follows [`usual`].
pub type Choices = BTreeMap<MergeField, MergeSide>;

/// What a merge changed on the target: before and after, by field.
pub type Changed = BTreeMap<MergeField, (Value, Value)>;

pub const FIELDS: [MergeField; 6] = [
    MergeField::Name,
    MergeField::Kind,
    MergeField::Company,
    MergeField::Language,
    MergeField::TimeZone,
    MergeField::Notes,
];

/// The target's value, or the source's where the target has none; notes of both.
pub fn usual(field: MergeField, target: &Model, source: &Model) -> MergeSide {
    if field == MergeField::Notes && told_apart(target, source) {
        return MergeSide::Both;
    }
    match (is_empty(field, target), is_empty(field, source)) {
        (true, false) => MergeSide::Source,
        _ => MergeSide::Target,
    }
}

/// Puts the chosen values on `target` and says what that changed.
pub fn apply(target: &mut Model, source: &Model, choices: &Choices) -> Result<Changed, PeopleError> {
    let mut changed = Changed::new();
    for field in FIELDS {
        let side = choices.get(&field).copied();
        if side == Some(MergeSide::Both) && field != MergeField::Notes {
            return Err(PeopleError::invalid(
                format!("/keep/{}", word(field)),
                "only notes can keep both sides",
            ));
        }
        let before = value(field, target);
        match side.unwrap_or_else(|| usual(field, target, source)) {
            MergeSide::Target => {}
            MergeSide::Source => set(field, target, value(field, source)),
            MergeSide::Both => target.notes = joined(target, source),
        }
        let after = value(field, target);
        if after != before {
            changed.insert(field, (before, after));
        }
    }
    Ok(changed)
}

/// Gives the target its earlier values back where nobody changed them since.
pub fn take_back(target: &mut Model, changed: &Changed) {
    for (field, (before, after)) in changed {
        if value(*field, target) == *after {
            set(*field, target, before.clone());
        }
    }
}

fn told_apart(target: &Model, source: &Model) -> bool {
    let (one, other) = (target.notes.trim(), source.notes.trim());
    !one.is_empty() && !other.is_empty() && one != other
}

/// Within the length notes may have.
fn joined(target: &Model, source: &Model) -> String {
    if !told_apart(target, source) {
        return match target.notes.trim().is_empty() {
            true => source.notes.clone(),
            false => target.notes.clone(),
        };
    }
    format!("{}\n\n{}", target.notes.trim_end(), source.notes.trim())
        .chars()
        .take(super::typed::NOTES)
        .collect()
}

/// A contact known by nothing but its address has no name yet.
fn is_empty(field: MergeField, contact: &Model) -> bool {
    match field {
        MergeField::Name => contact.name.contains('@') || contact.name.starts_with('+'),
        MergeField::Kind => false,
        MergeField::Company => contact.company_id.is_none(),
        MergeField::Language => contact.language.is_none(),
        MergeField::TimeZone => contact.time_zone.is_none(),
        MergeField::Notes => contact.notes.trim().is_empty(),
    }
}

fn value(field: MergeField, contact: &Model) -> Value {
    match field {
        MergeField::Name => contact.name.clone().into(),
        MergeField::Kind => contact.kind.as_str().into(),
        MergeField::Company => contact.company_id.map(|id| id.to_string()).into(),
        MergeField::Language => contact.language.clone().into(),
        MergeField::TimeZone => contact.time_zone.clone().into(),
        MergeField::Notes => contact.notes.clone().into(),
    }
}

fn set(field: MergeField, contact: &mut Model, value: Value) {
    let text = value.as_str().map(str::to_owned);
    match field {
        MergeField::Name => contact.name = text.unwrap_or_default(),
        MergeField::Kind => {
            if let Ok(kind) = serde_json::from_value(value) {
                contact.kind = kind;
            }
        }
        MergeField::Company => contact.company_id = text.and_then(|id| id.parse().ok()),
        MergeField::Language => contact.language = text,
        MergeField::TimeZone => contact.time_zone = text,
        MergeField::Notes => contact.notes = text.unwrap_or_default(),
    }
}

fn word(field: MergeField) -> &'static str {
    match field {
        MergeField::Name => "name",
        MergeField::Kind => "kind",
        MergeField::Company => "company",
        MergeField::Language => "language",
        MergeField::TimeZone => "time_zone",
        MergeField::Notes => "notes",
    }
}
