//! Tags on a ticket, by name. Whoever manages tags may make one by using it; others use those there are.

use std::collections::BTreeSet;

use serde_json::json;
use uuid::Uuid;

use super::change::Change;
use super::error::DeskError;
use crate::access::{Caller, Permission};
use crate::store::entity::events::EventKind;
use crate::store::entity::{tags, tickets};
use crate::store::events::{self, Actor};
use crate::store::{Tx, taggings};

/// Longest name of a tag, in characters.
const LONGEST: usize = 50;
/// Most tags on one ticket.
const MOST: usize = 50;

/// Brings the ticket's tags to what `change` says; the names before, if anything changed.
pub async fn change(
    tx: &Tx,
    caller: &Caller,
    ticket: &tickets::Model,
    change: &Change,
) -> Result<Option<Vec<String>>, DeskError> {
    if change.tags.is_none() && change.add_tags.is_empty() && change.remove_tags.is_empty() {
        return Ok(None);
    }
    let known = taggings::known(tx).await?;
    let present = taggings::of_ticket(tx, ticket.id).await?;
    let mut wanted: Vec<tags::Model> = match &change.tags {
        Some(names) => resolve(tx, caller, &known, names, "/tags").await?,
        None => present.clone(),
    };
    wanted.extend(resolve(tx, caller, &known, &change.add_tags, "/add_tags").await?);
    wanted.retain(|tag| !change.remove_tags.iter().any(|name| same(name, &tag.name)));
    let has: BTreeSet<Uuid> = present.iter().map(|tag| tag.id).collect();
    let wants: BTreeSet<Uuid> = wanted.iter().map(|tag| tag.id).collect();
    if wants.len() > MOST {
        return Err(DeskError::invalid(
            "/tags",
            format!("must not be more than {MOST}"),
        ));
    }
    let added: Vec<Uuid> = wants.difference(&has).copied().collect();
    let removed: Vec<Uuid> = has.difference(&wants).copied().collect();
    if added.is_empty() && removed.is_empty() {
        return Ok(None);
    }
    taggings::add(tx, ticket.id, &added).await?;
    taggings::remove(tx, ticket.id, &removed).await?;
    let names = |from: &[tags::Model], ids: &[Uuid]| -> BTreeSet<String> {
        from.iter()
            .filter(|tag| ids.contains(&tag.id))
            .map(|tag| tag.name.clone())
            .collect()
    };
    let data = json!({"added": names(&wanted, &added), "removed": names(&present, &removed)});
    events::on_ticket(tx, ticket, Actor::Agent(caller.user_id), EventKind::Tagged, data).await?;
    Ok(Some(present.into_iter().map(|tag| tag.name).collect()))
}

async fn resolve(
    tx: &Tx,
    caller: &Caller,
    known: &[tags::Model],
    names: &[String],
    pointer: &str,
) -> Result<Vec<tags::Model>, DeskError> {
    let mut found: Vec<tags::Model> = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let name = name.trim();
        let at = || format!("{pointer}/{index}");
        if name.is_empty() || name.chars().count() > LONGEST || name.chars().any(char::is_control) {
            return Err(DeskError::invalid(
                at(),
                format!("must have 1 to {LONGEST} characters on one line"),
            ));
        }
        let tag = match known.iter().chain(&found).find(|tag| same(name, &tag.name)) {
            Some(tag) => tag.clone(),
            None if caller.may(Permission::ViewsManage) => taggings::create(tx, name).await?,
            None => return Err(DeskError::invalid(at(), "names no tag")),
        };
        found.push(tag);
    }
    Ok(found)
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.to_lowercase()
}
