//! One change for many contacts: each succeeds or fails by itself.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use super::contacts::{self, Wish};
use super::error::PeopleError;
use super::removal;
use crate::access::{Caller, Permission};
use crate::store::entity::contacts::{ContactKind, Model};
use crate::store::entity::tags;
use crate::store::{Tx, contact_taggings, contacts as shelf};

/// Most contacts of one call.
pub const MOST: usize = 200;

/// What a contact was before, as far as it changed: said again, it undoes the change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Before {
    pub kind: Option<ContactKind>,
    pub company_id: Option<Option<Uuid>>,
    /// Tags to put on again, by name.
    pub add_tags: Vec<String>,
    /// Tags to take off again, by name.
    pub remove_tags: Vec<String>,
}

/// What became of one contact.
pub type Outcome<T> = (Uuid, Result<T, PeopleError>);

/// Changes every contact of `ids` the caller may change; one that cannot be changed leaves the others alone. A broken
/// database fails the whole call, and so does a wish no contact could take.
pub async fn change(
    tx: &Tx,
    caller: &Caller,
    ids: &[Uuid],
    wish: &Wish,
) -> Result<Vec<Outcome<Before>>, PeopleError> {
    caller.require(Permission::ContactsChange)?;
    let ordered = ordered(ids)?;
    let known = by_id(shelf::lock_many(tx, &caller.scope, &ordered).await?);
    let mut tags = contact_taggings::of_contacts(tx, &ordered).await?;
    let mut outcomes = Vec::with_capacity(ordered.len());
    for id in ordered {
        let had = tags.remove(&id).unwrap_or_default();
        let part = tx.savepoint().await?;
        let done = match contacts::change(&part, caller, id, None, wish.clone()).await {
            Ok(after) => {
                let has = contact_taggings::of_contact(&part, id).await?;
                Ok(before(known.get(&id), &after, &had, &has))
            }
            Err(error) => Err(error),
        };
        outcomes.push((id, finish(tx, part, done).await?));
    }
    Ok(outcomes)
}

/// Deletes every contact of `ids` that may be deleted.
pub async fn delete(tx: &Tx, caller: &Caller, ids: &[Uuid]) -> Result<Vec<Outcome<()>>, PeopleError> {
    caller.require(Permission::ContactsChange)?;
    let ordered = ordered(ids)?;
    shelf::lock_many(tx, &caller.scope, &ordered).await?;
    let mut outcomes = Vec::with_capacity(ordered.len());
    for id in ordered {
        let part = tx.savepoint().await?;
        let done = removal::delete(&part, caller, id, None).await;
        outcomes.push((id, finish(tx, part, done).await?));
    }
    Ok(outcomes)
}

/// In one order, so that two changes of many never wait for each other.
fn ordered(ids: &[Uuid]) -> Result<Vec<Uuid>, PeopleError> {
    if ids.is_empty() || ids.len() > MOST {
        return Err(PeopleError::invalid(
            "/ids",
            format!("must name 1 to {MOST} contacts"),
        ));
    }
    let unique: BTreeSet<Uuid> = ids.iter().copied().collect();
    Ok(unique.into_iter().collect())
}

fn by_id(rows: Vec<Model>) -> HashMap<Uuid, Model> {
    rows.into_iter().map(|row| (row.id, row)).collect()
}

async fn finish<T>(
    tx: &Tx,
    part: Tx,
    done: Result<T, PeopleError>,
) -> Result<Result<T, PeopleError>, PeopleError> {
    match done {
        Ok(done) => {
            part.merge_into(tx).await?;
            Ok(Ok(done))
        }
        Err(error) if spoils_all(&error) => Err(error),
        Err(error) => {
            part.rollback().await?;
            Ok(Err(error))
        }
    }
}

/// What is wrong with the request is wrong for every contact; that one has too many tags already is not.
fn spoils_all(error: &PeopleError) -> bool {
    match error {
        PeopleError::Invalid { pointer, .. } => pointer != "/tags",
        PeopleError::Database(_) | PeopleError::Denied(_) => true,
        _ => false,
    }
}

fn before(known: Option<&Model>, after: &Model, had: &[tags::Model], has: &[tags::Model]) -> Before {
    let missing = |from: &[tags::Model], other: &[tags::Model]| {
        from.iter()
            .filter(|tag| other.iter().all(|other| other.id != tag.id))
            .map(|tag| tag.name.clone())
            .collect()
    };
    Before {
        kind: known.map(|known| known.kind).filter(|kind| *kind != after.kind),
        company_id: known
            .map(|known| known.company_id)
            .filter(|company| *company != after.company_id),
        add_tags: missing(had, has),
        remove_tags: missing(has, had),
    }
}
