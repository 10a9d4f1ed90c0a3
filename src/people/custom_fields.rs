//! Defining the fields of contacts and companies: made, renamed, given choices, arranged, archived, deleted.

use sea_orm::SqlErr;
use serde_json::json;
use uuid::Uuid;

use super::error::{PeopleError, check_version};
use super::typed;
use crate::access::{Caller, Permission, audit};
use crate::live::Notice;
use crate::store::Tx;
use crate::store::custom_fields::{self, Definition, NewField};
use crate::store::entity::custom_field_choices as choices;
use crate::store::entity::custom_fields::{CustomFieldType, FieldAbout, Model};
use crate::text_fold::fold;

/// Most fields of contacts, and as many of companies; archived ones counted.
pub const MOST_FIELDS: usize = 100;
/// Most choices of one field, archived ones counted.
pub const MOST_CHOICES: usize = 200;
const LONGEST_KEY: usize = 50;
const LONGEST_HELP: usize = 500;

/// One choice as it should be; without an id a new one.
#[derive(Clone, Debug)]
pub struct ChoiceWish {
    pub id: Option<Uuid>,
    pub name: String,
    pub archived: bool,
}

/// What a person says of a field; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    pub name: Option<String>,
    pub help: Option<String>,
    pub required: Option<bool>,
    pub archived: Option<bool>,
    /// All of them, in order: those not named are taken away.
    pub choices: Option<Vec<ChoiceWish>>,
}

/// Makes a field; without a key one is made of the name.
pub async fn create(
    tx: &Tx,
    caller: &Caller,
    about: FieldAbout,
    field_type: CustomFieldType,
    key: Option<&str>,
    wish: Wish,
) -> Result<Definition, PeopleError> {
    caller.require(Permission::SettingsManage)?;
    let present = custom_fields::about(tx, about).await?;
    if present.len() >= MOST_FIELDS {
        return Err(PeopleError::conflict(
            "too_many",
            format!("there are {MOST_FIELDS} fields already"),
        ));
    }
    let name = typed::name(wish.name.as_deref().unwrap_or_default(), "/name")?;
    let taken = |key: &str| present.iter().any(|other| other.field.key == key);
    let key = match key {
        Some(key) if taken(key) => {
            return Err(PeopleError::conflict(
                "already_exists",
                "a field has this key already",
            ));
        }
        Some(key) => checked_key(key)?,
        None => free_key(&name, taken),
    };
    let last = present.iter().map(|other| other.field.position).max();
    let new = NewField {
        about,
        key,
        name,
        help: help(wish.help.unwrap_or_default())?,
        field_type,
        required: wish.required.unwrap_or(false),
        position: last.map_or(0, |last| last.saturating_add(1)),
    };
    let field = custom_fields::insert(tx, new).await?;
    set_choices(tx, &field, wish.choices.unwrap_or_default()).await?;
    told(tx, caller, "custom_field.create", &field).await?;
    Ok(custom_fields::with_its_choices(tx, field).await?)
}

/// Changes what the wish names; type and key stay for good.
pub async fn change(
    tx: &Tx,
    caller: &Caller,
    id: Uuid,
    read_version: Option<i64>,
    wish: Wish,
) -> Result<Definition, PeopleError> {
    caller.require(Permission::SettingsManage)?;
    let before = custom_fields::lock(tx, id).await?.ok_or(PeopleError::NotFound)?;
    check_version(read_version, before.version)?;
    let mut after = before.clone();
    if let Some(name) = wish.name {
        after.name = typed::name(&name, "/name")?;
    }
    if let Some(text) = wish.help {
        after.help = help(text)?;
    }
    after.required = wish.required.unwrap_or(after.required);
    if let Some(archived) = wish.archived {
        after.archived_at = archived.then(|| before.archived_at.unwrap_or_else(|| tx.now()));
    }
    let field = custom_fields::save(tx, &before, after).await?;
    if let Some(choices) = wish.choices {
        set_choices(tx, &field, choices).await?;
    }
    told(tx, caller, "custom_field.update", &field).await?;
    Ok(custom_fields::with_its_choices(tx, field).await?)
}

/// Puts the fields of contacts or companies into this order; those not named follow as they stood.
pub async fn arrange(tx: &Tx, caller: &Caller, about: FieldAbout, ids: &[Uuid]) -> Result<(), PeopleError> {
    caller.require(Permission::SettingsManage)?;
    let present = custom_fields::about(tx, about).await?;
    let mut order: Vec<Uuid> = Vec::with_capacity(present.len());
    for (index, id) in ids.iter().enumerate().take(MOST_FIELDS + 1) {
        let known = present.iter().any(|definition| definition.field.id == *id);
        if !known || order.contains(id) {
            return Err(PeopleError::invalid(
                format!("/ids/{index}"),
                "names no field, or one twice",
            ));
        }
        order.push(*id);
    }
    let rest = present.iter().map(|definition| definition.field.id);
    let rest: Vec<Uuid> = rest.filter(|id| !order.contains(id)).collect();
    order.extend(rest);
    custom_fields::arrange(tx, &order).await?;
    tx.notify(Notice::CustomFields);
    Ok(())
}

