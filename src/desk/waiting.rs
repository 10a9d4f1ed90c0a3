//! Tickets that have waited for an answer longer than the house wants: whoever asked to be told of such hears of each
//! once.

use chrono::Duration;
use sea_orm::DbErr;
use uuid::Uuid;

use super::response_target;
use crate::store::entity::tickets;
use crate::store::notifications::{self, Reason};
use crate::store::waiting_line::{self, Line};
use crate::store::{self, Tx};

/// Tickets looked at in one transaction.
const BATCH: u64 = 50;
/// An idle line is moved on no more often.
const STEP: Duration = Duration::minutes(10);

/// Tells of the tickets that crossed the line since the last round, at most [`BATCH`]; how many there were. The line
/// only moves on, and starts at now: the backlog of the day before is no news.
pub async fn tell_due(tx: &Tx) -> Result<usize, DbErr> {
    let target = response_target::minutes(tx).await?;
    // Without a target nobody waits too long, and what waits meanwhile is no news when there is one again.
    let until = tx.now() - Duration::minutes(target.unwrap_or_default().into());
    let drained = Line {
        waiting_since: until,
        id: Uuid::max(),
    };
    let Some(line) = waiting_line::lock(tx).await? else {
        waiting_line::set(tx, drained).await?;
        return Ok(0);
    };
    let crossed = match target {
        Some(_) => waiting_line::crossed(tx, line, until, BATCH).await?,
        None => Vec::new(),
    };
    for ticket in &crossed {
        tell(tx, ticket).await?;
    }
    let reached = match crossed.last() {
        Some(last) if crossed.len() as u64 >= BATCH => Line {
            waiting_since: last.waiting_since.unwrap_or(until),
            id: last.id,
        },
        _ => drained,
    };
    // A clock that was set back moves no line back, and an idle round writes no row every time.
    let moved = reached.waiting_since - line.waiting_since;
    if moved >= STEP || (!crossed.is_empty() && moved >= Duration::zero()) {
        waiting_line::set(tx, reached).await?;
    }
    Ok(crossed.len())
}

async fn tell(tx: &Tx, ticket: &tickets::Model) -> Result<(), DbErr> {
    let people = match (ticket.assignee_id, ticket.team_id) {
        (Some(id), _) => store::users::by_id(tx, id).await?.into_iter().collect(),
        (None, Some(team_id)) => store::teams::members(tx, team_id).await?,
        (None, None) => store::users::active(tx).await?,
    };
    notifications::insert_for_those_who_want(tx, &people, Reason::Waiting, ticket.id, ticket.last_message_id)
        .await
}
