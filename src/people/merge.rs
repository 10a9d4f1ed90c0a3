//! Two contacts turn out to be one person, or turn out not to be: merging, and taking it back.

use serde_json::json;
use uuid::Uuid;

use super::contacts::{open, told};
use super::error::PeopleError;
use super::merge_choice::{self, Choices};
use crate::access::{Caller, Permission};
use crate::live::Notice;
use crate::store::contact_merges::{self, Moved};
use crate::store::entity::contact_merges::Model as Merge;
use crate::store::entity::contacts::Model;
use crate::store::entity::events::EventKind;
use crate::store::events::{self, Actor};
use crate::store::{Tx, contact_distinctions, contacts, identity_rows};

/// Everything of `source` becomes `target`'s: addresses, tickets, messages, participations, events; of the fields one side
/// stays. What was moved and changed is kept, so that [`undo`] can give back exactly that.
pub async fn merge(
    tx: &Tx,
    caller: &Caller,
    target_id: Uuid,
    source_id: Uuid,
    choices: &Choices,
) -> Result<Model, PeopleError> {
    caller.require(Permission::ContactsChange)?;
    if target_id == source_id {
        return Err(PeopleError::invalid(
            "/source_id",
            "a contact cannot be merged into itself",
        ));
    }
    // Always the smaller id first: two merges of one pair wait for each other instead of dying.
    let first = open(tx, caller, target_id.min(source_id)).await?;
    let second = open(tx, caller, target_id.max(source_id)).await?;
    let (target, source) = match first.id == target_id {
        true => (first, second),
        false => (second, first),
    };
    let second_first = surplus_primaries(tx, target_id, source_id).await?;
    let mut moved = contact_merges::move_all(tx, source_id, target_id).await?;
    identity_rows::mark_primary(tx, target_id, &second_first, false).await?;
    let mut kept = target.clone();
    moved.primaries = second_first;
    let changed = merge_choice::apply(&mut kept, &source, choices)?;
    moved.changed = serde_json::to_value(changed).map_err(unreadable)?;
    let merge = contact_merges::insert(tx, target_id, source_id, &moved, Some(caller.user_id)).await?;
    let mut gone = source.clone();
    gone.merged_into = Some(target_id);
    contacts::save(tx, &source, gone).await?;
    kept.last_activity_at = target.last_activity_at.max(source.last_activity_at);
    let kept = contacts::save(tx, &target, kept).await?;
    let told_of = json!({"merge_id": merge.id, "source": {"id": source.id, "name": source.name}});
    events::on_contact(
        tx,
        target_id,
        Actor::Agent(caller.user_id),
        EventKind::ContactMerged,
        told_of,
    )
    .await?;
    told(tx, source_id).await?;
    told(tx, target_id).await?;
    Ok(kept)
}

/// Gives back what the merge moved, as far as the target still has it. What came later stays with the target. Merges
/// upon merges are undone newest first.
pub async fn undo(tx: &Tx, caller: &Caller, merge_id: Uuid) -> Result<Model, PeopleError> {
    caller.require(Permission::ContactsChange)?;
    let merge = contact_merges::lock(tx, merge_id)
        .await?
        .ok_or(PeopleError::NotFound)?;
    let target = contacts::lock(tx, &caller.scope, merge.target_id)
        .await?
        .ok_or(PeopleError::NotFound)?;
    if merge.undone_at.is_some() {
        return Err(PeopleError::conflict(
            "already_undone",
            "this merge was undone already",
        ));
    }
    if target.merged_into.is_some() {
        return Err(PeopleError::conflict(
            "merged_further",
            "the contact was merged into another since; undo that first",
        ));
    }
    let source = contacts::lock_any(tx, merge.source_id)
        .await?
        .ok_or(PeopleError::NotFound)?;
    let moved = moved(&merge)?;
    contact_merges::move_back(tx, &moved, target.id, source.id).await?;
    identity_rows::mark_primary(tx, source.id, &moved.primaries, true).await?;
    let mut alone = target.clone();
    // Merges of earlier versions changed nothing on the target.
    if moved.changed.is_object() {
        let changed = serde_json::from_value(moved.changed).map_err(unreadable)?;
        merge_choice::take_back(&mut alone, &changed);
    }
    if alone != target {
        contacts::save(tx, &target, alone).await?;
    }
    let mut back = source.clone();
    back.merged_into = None;
    let restored = contacts::save(tx, &source, back).await?;
    contact_merges::mark_undone(tx, merge).await?;
    let told_of = json!({"merge_id": merge_id, "source": {"id": source.id, "name": source.name}});
    events::on_contact(
        tx,
        target.id,
        Actor::Agent(caller.user_id),
        EventKind::ContactUnmerged,
        told_of,
    )
    .await?;
    told(tx, source.id).await?;
    told(tx, target.id).await?;
    Ok(restored)
}

/// Notes that two contacts are different people, or takes that back.
pub async fn tell_apart(
    tx: &Tx,
    caller: &Caller,
    one: Uuid,
    other: Uuid,
    distinct: bool,
) -> Result<(), PeopleError> {
    caller.require(Permission::ContactsChange)?;
    if one == other {
        return Err(PeopleError::invalid("/other_id", "is the same contact"));
    }
    for id in [one.min(other), one.max(other)] {
        open(tx, caller, id).await?;
    }
    match distinct {
        true => contact_distinctions::insert(tx, one, other, caller.user_id).await?,
        false => contact_distinctions::delete(tx, one, other).await?,
    }
    tx.notify(Notice::Contact { id: one });
    tx.notify(Notice::Contact { id: other });
    Ok(())
}

/// First addresses of the source of a kind of which the target has a first one: they stand behind it after the merge.
async fn surplus_primaries(tx: &Tx, target_id: Uuid, source_id: Uuid) -> Result<Vec<Uuid>, PeopleError> {
    let of_target = identity_rows::primaries(tx, target_id).await?;
    let of_source = identity_rows::primaries(tx, source_id).await?;
    let surplus = of_source
        .into_iter()
        .filter(|one| of_target.iter().any(|other| other.kind == one.kind));
    Ok(surplus.map(|one| one.id).collect())
}

fn moved(merge: &Merge) -> Result<Moved, PeopleError> {
    serde_json::from_value(merge.moved.clone()).map_err(unreadable)
}

fn unreadable(error: serde_json::Error) -> PeopleError {
    PeopleError::Database(sea_orm::DbErr::Json(error.to_string()))
}
