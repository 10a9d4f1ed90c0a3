//! Taking people and companies out of the world.

use sea_orm::SqlErr;
use serde_json::json;
use uuid::Uuid;

use super::contacts::open;
use super::error::{PeopleError, check_version};
use crate::access::{Caller, Permission, audit};
use crate::live::Notice;
use crate::store::{Tx, companies, contacts, search};

/// Contacts of a deleted company that are found without its name at once; the rest follow when they change.
const REINDEXED: u64 = 1_000;

/// Deletes a contact nobody ever corresponded with. One with a history stays: its tickets and messages name it.
pub async fn delete(
    tx: &Tx,
    caller: &Caller,
    id: Uuid,
    read_version: Option<i64>,
) -> Result<(), PeopleError> {
    caller.require(Permission::ContactsChange)?;
    let contact = open(tx, caller, id).await?;
    check_version(read_version, contact.version)?;
    let has_history = || {
        PeopleError::conflict(
            "has_history",
            "this contact has messages or merged records; only contacts without any can be deleted",
        )
    };
    if contacts::has_history(tx, id).await? {
        return Err(has_history());
    }
    contacts::delete(tx, id)
        .await
        .map_err(|error| match error.sql_err() {
            // Somebody wrote just now.
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => has_history(),
            _ => error.into(),
        })?;
    search::index_contact(tx, id).await?;
    let data = json!({"name": contact.name});
    audit::record(tx, caller, "contact.delete", "contact", Some(id), data).await?;
    tx.notify(Notice::Contact { id });
    Ok(())
}

/// Deletes a company. Its contacts stay, without one.
pub async fn delete_company(
    tx: &Tx,
    caller: &Caller,
    id: Uuid,
    read_version: Option<i64>,
) -> Result<(), PeopleError> {
    caller.require(Permission::ContactsChange)?;
    let company = companies::lock(tx, id).await?.ok_or(PeopleError::NotFound)?;
    check_version(read_version, company.version)?;
    let members = contacts::ids_of_company(tx, id, REINDEXED).await?;
    let data = json!({"name": company.name});
    companies::delete(tx, company).await?;
    for contact_id in members {
        search::index_contact(tx, contact_id).await?;
        tx.notify(Notice::Contact { id: contact_id });
    }
    audit::record(tx, caller, "company.delete", "company", Some(id), data).await?;
    tx.notify(Notice::Company { id });
    Ok(())
}
