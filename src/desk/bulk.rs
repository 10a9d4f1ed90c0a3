//! One change for many tickets: each succeeds or fails by itself.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::change::{self, Change, Changed};
use super::error::DeskError;
use crate::access::Caller;
use crate::store::{Tx, tickets};

/// Most tickets of one call.
pub const MOST: usize = 200;

/// What became of one ticket.
pub type Outcome = (Uuid, Result<Changed, DeskError>);

/// Changes every ticket of `ids` the caller may change; one that cannot be changed leaves the others alone. A broken
/// database fails the whole call.
pub async fn apply(
    tx: &Tx,
    caller: &Caller,
    ids: &[Uuid],
    wanted: &Change,
) -> Result<Vec<Outcome>, DeskError> {
    if ids.is_empty() || ids.len() > MOST {
        return Err(DeskError::invalid(
            "/ids",
            format!("must name 1 to {MOST} tickets"),
        ));
    }
    let unique: BTreeSet<Uuid> = ids.iter().copied().collect();
    let ordered: Vec<Uuid> = unique.iter().copied().collect();
    // All at once and in order, so that two bulk changes never wait for each other.
    tickets::lock_many(tx, &caller.scope, &ordered).await?;
    let mut outcomes = Vec::with_capacity(ordered.len());
    for id in ordered {
        let part = tx.savepoint().await?;
        match change::apply(&part, caller, id, None, wanted).await {
            Ok(changed) => {
                part.merge_into(tx).await?;
                outcomes.push((id, Ok(changed)));
            }
            Err(DeskError::Database(error)) => return Err(error.into()),
            Err(error) => {
                part.rollback().await?;
                outcomes.push((id, Err(error)));
            }
        }
    }
    Ok(outcomes)
}
