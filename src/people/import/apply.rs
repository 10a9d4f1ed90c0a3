//! Doing what was decided about a record, in the caller's transaction.

use sea_orm::DbErr;
use serde_json::json;
use uuid::Uuid;

use super::decide::News;
use super::draft::Draft;
use crate::access::Caller;
use crate::people::PeopleError;
use crate::people::field_values::{self, Completeness, Typed};
use crate::people::identities::domains;
use crate::people::labels::{self, TagWish};
use crate::store::contacts::{self, NewContact};
use crate::store::entity::consents::{self as consent_row, ConsentSource, ConsentState, Purpose};
use crate::store::entity::contacts::ContactKind;
use crate::store::entity::events::EventKind;
use crate::store::entity::identities::IdentityKind;
use crate::store::events::{self, Actor};
use crate::store::field_values::Owner;
use crate::store::{Tx, companies, consents, correspondents, search};

/// Where a record stands, for the timeline and as evidence.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    pub caller: &'a Caller,
    pub import_id: Uuid,
    pub file_name: &'a str,
    pub line: i64,
}

/// A new contact; its id.
pub async fn make(tx: &Tx, origin: Origin<'_>, draft: Draft) -> Result<Uuid, DbErr> {
    let company_id = match &draft.company {
        Some(name) => Some(company(tx, name).await?),
        None => company_of(tx, &draft.addresses).await?,
    };
    let shown = draft.addresses.first().map(|(_, value)| value.clone());
    let new = NewContact {
        name: draft.name.or(shown).unwrap_or_default(),
        kind: draft.kind.unwrap_or(ContactKind::Customer),
        company_id,
        language: draft.language,
        time_zone: draft.time_zone,
        notes: draft.notes.unwrap_or_default(),
    };
    let contact = contacts::insert(tx, new).await?;
    for (kind, value) in draft.addresses {
        contacts::insert_identity(tx, contact.id, kind, value).await?;
    }
    describe(tx, origin, contact.id, &draft.fields, draft.tags).await?;
    finish(tx, origin, contact.id, draft.marketing).await?;
    Ok(contact.id)
}

/// What is new about a known contact.
pub async fn tell(tx: &Tx, origin: Origin<'_>, news: News) -> Result<(), DbErr> {
    let mut after = news.after;
    if let Some(name) = &news.company {
        after.company_id = Some(company(tx, name).await?);
    }
    let id = news.before.id;
    if after != news.before {
        contacts::save(tx, &news.before, after).await?;
    }
    for (kind, value) in news.addresses {
        contacts::insert_identity(tx, id, kind, value).await?;
    }
    describe(tx, origin, id, &news.fields, news.tags).await?;
    finish(tx, origin, id, news.marketing).await
}

/// Custom fields and tags. A field that is required by hand may be missing from a file, as it is from a mail.
async fn describe(
    tx: &Tx,
    origin: Origin<'_>,
    id: Uuid,
    fields: &Typed,
    tags: Vec<String>,
) -> Result<(), DbErr> {
    // What was checked fits; what does not all the same is a record that cannot be stored.
    let unfit = |error: PeopleError| match error {
        PeopleError::Database(error) => error,
        other => DbErr::Custom(other.to_string()),
    };
    field_values::write(tx, Owner::Contact(id), fields, Completeness::Part)
        .await
        .map_err(unfit)?;
    let wish = TagWish {
        add: tags,
        ..TagWish::default()
    };
    labels::apply(tx, origin.caller, id, &wish).await.map_err(unfit)
}

async fn finish(tx: &Tx, origin: Origin<'_>, contact_id: Uuid, marketing: Option<bool>) -> Result<(), DbErr> {
    if let Some(allowed) = marketing {
        let row = consent_row::Model {
            id: tx.id(),
            contact_id,
            channel_id: None,
            message_id: None,
            address: String::new(),
            purpose: Purpose::Marketing,
            state: match allowed {
                true => ConsentState::Granted,
                false => ConsentState::Withdrawn,
            },
            source: ConsentSource::Import,
            words: Some(format!("{}: {}", origin.file_name, origin.line)),
            text_version: None,
            at: tx.now(),
            recorded_by: Some(origin.caller.user_id),
        };
        consents::insert(tx, row).await?;
    }
    let data = json!({"file": origin.file_name, "import_id": origin.import_id, "line": origin.line});
    let actor = Actor::Agent(origin.caller.user_id);
    events::on_contact(tx, contact_id, actor, EventKind::ContactImported, data).await?;
    search::index_contact(tx, contact_id).await
}

/// The company of that name, made if nobody knows it.
async fn company(tx: &Tx, name: &str) -> Result<Uuid, DbErr> {
    match companies::named(tx, name).await? {
        Some(company) => Ok(company.id),
        None => Ok(companies::insert(tx, name.to_owned(), String::new()).await?.id),
    }
}

/// The company that owns the mail domain of the first email.
async fn company_of(tx: &Tx, addresses: &[(IdentityKind, String)]) -> Result<Option<Uuid>, DbErr> {
    let Some((_, email)) = addresses.iter().find(|(kind, _)| *kind == IdentityKind::Email) else {
        return Ok(None);
    };
    let company = correspondents::company_of_domains(tx, &domains(email)).await?;
    Ok(company.map(|company| company.id))
}
