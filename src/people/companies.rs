//! Making and changing companies, and saying which mail domains are theirs.

use uuid::Uuid;

use super::error::{PeopleError, check_version};
use super::field_values::{self, Completeness, Typed};
use super::typed;
use crate::access::{Caller, Permission};
use crate::live::Notice;
use crate::store::entity::companies::Model;
use crate::store::field_values::Owner;
use crate::store::{Tx, companies, contacts, search};

const MOST_DOMAINS: usize = 100;
/// Contacts found by the company's new name at once; the rest follow when they change.
const REINDEXED: u64 = 1_000;

/// What a person says of a company; `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    pub name: Option<String>,
    pub notes: Option<String>,
    pub domains: Option<Vec<String>>,
    /// Values of custom fields by key; null takes one away.
    pub fields: Typed,
}

pub async fn create(tx: &Tx, caller: &Caller, wish: Wish) -> Result<Model, PeopleError> {
    caller.require(Permission::ContactsChange)?;
    let name = wish
        .name
        .ok_or_else(|| PeopleError::invalid("/name", "is missing"))?;
    let name = typed::name(&name, "/name")?;
    let notes = typed::notes(wish.notes.unwrap_or_default(), "/notes")?;
    let company = companies::insert(tx, name, notes).await?;
    if let Some(domains) = wish.domains {
        set_domains(tx, company.id, &domains).await?;
    }
    let owner = Owner::Company(company.id);
    field_values::write(tx, owner, &wish.fields, Completeness::Whole).await?;
    tx.notify(Notice::Company { id: company.id });
    Ok(company)
}

pub async fn change(
    tx: &Tx,
    caller: &Caller,
    id: Uuid,
    read_version: Option<i64>,
    wish: Wish,
) -> Result<Model, PeopleError> {
    caller.require(Permission::ContactsChange)?;
    let before = companies::lock(tx, id).await?.ok_or(PeopleError::NotFound)?;
    check_version(read_version, before.version)?;
    let mut after = before.clone();
    if let Some(name) = wish.name {
        after.name = typed::name(&name, "/name")?;
    }
    if let Some(notes) = wish.notes {
        after.notes = typed::notes(notes, "/notes")?;
    }
    let company = companies::save(tx, &before, after).await?;
    if let Some(domains) = wish.domains {
        set_domains(tx, id, &domains).await?;
    }
    field_values::write(tx, Owner::Company(id), &wish.fields, Completeness::Part).await?;
    tx.notify(Notice::Company { id });
    if company.name != before.name {
        for contact_id in contacts::ids_of_company(tx, id, REINDEXED).await? {
            search::index_contact(tx, contact_id).await?;
        }
    }
    Ok(company)
}

async fn set_domains(tx: &Tx, company_id: Uuid, typed_domains: &[String]) -> Result<(), PeopleError> {
    if typed_domains.len() > MOST_DOMAINS {
        return Err(PeopleError::invalid(
            "/domains",
            format!("at most {MOST_DOMAINS} domains"),
        ));
    }
    let mut domains = Vec::new();
    for (index, text) in typed_domains.iter().enumerate() {
        let domain = typed::domain(text, &format!("/domains/{index}"))?;
        if !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    if let Some(taken) = companies::taken(tx, company_id, &domains).await?.first() {
        return Err(PeopleError::conflict(
            "domain_taken",
            format!("{taken} belongs to another company"),
        ));
    }
    Ok(companies::set_domains(tx, company_id, &domains).await?)
}
