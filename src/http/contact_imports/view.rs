//! How an import of contacts looks to clients.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::tickets::view::Named;
use crate::people::import::control;
use crate::people::import::text::{Delimiter, TextEncoding};
use crate::store::entity::contact_imports::{ImportState, KnownRule, Model};
use crate::store::entity::users;
use crate::store::lookup;

#[derive(Debug, Serialize, ToSchema)]
pub struct ContactImport {
    pub id: Uuid,
    pub file_name: String,
    /// Bytes.
    pub size: i64,
    pub encoding: TextEncoding,
    pub delimiter: Delimiter,
    /// Whether the first record names the columns.
    pub has_header: bool,
    /// What each column means: `ignore`, `name`, `first_name`, `last_name`, `email`, `phone`, `company`, `kind`,
    /// `language`, `time_zone`, `notes`, `marketing`, `tags`, or `field:` with the key of a custom field of contacts.
    pub mapping: Vec<String>,
    /// What happens to contacts that are known already.
    pub known: KnownRule,
    /// Put before phone numbers without a country code.
    pub phone_prefix: Option<String>,
    pub state: ImportState,
    /// Records done in the present or last run.
    pub position: i64,
    /// Records in the file.
    pub total: i64,
    pub made: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub refused: i64,
    /// Why it failed.
    pub reason: Option<String>,
    pub created_by: Named,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    pub version: i64,
}

/// Imports in the order given. Two statements, whatever their number.
pub async fn imports(conn: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<ContactImport>, DbErr> {
    let people = rows.iter().map(|row| row.created_by);
    let users = lookup::by_id::<users::Entity>(conn, people, |user| user.id).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let reading = control::reading(&row);
            ContactImport {
                encoding: reading.encoding,
                delimiter: reading.delimiter,
                has_header: reading.has_header,
                mapping: control::mapping(&row)
                    .iter()
                    .map(|target| target.word())
                    .collect(),
                created_by: Named {
                    id: row.created_by,
                    name: users
                        .get(&row.created_by)
                        .map(|user| user.name.clone())
                        .unwrap_or_default(),
                },
                id: row.id,
                file_name: row.file_name,
                size: row.size,
                known: row.known,
                phone_prefix: row.phone_prefix,
                state: row.state,
                position: row.position,
                total: row.total.unwrap_or_default(),
                made: row.made,
                changed: row.changed,
                unchanged: row.unchanged,
                refused: row.refused,
                reason: row.reason,
                created_at: row.created_at,
                started_at: row.started_at,
                finished_at: row.finished_at,
                version: row.version,
            }
        })
        .collect())
}

/// One import.
pub async fn one(conn: &impl ConnectionTrait, row: Model) -> Result<ContactImport, DbErr> {
    let mut all = imports(conn, vec![row]).await?;
    all.pop()
        .ok_or_else(|| DbErr::RecordNotFound("an import".to_owned()))
}
