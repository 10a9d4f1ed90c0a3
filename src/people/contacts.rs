//! Making and changing contacts by hand, and giving them addresses.

use uuid::Uuid;

use super::error::{PeopleError, check_version};
use super::field_values::{self, Completeness, Typed};
use super::labels::{self, TagWish};
use super::typed;
use crate::access::{Caller, Permission};
use crate::live::Notice;
use crate::store::contacts::{self, NewContact};
use crate::store::entity::contacts::{ContactKind, Model};
use crate::store::entity::identities::{self, IdentityKind};
use crate::store::field_values::Owner;
use crate::store::{Tx, companies, search};

/// What a person says of a contact. `None` leaves a field as it is, `Some(None)` clears it.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    pub name: Option<String>,
    pub kind: Option<ContactKind>,
    pub company_id: Option<Option<Uuid>>,
    pub language: Option<Option<String>>,
    pub time_zone: Option<Option<String>>,
    pub notes: Option<String>,
    /// Values of custom fields by key; null takes one away.
    pub fields: Typed,
    pub tags: TagWish,
}

/// Makes a contact with these addresses, which nobody may have yet.
pub async fn create(
    tx: &Tx,
    caller: &Caller,
    wish: Wish,
    addresses: &[(IdentityKind, String)],
) -> Result<Model, PeopleError> {
    caller.require(Permission::ContactsChange)?;
    let wish = checked(tx, wish).await?;
    let name = wish
        .name
        .ok_or_else(|| PeopleError::invalid("/name", "is missing"))?;
    let new = NewContact {
        name,
        kind: wish.kind.unwrap_or(ContactKind::Customer),
        company_id: wish.company_id.flatten(),
        language: wish.language.flatten(),
        time_zone: wish.time_zone.flatten(),
        notes: wish.notes.unwrap_or_default(),
    };
    let contact = contacts::insert(tx, new).await?;
    let owner = Owner::Contact(contact.id);
    field_values::write(tx, owner, &wish.fields, Completeness::Whole).await?;
    labels::apply(tx, caller, contact.id, &wish.tags).await?;
    for (index, (kind, value)) in addresses.iter().enumerate() {
        give(
            tx,
            contact.id,
            *kind,
            value,
            &format!("/identities/{index}/value"),
        )
        .await?;
    }
    told(tx, contact.id).await?;
    Ok(contact)
}

/// Changes what the wish names. A merged contact is changed at its target.
pub async fn change(
    tx: &Tx,
    caller: &Caller,
    id: Uuid,
    read_version: Option<i64>,
    wish: Wish,
) -> Result<Model, PeopleError> {
    caller.require(Permission::ContactsChange)?;
    let before = open(tx, caller, id).await?;
    check_version(read_version, before.version)?;
    let wish = checked(tx, wish).await?;
    let mut after = before.clone();
    after.name = wish.name.unwrap_or(after.name);
    after.kind = wish.kind.unwrap_or(after.kind);
    after.company_id = wish.company_id.unwrap_or(after.company_id);
    after.language = wish.language.unwrap_or(after.language);
    after.time_zone = wish.time_zone.unwrap_or(after.time_zone);
    after.notes = wish.notes.unwrap_or(after.notes);
    field_values::write(tx, Owner::Contact(id), &wish.fields, Completeness::Part).await?;
    labels::apply(tx, caller, id, &wish.tags).await?;
    let contact = contacts::save(tx, &before, after).await?;
    told(tx, id).await?;
    Ok(contact)
}

/// A contact of the caller's scope that was not merged away.
pub(super) async fn open(tx: &Tx, caller: &Caller, id: Uuid) -> Result<Model, PeopleError> {
    let contact = contacts::lock(tx, &caller.scope, id)
        .await?
        .ok_or(PeopleError::NotFound)?;
    match contact.merged_into {
        Some(_) => Err(PeopleError::conflict(
            "merged",
            "this contact was merged into another",
        )),
        None => Ok(contact),
    }
}

pub(super) async fn give(
    tx: &Tx,
    contact_id: Uuid,
    kind: IdentityKind,
    value: &str,
    pointer: &str,
) -> Result<identities::Model, PeopleError> {
    let value = typed::address(kind, value, pointer)?;
    if contacts::identity(tx, kind, &value).await?.is_some() {
        return Err(PeopleError::conflict(
            "identity_taken",
            format!("{value} belongs to a contact already; merge the two instead"),
        ));
    }
    Ok(contacts::insert_identity(tx, contact_id, kind, value).await?)
}

async fn checked(tx: &Tx, mut wish: Wish) -> Result<Wish, PeopleError> {
    wish.name = wish.name.map(|text| typed::name(&text, "/name")).transpose()?;
    wish.notes = wish.notes.map(|text| typed::notes(text, "/notes")).transpose()?;
    if let Some(Some(text)) = &wish.language {
        typed::language(text, "/language")?;
    }
    if let Some(Some(text)) = &wish.time_zone {
        typed::time_zone(text, "/time_zone")?;
    }
    if let Some(Some(company_id)) = wish.company_id
        && companies::find(tx, company_id).await?.is_none()
    {
        return Err(PeopleError::invalid("/company_id", "there is no such company"));
    }
    Ok(wish)
}

/// Into the index, and to the browsers.
pub(super) async fn told(tx: &Tx, id: Uuid) -> Result<(), PeopleError> {
    search::index_contact(tx, id).await?;
    tx.notify(Notice::Contact { id });
    Ok(())
}
