//! What people type into custom fields: read as the field's type demands, kept, and shown again.

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value, json};
use url::Url;

use super::custom_fields::MOST_CHOICES;
use super::error::PeopleError;
use crate::store::Tx;
use crate::store::custom_fields::{self, Definition};
use crate::store::entity::custom_field_choices as choices;
use crate::store::entity::custom_fields::{CustomFieldType, FieldAbout};
use crate::store::entity::field_values::Model;
use crate::store::field_values::{self as shelf, Kept, Owner};
use crate::text_fold::fold;

/// Longest one-line text and link, in characters.
pub const LONGEST_TEXT: usize = shelf::LONGEST_WORD;
const LONGEST_LONG_TEXT: usize = 10_000;
/// Beyond it a double no longer tells whole numbers apart.
const LARGEST: f64 = 9_007_199_254_740_991.0;

/// Whether required fields that are not named are missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// Somebody new is being described.
    Whole,
    /// What is not named stays.
    Part,
}

/// Values by the key of their field; null, an empty text and an empty list take a value away.
pub type Typed = Map<String, Value>;

/// Writes what is named. A value that stays the same keeps its row.
pub async fn write(
    tx: &Tx,
    owner: Owner,
    typed: &Typed,
    completeness: Completeness,
) -> Result<(), PeopleError> {
    let about = match owner {
        Owner::Contact(_) => FieldAbout::Contact,
        Owner::Company(_) => FieldAbout::Company,
    };
    if typed.is_empty() && completeness == Completeness::Part {
        return Ok(());
    }
    let definitions = custom_fields::about(tx, about).await?;
    let known = |key: &str| definitions.iter().find(|known| known.field.key == key);
    if let Some(stranger) = typed.keys().find(|key| known(key).is_none()) {
        return Err(PeopleError::invalid(pointer(stranger), "there is no such field"));
    }
    let present = shelf::of(tx, owner).await?;
    for definition in &definitions {
        let field = &definition.field;
        let Some(value) = typed.get(&field.key) else {
            let missed = field.required && field.archived_at.is_none();
            if missed && completeness == Completeness::Whole {
                return Err(PeopleError::invalid(pointer(&field.key), "is required"));
            }
            continue;
        };
        if field.archived_at.is_some() {
            return Err(PeopleError::invalid(pointer(&field.key), "the field is archived"));
        }
        let before: Vec<Kept> = present
            .iter()
            .filter(|row| row.field_id == field.id)
            .filter_map(Kept::of)
            .collect();
        let after = read(definition, value, &before)?;
        if after.is_empty() && field.required {
            return Err(PeopleError::invalid(pointer(&field.key), "is required"));
        }
        if after != before {
            shelf::replace(tx, owner, field.id, after).await?;
        }
    }
    Ok(())
}

/// The values of fields that are not archived, as clients see them: choices by their name.
pub fn shown(definitions: &[Definition], rows: &[Model]) -> Typed {
    let mut result = Typed::new();
    for definition in definitions {
        let field = &definition.field;
        if field.archived_at.is_some() {
            continue;
        }
        let kept = rows
            .iter()
            .filter(|row| row.field_id == field.id)
            .filter_map(Kept::of);
        let mut values: Vec<Value> = kept.filter_map(|kept| one(definition, kept)).collect();
        if field.field_type == CustomFieldType::Choices {
            // In the order the house gave its choices.
            values.sort_by_key(|value| {
                let name = value.as_str();
                definition
                    .choices
                    .iter()
                    .position(|choice| name == Some(&choice.name))
            });
            if !values.is_empty() {
                result.insert(field.key.clone(), Value::Array(values));
            }
        } else if let Some(value) = values.pop() {
            result.insert(field.key.clone(), value);
        }
    }
    result
}

/// The value as clients see it, or why it does not fit the field.
pub(super) fn regular(definition: &Definition, value: &Value) -> Result<Value, PeopleError> {
    let kept = read(definition, value, &[])?;
    let mut values: Vec<Value> = kept
        .into_iter()
        .filter_map(|kept| one(definition, kept))
        .collect();
    Ok(match definition.field.field_type {
        CustomFieldType::Choices => values.into(),
        _ => values.pop().unwrap_or_default(),
    })
}

