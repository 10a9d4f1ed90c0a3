//! How a company looks to clients.

use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::store::companies::domains;
use crate::store::entity::companies::Model;

#[derive(Debug, Serialize, ToSchema)]
pub struct Company {
    pub id: Uuid,
    pub name: String,
    pub notes: String,
    /// Mail domains: whoever first writes from one belongs to the company.
    pub domains: Vec<String>,
    pub version: i64,
}

/// Companies in the order given, with their domains.
pub async fn companies(conn: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Company>, DbErr> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut owned = domains(conn, &ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| company(owned.remove(&row.id).unwrap_or_default(), row))
        .collect())
}

/// One company.
pub async fn one(conn: &impl ConnectionTrait, row: Model) -> Result<Company, DbErr> {
    let mut owned = domains(conn, &[row.id]).await?;
    Ok(company(owned.remove(&row.id).unwrap_or_default(), row))
}

fn company(domains: Vec<String>, row: Model) -> Company {
    Company {
        id: row.id,
        name: row.name,
        notes: row.notes,
        domains,
        version: row.version,
    }
}
