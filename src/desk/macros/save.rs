//! Writing macros: whose they are, and that each step can be done.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::action::{MacroAction, from_stored, to_stored};
use crate::access::{Caller, Permission};
use crate::desk::assignment::active_user;
use crate::desk::canned::save::{line, may_change, owner};
use crate::desk::canned::variables::Variables;
use crate::desk::canned::viewer;
use crate::desk::error::DeskError;
use crate::desk::open_ticket::require;
use crate::live::Notice;
use crate::store::circle::Circle;
use crate::store::entity::macros::Model;
use crate::store::entity::tickets::TicketStatus;
use crate::store::{Tx, canned_replies, macros, taggings, teams};

/// Most steps of one macro.
const MOST_ACTIONS: usize = 20;
const MOST_TAGS: usize = 20;
const LONGEST_NAME: usize = 100;
const LONGEST_NOTE: usize = 16 * 1024;
/// From five minutes to two years.
const SNOOZE: std::ops::RangeInclusive<i64> = 5..=2 * 366 * 24 * 60;

/// A macro as its author wants it.
#[derive(Clone, Debug)]
pub struct Draft {
    pub circle: Circle,
    pub team_id: Option<Uuid>,
    pub name: String,
    pub actions: Vec<MacroAction>,
}

impl From<&Model> for Draft {
    fn from(stored: &Model) -> Self {
        Self {
            circle: Circle::of(stored.owner_id, stored.team_id),
            team_id: stored.team_id,
            name: stored.name.clone(),
            actions: from_stored(&stored.actions),
        }
    }
}

/// Makes a macro; it comes last.
pub async fn create(tx: &Tx, caller: &Caller, draft: Draft) -> Result<Model, DeskError> {
    require(caller, Permission::TicketsChange)?;
    let present = macros::list(tx, viewer(caller)).await?;
    if u64::try_from(present.len()).unwrap_or(u64::MAX) >= macros::MOST {
        return Err(DeskError::conflict(
            "too_many",
            "there are too many macros already",
        ));
    }
    let last = present.iter().map(|row| row.position).max().unwrap_or(0);
    let blank = Model {
        id: tx.id(),
        owner_id: Some(caller.user_id),
        team_id: None,
        name: String::new(),
        actions: Value::Null,
        position: last.saturating_add(1),
        used_count: 0,
        last_used_at: None,
        created_at: tx.now(),
        updated_at: tx.now(),
        version: 1,
    };
    let row = macros::insert(tx, checked(tx, caller, blank, &draft).await?).await?;
    tx.notify(Notice::Canned);
    Ok(row)
}

/// Brings `before`, which the caller holds and may change, to what `draft` says.
pub async fn change(tx: &Tx, caller: &Caller, before: Model, draft: Draft) -> Result<Model, DeskError> {
    let after = checked(tx, caller, before.clone(), &draft).await?;
    let row = macros::save(tx, &before, after).await?;
    tx.notify(Notice::Canned);
    Ok(row)
}

/// A macro the caller sees and may change, held. What they see but may not change is forbidden.
pub async fn hold(tx: &Tx, caller: &Caller, id: Uuid) -> Result<Model, DeskError> {
    let row = macros::lock(tx, viewer(caller), id)
        .await?
        .ok_or(DeskError::NotFound)?;
    require(caller, Permission::TicketsChange)?;
    if may_change(caller, row.owner_id, row.team_id) {
        Ok(row)
    } else {
        Err(DeskError::Forbidden(Permission::CannedManage))
    }
}

/// Puts the macros the caller may change into the order of `ids`; the others keep their places around them.
pub async fn reorder(tx: &Tx, caller: &Caller, ids: &[Uuid]) -> Result<(), DeskError> {
    require(caller, Permission::TicketsChange)?;
    let present = macros::list(tx, viewer(caller)).await?;
    let mut wanted = Vec::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        let found = present
            .iter()
            .find(|row| row.id == *id && may_change(caller, row.owner_id, row.team_id));
        match found {
            Some(row) if !wanted.contains(&row.id) => wanted.push(row.id),
            _ => {
                let words = "names no macro you may move, or one named before";
                return Err(DeskError::invalid(format!("/ids/{index}"), words));
            }
        }
    }
    // The places of the moved ones are dealt out again in the new order.
    let mut next = wanted.iter();
    let order = present.iter().filter_map(|row| match wanted.contains(&row.id) {
        true => next.next().copied(),
        false => Some(row.id),
    });
    let order: Vec<Uuid> = order.collect();
    let before: BTreeMap<Uuid, i32> = present.iter().map(|row| (row.id, row.position)).collect();
    for (position, id) in (1..).zip(order) {
        if before.get(&id) != Some(&position) {
            macros::set_position(tx, id, position).await?;
        }
    }
    tx.notify(Notice::Canned);
    Ok(())
}