fn one(definition: &Definition, kept: Kept) -> Option<Value> {
    Some(match kept {
        Kept::Text(text) => text.into(),
        Kept::Number(number) => plain_number(number),
        Kept::Day(day) => day.to_string().into(),
        Kept::YesNo(flag) => flag.into(),
        Kept::Choice(id) | Kept::OneChoice(id) => {
            let choice = definition.choices.iter().find(|choice| choice.id == id)?;
            choice.name.clone().into()
        }
    })
}

/// `3` rather than `3.0`.
fn plain_number(number: f64) -> Value {
    #[allow(clippy::cast_possible_truncation)]
    match number.fract() == 0.0 && number.abs() <= LARGEST {
        true => json!(number as i64),
        false => json!(number),
    }
}

fn pointer(key: &str) -> String {
    format!("/fields/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// What `value` means in this field; `before` is what it holds, since an archived choice may stay but not be picked.
fn read(definition: &Definition, value: &Value, before: &[Kept]) -> Result<Vec<Kept>, PeopleError> {
    let at = pointer(&definition.field.key);
    let wrong = |reason: &str| Err(PeopleError::invalid(at.clone(), reason));
    let text = value.as_str().map(str::trim);
    if value.is_null() || text == Some("") {
        return Ok(Vec::new());
    }
    let kept = match definition.field.field_type {
        CustomFieldType::Text => match text.filter(|text| fits(text, LONGEST_TEXT)) {
            Some(text) if !text.chars().any(char::is_control) => Kept::Text(text.to_owned()),
            _ => return wrong("must be a text of at most 500 characters on one line"),
        },
        CustomFieldType::LongText => match text.filter(|text| fits(text, LONGEST_LONG_TEXT)) {
            Some(text) => Kept::Text(text.to_owned()),
            None => return wrong("must be a text of at most 10000 characters"),
        },
        CustomFieldType::Number => match value.as_f64().filter(|number| number.abs() <= LARGEST) {
            Some(number) => Kept::Number(number),
            None => return wrong("must be a number"),
        },
        CustomFieldType::Date => match text.and_then(day) {
            Some(day) => Kept::Day(day),
            None => return wrong("must be a day such as 2026-11-21"),
        },
        CustomFieldType::YesNo => match value.as_bool() {
            Some(flag) => Kept::YesNo(flag),
            None => return wrong("must be true or false"),
        },
        CustomFieldType::Link => match text.filter(|text| fits(text, LONGEST_TEXT) && is_link(text)) {
            Some(text) => Kept::Text(text.to_owned()),
            None => return wrong("must be an address such as https://example.com"),
        },
        CustomFieldType::Choice => Kept::Choice(choice(definition, value, &at, before)?),
        CustomFieldType::Choices => {
            let Value::Array(items) = value else {
                return wrong("must be a list of choices");
            };
            if items.len() > MOST_CHOICES {
                return wrong("names too many choices");
            }
            let mut picked: Vec<Kept> = Vec::new();
            for (index, item) in items.iter().enumerate() {
                let id = choice(definition, item, &format!("{at}/{index}"), before)?;
                if !picked.contains(&Kept::OneChoice(id)) {
                    picked.push(Kept::OneChoice(id));
                }
            }
            return Ok(picked);
        }
    };
    Ok(vec![kept])
}

fn fits(text: &str, longest: usize) -> bool {
    text.chars().count() <= longest
}

/// Years of four digits: what both databases and people write alike.
fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|day| (1000..=9999).contains(&day.year()))
}

fn is_link(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// A choice by its id or its name, whatever case and accents.
fn choice(
    definition: &Definition,
    value: &Value,
    at: &str,
    before: &[Kept],
) -> Result<uuid::Uuid, PeopleError> {
    let text = value.as_str().unwrap_or_default().trim();
    let folded = fold(text);
    let found = definition
        .choices
        .iter()
        .find(|choice| choice.id.to_string() == text || fold(&choice.name) == folded);
    match found {
        Some(choice)
            if !choice.archived
                || before.contains(&Kept::Choice(choice.id))
                || before.contains(&Kept::OneChoice(choice.id)) =>
        {
            Ok(choice.id)
        }
        _ => {
            let names: Vec<&str> = definition
                .choices
                .iter()
                .filter(|choice| !choice.archived)
                .take(20)
                .map(|choice: &choices::Model| choice.name.as_str())
                .collect();
            Err(PeopleError::invalid(
                at,
                format!("must be one of: {}", names.join(", ")),
            ))
        }
    }
}
