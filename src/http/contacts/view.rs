//! How a contact looks to clients.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Caller;
use crate::http::tickets::view::{Named, TicketTag};
use crate::people::field_values::{Typed, shown};
use crate::store::contact_rows::{Surroundings, surroundings};
use crate::store::entity::contacts::{ContactKind, Model};
use crate::store::entity::identities::{self, IdentityKind};

#[derive(Debug, Serialize, ToSchema)]
pub struct Identity {
    pub id: Uuid,
    pub kind: IdentityKind,
    pub value: String,
    /// The name seen with this address.
    pub display: Option<String>,
    /// A message really came from there, or somebody vouched for it.
    pub verified: bool,
    /// Written to before the contact's others of its kind.
    pub primary: bool,
    pub undeliverable_at: Option<DateTime<Utc>>,
    pub undeliverable_reason: Option<String>,
}

impl From<identities::Model> for Identity {
    fn from(row: identities::Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            value: row.value,
            display: row.display,
            verified: row.verified,
            primary: row.is_primary,
            undeliverable_at: row.undeliverable_at,
            undeliverable_reason: row.undeliverable_reason,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Contact {
    pub id: Uuid,
    pub name: String,
    pub kind: ContactKind,
    pub company: Option<Named>,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub notes: String,
    pub identities: Vec<Identity>,
    /// By name.
    pub tags: Vec<TicketTag>,
    /// Values of custom fields by the key of the field; choices by their name. Fields without a value are left out.
    #[schema(value_type = Object)]
    pub fields: Typed,
    /// Open, waiting or snoozed tickets that the caller may see.
    pub open_tickets: i64,
    /// The contact this one was merged into.
    pub merged_into: Option<Uuid>,
    pub last_activity_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub version: i64,
}

/// Contacts as the caller sees them, in the order given. The number of statements does not depend on their number.
pub async fn contacts(
    conn: &impl ConnectionTrait,
    caller: &Caller,
    rows: Vec<Model>,
) -> Result<Vec<Contact>, DbErr> {
    let mut around = surroundings(conn, &caller.scope, &rows).await?;
    Ok(rows.into_iter().map(|row| contact(row, &mut around)).collect())
}

/// One contact.
pub async fn one(conn: &impl ConnectionTrait, caller: &Caller, row: Model) -> Result<Contact, DbErr> {
    let mut around = surroundings(conn, &caller.scope, std::slice::from_ref(&row)).await?;
    Ok(contact(row, &mut around))
}

fn contact(row: Model, around: &mut Surroundings) -> Contact {
    let company = row.company_id.and_then(|id| around.companies_by_id.get(&id));
    Contact {
        company: company.map(|company| Named {
            id: company.id,
            name: company.name.clone(),
        }),
        identities: around
            .identities
            .remove(&row.id)
            .unwrap_or_default()
            .into_iter()
            .map(Identity::from)
            .collect(),
        tags: around
            .tags
            .remove(&row.id)
            .unwrap_or_default()
            .into_iter()
            .map(TicketTag::from)
            .collect(),
        fields: shown(
            &around.definitions,
            &around.field_values.remove(&row.id).unwrap_or_default(),
        ),
        open_tickets: around.open_tickets.get(&row.id).copied().unwrap_or(0),
        id: row.id,
        name: row.name,
        kind: row.kind,
        language: row.language,
        time_zone: row.time_zone,
        notes: row.notes,
        merged_into: row.merged_into,
        last_activity_at: row.last_activity_at,
        created_at: row.created_at,
        version: row.version,
    }
}
