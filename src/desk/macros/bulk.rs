//! A macro on many tickets: each succeeds or fails by itself.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::run::{Ran, Read, Ready, run};
use crate::access::Caller;
use crate::app::App;
use crate::desk::bulk::MOST;
use crate::desk::error::DeskError;
use crate::store::{Tx, tickets};

/// What became of one ticket.
pub type Outcome = (Uuid, Result<Ran, DeskError>);

/// The tickets of `ids`, each once and in order, if there are not too many.
pub fn ordered(ids: &[Uuid]) -> Result<Vec<Uuid>, DeskError> {
    if ids.is_empty() || ids.len() > MOST {
        let words = format!("must name 1 to {MOST} tickets");
        return Err(DeskError::invalid("/ids", words));
    }
    Ok(ids
        .iter()
        .copied()
        .collect::<BTreeSet<Uuid>>()
        .into_iter()
        .collect())
}

/// Runs the macro on every ticket it can. A broken database fails the whole call.
pub async fn run_on(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    ready: &Ready,
    ordered: &[Uuid],
    read: Read,
) -> Result<Vec<Outcome>, DeskError> {
    // All at once and in order, so that two bulk changes never wait for each other.
    tickets::lock_many(tx, &caller.scope, ordered).await?;
    let mut outcomes = Vec::with_capacity(ordered.len());
    for id in ordered {
        let part = tx.savepoint().await?;
        match run(app, &part, caller, ready, *id, read).await {
            Ok(ran) => {
                part.merge_into(tx).await?;
                outcomes.push((*id, Ok(ran)));
            }
            Err(DeskError::Database(error)) => return Err(error.into()),
            Err(error) => {
                part.rollback().await?;
                outcomes.push((*id, Err(error)));
            }
        }
    }
    Ok(outcomes)
}
