//! Tags on a contact, by name. Whoever manages tags may make one by using it; others use those there are.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::error::PeopleError;
use crate::access::{Caller, Permission};
use crate::store::entity::tags;
use crate::store::{Tx, contact_taggings, taggings};

/// Longest name of a tag, in characters.
const LONGEST: usize = 50;
/// Most tags on one contact.
const MOST: usize = 50;

/// What should become of the tags of a contact, by name.
#[derive(Clone, Debug, Default)]
pub struct TagWish {
    /// These and no others.
    pub only: Option<Vec<String>>,
    pub add: Vec<String>,
    pub remove: Vec<String>,
}

impl TagWish {
    pub fn is_empty(&self) -> bool {
        self.only.is_none() && self.add.is_empty() && self.remove.is_empty()
    }
}

/// Brings the contact's tags to what `wish` says.
pub async fn apply(tx: &Tx, caller: &Caller, contact_id: Uuid, wish: &TagWish) -> Result<(), PeopleError> {
    if wish.is_empty() {
        return Ok(());
    }
    let known = taggings::known(tx).await?;
    let present = contact_taggings::of_contact(tx, contact_id).await?;
    let mut wanted = match &wish.only {
        Some(names) => resolve(tx, caller, &known, names, "/tags").await?,
        None => present.clone(),
    };
    wanted.extend(resolve(tx, caller, &known, &wish.add, "/add_tags").await?);
    wanted.retain(|tag| !wish.remove.iter().any(|name| same(name, &tag.name)));
    let has: BTreeSet<Uuid> = present.iter().map(|tag| tag.id).collect();
    let wants: BTreeSet<Uuid> = wanted.iter().map(|tag| tag.id).collect();
    if wants.len() > MOST {
        return Err(PeopleError::invalid(
            "/tags",
            format!("must not be more than {MOST}"),
        ));
    }
    let added: Vec<Uuid> = wants.difference(&has).copied().collect();
    let removed: Vec<Uuid> = has.difference(&wants).copied().collect();
    contact_taggings::add(tx, contact_id, &added).await?;
    contact_taggings::remove(tx, contact_id, &removed).await?;
    Ok(())
}

async fn resolve(
    tx: &Tx,
    caller: &Caller,
    known: &[tags::Model],
    names: &[String],
    pointer: &str,
) -> Result<Vec<tags::Model>, PeopleError> {
    let mut found: Vec<tags::Model> = Vec::with_capacity(names.len().min(MOST));
    for (index, name) in names.iter().enumerate() {
        let name = name.trim();
        let at = || format!("{pointer}/{index}");
        if index >= MOST {
            return Err(PeopleError::invalid(
                at(),
                format!("must not be more than {MOST}"),
            ));
        }
        if !is_name(name) {
            return Err(PeopleError::invalid(
                at(),
                format!("must have 1 to {LONGEST} characters on one line, without a comma"),
            ));
        }
        let tag = match known.iter().chain(&found).find(|tag| same(name, &tag.name)) {
            Some(tag) => tag.clone(),
            None if caller.may(Permission::ViewsManage) => {
                tx.notify(crate::live::Notice::View);
                taggings::create(tx, name).await?
            }
            None => return Err(PeopleError::invalid(at(), "names no tag")),
        };
        found.push(tag);
    }
    Ok(found)
}

/// One line of 1 to 50 characters without a comma.
pub(super) fn is_name(name: &str) -> bool {
    let fits = (1..=LONGEST).contains(&name.chars().count());
    fits && !name.chars().any(|c| c.is_control() || c == ',')
}

pub(super) fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.to_lowercase()
}