/// Takes an archived field out of the world, with everything typed into it.
pub async fn delete(
    tx: &Tx,
    caller: &Caller,
    id: Uuid,
    read_version: Option<i64>,
) -> Result<(), PeopleError> {
    caller.require(Permission::SettingsManage)?;
    let field = custom_fields::lock(tx, id).await?.ok_or(PeopleError::NotFound)?;
    check_version(read_version, field.version)?;
    if field.archived_at.is_none() {
        return Err(PeopleError::conflict(
            "not_archived",
            "archive the field first: what was typed into it is lost with it",
        ));
    }
    told(tx, caller, "custom_field.delete", &field).await?;
    Ok(custom_fields::delete(tx, field).await?)
}

async fn set_choices(tx: &Tx, field: &Model, wishes: Vec<ChoiceWish>) -> Result<(), PeopleError> {
    if !field.field_type.has_choices() {
        return match wishes.is_empty() {
            true => Ok(()),
            false => Err(PeopleError::invalid(
                "/choices",
                "only fields of choices have some",
            )),
        };
    }
    if wishes.is_empty() || wishes.len() > MOST_CHOICES {
        return Err(PeopleError::invalid(
            "/choices",
            format!("must be 1 to {MOST_CHOICES} choices"),
        ));
    }
    let mut present = custom_fields::with_its_choices(tx, field.clone()).await?.choices;
    let mut names: Vec<String> = Vec::with_capacity(wishes.len());
    for (place, wish) in wishes.into_iter().enumerate() {
        let name = typed::name(&wish.name, &format!("/choices/{place}/name"))?;
        if names.contains(&fold(&name)) {
            return Err(PeopleError::invalid(
                format!("/choices/{place}/name"),
                "is there twice",
            ));
        }
        names.push(fold(&name));
        let position = i32::try_from(place).unwrap_or(i32::MAX);
        match wish.id {
            None => {
                let new = choices::Model {
                    id: tx.id(),
                    field_id: field.id,
                    name,
                    position,
                    archived: wish.archived,
                };
                custom_fields::insert_choice(tx, new).await?;
            }
            Some(id) => {
                let Some(at) = present.iter().position(|choice| choice.id == id) else {
                    return Err(PeopleError::invalid(
                        format!("/choices/{place}/id"),
                        "is no choice of this field, or is there twice",
                    ));
                };
                let mut choice = present.swap_remove(at);
                (choice.name, choice.position, choice.archived) = (name, position, wish.archived);
                custom_fields::save_choice(tx, choice).await?;
            }
        }
    }
    for gone in present {
        let name = gone.name.clone();
        custom_fields::delete_choice(tx, gone)
            .await
            .map_err(|error| match error.sql_err() {
                Some(SqlErr::ForeignKeyConstraintViolation(_)) => PeopleError::conflict(
                    "still_in_use",
                    format!("{name} was picked already; archive it instead"),
                ),
                _ => error.into(),
            })?;
    }
    Ok(())
}

fn help(text: String) -> Result<String, PeopleError> {
    match text.chars().count() <= LONGEST_HELP {
        true => Ok(text.trim().to_owned()),
        false => Err(PeopleError::invalid(
            "/help",
            format!("must be at most {LONGEST_HELP} characters"),
        )),
    }
}

fn checked_key(key: &str) -> Result<String, PeopleError> {
    let fits = (1..=LONGEST_KEY).contains(&key.len())
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    match fits {
        true => Ok(key.to_owned()),
        false => Err(PeopleError::invalid(
            "/key",
            format!("must be 1 to {LONGEST_KEY} of a-z, 0-9 and _, beginning with a letter"),
        )),
    }
}

/// `Kundennummer (alt)` becomes `kundennummer_alt`; what no key can be made of becomes `field`.
fn free_key(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let plain: String = fold(name)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let mut key = plain.split_whitespace().collect::<Vec<_>>().join("_");
    key.truncate(LONGEST_KEY - 4);
    if !key.starts_with(|c: char| c.is_ascii_lowercase()) {
        key = match key.is_empty() {
            true => "field".to_owned(),
            false => format!("f_{key}"),
        };
        key.truncate(LONGEST_KEY - 4);
    }
    if !taken(&key) {
        return key;
    }
    (2..=MOST_FIELDS + 1)
        .map(|number| format!("{key}_{number}"))
        .find(|key| !taken(key))
        .unwrap_or(key)
}

async fn told(tx: &Tx, caller: &Caller, action: &'static str, field: &Model) -> Result<(), PeopleError> {
    let data = json!({"about": field.about, "key": field.key, "name": field.name});
    audit::record(tx, caller, action, "custom_field", Some(field.id), data).await?;
    tx.notify(Notice::CustomFields);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_of_names() {
        assert_eq!(free_key("Kundennummer (alt)", |_| false), "kundennummer_alt");
        assert_eq!(free_key("Città", |_| false), "citta");
        assert_eq!(free_key("顧客番号", |_| false), "field");
        assert_eq!(free_key("2nd phone", |_| false), "f_2nd_phone");
        assert_eq!(free_key("Plan", |key| key == "plan"), "plan_2");
        assert!(checked_key(&free_key(&"x".repeat(200), |_| false)).is_ok());
    }
}