async fn checked(tx: &Tx, caller: &Caller, row: Model, draft: &Draft) -> Result<Model, DeskError> {
    let (owner_id, team_id) = match (draft.circle, draft.team_id) {
        same if same == (Circle::of(row.owner_id, row.team_id), row.team_id) => (row.owner_id, row.team_id),
        (circle, team_id) => owner(tx, caller, circle, team_id).await?,
    };
    let name = line(&draft.name, "/name", LONGEST_NAME)?;
    if draft.actions.is_empty() || draft.actions.len() > MOST_ACTIONS {
        let words = format!("must be 1 to {MOST_ACTIONS} steps");
        return Err(DeskError::invalid("/actions", words));
    }
    let after = Model {
        owner_id,
        team_id,
        name,
        actions: to_stored(&draft.actions)?,
        ..row
    };
    let mut seen = Vec::new();
    for (index, action) in draft.actions.iter().enumerate() {
        let at = format!("/actions/{index}");
        if let Some(subject) = action.subject() {
            if seen.contains(&subject) {
                return Err(DeskError::invalid(at, format!("sets {subject} a second time")));
            }
            seen.push(subject);
        }
        check(tx, caller, &after, action, &at).await?;
    }
    Ok(after)
}

async fn check(
    tx: &Tx,
    caller: &Caller,
    row: &Model,
    action: &MacroAction,
    at: &str,
) -> Result<(), DeskError> {
    match action {
        MacroAction::SetStatus { status } if *status == TicketStatus::Snoozed => {
            let words = "snooze by a step of its own";
            Err(DeskError::invalid(format!("{at}/status"), words))
        }
        MacroAction::Assign { user_id: Some(id) } => {
            active_user(tx, *id, &format!("{at}/user_id")).await.map(|_| ())
        }
        MacroAction::SetTeam { team_id: Some(id) } => match teams::by_id(tx, *id).await? {
            Some(_) => Ok(()),
            None => Err(DeskError::invalid(format!("{at}/team_id"), "names no team")),
        },
        MacroAction::AddTags { tags } => check_tags(tx, caller, tags, at).await,
        MacroAction::RemoveTags { tags } if tags.is_empty() || tags.len() > MOST_TAGS => {
            let words = format!("must be 1 to {MOST_TAGS}");
            Err(DeskError::invalid(format!("{at}/tags"), words))
        }
        MacroAction::Snooze { minutes } if !SNOOZE.contains(minutes) => {
            let words = "must be from 5 minutes to 2 years";
            Err(DeskError::invalid(format!("{at}/minutes"), words))
        }
        MacroAction::AddNote { text } => {
            let at = format!("{at}/text");
            if text.trim().is_empty() || text.len() > LONGEST_NOTE {
                return Err(DeskError::invalid(at, "must be 1 character to 16 kB"));
            }
            Variables::load(tx).await?.check(text, &at)
        }
        MacroAction::InsertReply { canned_reply_id } | MacroAction::SendReply { canned_reply_id } => {
            check_reply(
                tx,
                caller,
                row,
                *canned_reply_id,
                &format!("{at}/canned_reply_id"),
            )
            .await
        }
        _ => Ok(()),
    }
}

/// Tags there are: whoever runs the macro may not be allowed to make one.
async fn check_tags(tx: &Tx, caller: &Caller, tags: &[String], at: &str) -> Result<(), DeskError> {
    if tags.is_empty() || tags.len() > MOST_TAGS {
        let words = format!("must be 1 to {MOST_TAGS}");
        return Err(DeskError::invalid(format!("{at}/tags"), words));
    }
    let known = taggings::known(tx).await?;
    for (index, name) in tags.iter().enumerate() {
        let name = name.trim().to_lowercase();
        if known.iter().any(|tag| tag.name.to_lowercase() == name) {
            continue;
        }
        let fits =
            (1..=50).contains(&name.chars().count()) && !name.chars().any(|c| c.is_control() || c == ',');
        if !fits || !caller.may(Permission::ViewsManage) {
            return Err(DeskError::invalid(format!("{at}/tags/{index}"), "names no tag"));
        }
        taggings::create(tx, tags[index].trim()).await?;
    }
    Ok(())
}

/// A reply that all who have the macro have, too.
async fn check_reply(
    tx: &Tx,
    caller: &Caller,
    row: &Model,
    id: Uuid,
    pointer: &str,
) -> Result<(), DeskError> {
    let reply = canned_replies::find(tx, viewer(caller), id)
        .await?
        .ok_or_else(|| DeskError::invalid(pointer, "names no canned reply"))?;
    let shared = match Circle::of(reply.owner_id, reply.team_id) {
        Circle::Everyone => true,
        Circle::Team => row.owner_id.is_some() || row.team_id == reply.team_id,
        Circle::Personal => row.owner_id == reply.owner_id,
    };
    match shared {
        true => Ok(()),
        false => Err(DeskError::invalid(
            pointer,
            "is not shared with all who have this macro",
        )),
    }
}
