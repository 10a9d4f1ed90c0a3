//! Whether a colleague may be given work just now: said by themselves, seen by everybody.

use super::{AccessError, Caller};
use crate::live::Notice;
use crate::store::entity::users::Availability;
use crate::store::{Tx, users};

/// Sets the caller's own word. Nothing is written down in the audit log: people come and go all day.
pub async fn set(tx: &Tx, caller: &Caller, availability: Availability) -> Result<(), AccessError> {
    let mut user = users::lock(tx, caller.user_id)
        .await?
        .ok_or(AccessError::NotFound)?;
    if user.availability != availability {
        user.availability = availability;
        users::save(tx, user).await?;
        tx.notify(Notice::Agent { id: caller.user_id });
    }
    Ok(())
}
