//! The addresses of a contact by hand: given, verified, put first, taken away; each leaves a line in the timeline.

use serde_json::json;
use uuid::Uuid;

use super::contacts::{give, open, told};
use super::error::PeopleError;
use crate::access::{Caller, Permission};
use crate::store::entity::events::EventKind;
use crate::store::entity::identities::{IdentityKind, Model};
use crate::store::events::{self, Actor};
use crate::store::{Tx, contacts, identity_rows};

/// Gives the contact one more address, unverified until a message comes from there or somebody vouches for it.
pub async fn add(
    tx: &Tx,
    caller: &Caller,
    contact_id: Uuid,
    kind: IdentityKind,
    value: &str,
) -> Result<Model, PeopleError> {
    caller.require(Permission::ContactsChange)?;
    open(tx, caller, contact_id).await?;
    let identity = give(tx, contact_id, kind, value, "/value").await?;
    note(tx, caller, &identity, EventKind::IdentityAdded).await?;
    told(tx, contact_id).await?;
    Ok(identity)
}

/// Verifies an address by hand, or puts it before the others of its kind. `None` leaves it as it is.
pub async fn change(
    tx: &Tx,
    caller: &Caller,
    contact_id: Uuid,
    identity_id: Uuid,
    verified: Option<bool>,
    primary: Option<bool>,
) -> Result<Model, PeopleError> {
    caller.require(Permission::ContactsChange)?;
    open(tx, caller, contact_id).await?;
    let mut identity = find(tx, contact_id, identity_id).await?;
    if let Some(verified) = verified.filter(|verified| *verified != identity.verified) {
        identity = identity_rows::set_verified(tx, identity, verified).await?;
        if verified {
            note(tx, caller, &identity, EventKind::IdentityVerified).await?;
        }
    }
    if let Some(primary) = primary.filter(|primary| *primary != identity.is_primary) {
        identity = identity_rows::set_primary(tx, identity, primary).await?;
    }
    told(tx, contact_id).await?;
    Ok(identity)
}

/// Takes an address away. One that wrote or was written to stays: its messages name it.
pub async fn remove(
    tx: &Tx,
    caller: &Caller,
    contact_id: Uuid,
    identity_id: Uuid,
) -> Result<(), PeopleError> {
    caller.require(Permission::ContactsChange)?;
    open(tx, caller, contact_id).await?;
    let identity = find(tx, contact_id, identity_id).await?;
    note(tx, caller, &identity, EventKind::IdentityRemoved).await?;
    contacts::delete_identity(tx, identity).await.map_err(|error| {
        if matches!(
            error.sql_err(),
            Some(sea_orm::SqlErr::ForeignKeyConstraintViolation(_))
        ) {
            PeopleError::conflict("still_in_use", "messages came from or went to this address")
        } else {
            error.into()
        }
    })?;
    told(tx, contact_id).await
}

async fn find(tx: &Tx, contact_id: Uuid, identity_id: Uuid) -> Result<Model, PeopleError> {
    contacts::identity_of(tx, contact_id, identity_id)
        .await?
        .ok_or(PeopleError::NotFound)
}

async fn note(tx: &Tx, caller: &Caller, identity: &Model, kind: EventKind) -> Result<(), PeopleError> {
    let data = json!({"address": identity.value, "kind": identity.kind});
    events::on_contact(tx, identity.contact_id, Actor::Agent(caller.user_id), kind, data).await?;
    Ok(())
}
