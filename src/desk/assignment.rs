//! Who is to act: an agent, a team.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::error::DeskError;
use crate::store::entity::events::EventKind;
use crate::store::entity::tickets::Model;
use crate::store::entity::users::UserState;
use crate::store::entity::{teams, users};
use crate::store::events::{self, Actor};
use crate::store::notifications::{self, Reason};
use crate::store::{Tx, lookup};

/// An agent who may be given work, or why not.
pub async fn active_user(
    conn: &impl ConnectionTrait,
    id: Uuid,
    pointer: &str,
) -> Result<users::Model, DeskError> {
    let user = lookup::by_id::<users::Entity>(conn, [id], |user| user.id)
        .await?
        .remove(&id);
    user.filter(|user| user.state == UserState::Active)
        .ok_or_else(|| DeskError::invalid(pointer, "names nobody who works here"))
}

/// Tells the event of a new assignee, and the assignee unless it is who acts. The caller saves the row.
pub async fn change_assignee(
    tx: &Tx,
    actor: Actor,
    ticket: &Model,
    assignee_id: Option<Uuid>,
) -> Result<(), DeskError> {
    let to = match assignee_id {
        Some(id) => Some(active_user(tx, id, "/assignee_id").await?),
        None => None,
    };
    let from = match ticket.assignee_id {
        Some(id) => lookup::by_id::<users::Entity>(tx, [id], |user| user.id)
            .await?
            .remove(&id),
        None => None,
    };
    let named =
        |user: Option<&users::Model>| user.map_or(Value::Null, |u| json!({"id": u.id, "name": u.name}));
    let data = json!({"from": named(from.as_ref()), "to": named(to.as_ref())});
    events::on_ticket(tx, ticket, actor, EventKind::Assigned, data).await?;
    if let Some(user) = to.filter(|user| actor != Actor::Agent(user.id)) {
        notifications::insert(tx, user.id, Reason::Assigned, ticket.id, None).await?;
    }
    Ok(())
}

/// Tells the event of a new team. The caller saves the row.
pub async fn change_team(
    tx: &Tx,
    actor: Actor,
    ticket: &Model,
    team_id: Option<Uuid>,
) -> Result<(), DeskError> {
    let ids = [ticket.team_id, team_id];
    let known = lookup::by_id::<teams::Entity>(tx, ids.into_iter().flatten(), |team| team.id).await?;
    if team_id.is_some_and(|id| !known.contains_key(&id)) {
        return Err(DeskError::invalid("/team_id", "names no team"));
    }
    let named = |id: Option<Uuid>| {
        id.and_then(|id| known.get(&id))
            .map_or(Value::Null, |team| json!({"id": team.id, "name": team.name}))
    };
    let data = json!({"from": named(ticket.team_id), "to": named(team_id)});
    events::on_ticket(tx, ticket, actor, EventKind::TeamChanged, data).await?;
    Ok(())
}
