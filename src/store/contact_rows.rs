//! What contacts are shown with, loaded with the same few statements however many there are.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::custom_fields::{self, Definition};
use super::entity::custom_fields::FieldAbout;
use super::entity::tickets::TicketStatus;
use super::entity::{companies, contacts, field_values, identities, tags, tickets};
use super::scope::Scope;
use super::{contact_taggings, field_values as typed, lookup};

/// What hangs on a page of contacts, under the contact's id unless the name says otherwise.
#[derive(Debug, Default)]
pub struct Surroundings {
    pub identities: HashMap<Uuid, Vec<identities::Model>>,
    pub companies_by_id: HashMap<Uuid, companies::Model>,
    /// Open, waiting or snoozed tickets that the scope shows.
    pub open_tickets: HashMap<Uuid, i64>,
    pub tags: HashMap<Uuid, Vec<tags::Model>>,
    /// The custom fields of contacts, and what was typed into them.
    pub definitions: Vec<Definition>,
    pub field_values: HashMap<Uuid, Vec<field_values::Model>>,
}

pub async fn surroundings(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    rows: &[contacts::Model],
) -> Result<Surroundings, DbErr> {
    if rows.is_empty() {
        return Ok(Surroundings::default());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let employers = rows.iter().filter_map(|row| row.company_id);
    Ok(Surroundings {
        identities: addresses(conn, &ids).await?,
        companies_by_id: lookup::by_id::<companies::Entity>(conn, employers, |company| company.id).await?,
        open_tickets: open_tickets(conn, scope, &ids).await?,
        tags: contact_taggings::of_contacts(conn, &ids).await?,
        definitions: custom_fields::about(conn, FieldAbout::Contact).await?,
        field_values: typed::of_contacts(conn, &ids).await?,
    })
}

/// Identities under their contact: the first ones of their kind, then by age.
pub async fn addresses(
    conn: &impl ConnectionTrait,
    contact_ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<identities::Model>>, DbErr> {
    let mut result: HashMap<Uuid, Vec<identities::Model>> = HashMap::new();
    if contact_ids.is_empty() {
        return Ok(result);
    }
    let found = identities::Entity::find()
        .filter(identities::Column::ContactId.is_in(contact_ids.iter().copied()))
        .order_by_desc(identities::Column::IsPrimary)
        .order_by_asc(identities::Column::Id)
        .all(conn)
        .await?;
    for identity in found {
        result.entry(identity.contact_id).or_default().push(identity);
    }
    Ok(result)
}

async fn open_tickets(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    contact_ids: &[Uuid],
) -> Result<HashMap<Uuid, i64>, DbErr> {
    let counted: Vec<(Uuid, i64)> = tickets::Entity::find()
        .select_only()
        .column(tickets::Column::ContactId)
        .column_as(tickets::Column::Id.count(), "open")
        .filter(tickets::Column::ContactId.is_in(contact_ids.iter().copied()))
        .filter(tickets::Column::Status.is_in([
            TicketStatus::Open,
            TicketStatus::Waiting,
            TicketStatus::Snoozed,
        ]))
        .filter(tickets::Column::MergedInto.is_null())
        .filter(scope.tickets())
        .group_by(tickets::Column::ContactId)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(counted.into_iter().collect())
}
