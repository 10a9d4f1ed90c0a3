//! How a company looks to clients.

use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::people::field_values::{Typed, shown};
use crate::store::companies::domains;
use crate::store::custom_fields::{self, Definition};
use crate::store::entity::companies::Model;
use crate::store::entity::custom_fields::FieldAbout;
use crate::store::entity::field_values as typed;
use crate::store::field_values;

#[derive(Debug, Serialize, ToSchema)]
pub struct Company {
    pub id: Uuid,
    pub name: String,
    pub notes: String,
    /// Mail domains: whoever first writes from one belongs to the company.
    pub domains: Vec<String>,
    /// Values of custom fields by the key of the field; choices by their name.
    #[schema(value_type = Object)]
    pub fields: Typed,
    pub version: i64,
}

/// Companies in the order given, with their domains.
pub async fn companies(conn: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Company>, DbErr> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut owned = domains(conn, &ids).await?;
    let mut typed = field_values::of_companies(conn, &ids).await?;
    let definitions = custom_fields::about(conn, FieldAbout::Company).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let domains = owned.remove(&row.id).unwrap_or_default();
            let values = typed.remove(&row.id).unwrap_or_default();
            company(domains, &definitions, &values, row)
        })
        .collect())
}

/// One company.
pub async fn one(conn: &impl ConnectionTrait, row: Model) -> Result<Company, DbErr> {
    let id = row.id;
    companies(conn, vec![row])
        .await?
        .pop()
        .ok_or_else(|| DbErr::RecordNotFound(format!("company {id}")))
}

fn company(domains: Vec<String>, definitions: &[Definition], values: &[typed::Model], row: Model) -> Company {
    Company {
        id: row.id,
        name: row.name,
        notes: row.notes,
        domains,
        fields: shown(definitions, values),
        version: row.version,
    }
}
