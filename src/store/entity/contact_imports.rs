//! Table `contact_imports`: a file of contacts, how it is read, and how far its reading came.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where an import stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Uploaded; its columns are being mapped.
    #[sea_orm(string_value = "draft")]
    Draft,
    /// The trial run is under way, which changes nothing.
    #[sea_orm(string_value = "checking")]
    Checking,
    /// The trial run is done.
    #[sea_orm(string_value = "checked")]
    Checked,
    #[sea_orm(string_value = "running")]
    Running,
    #[sea_orm(string_value = "done")]
    Done,
    /// Stopped by hand; what was done until then stays.
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
    /// It could not go on; `reason` says why.
    #[sea_orm(string_value = "failed")]
    Failed,
}

/// What happens to a contact that is known already.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum KnownRule {
    /// Only what is empty is filled.
    #[sea_orm(string_value = "fill")]
    Fill,
    /// What the file says replaces what we know; its empty cells clear nothing.
    #[sea_orm(string_value = "overwrite")]
    Overwrite,
    /// It stays as it is.
    #[sea_orm(string_value = "skip")]
    Skip,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_imports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub file_name: String,
    pub blob_hash: String,
    /// Bytes.
    pub size: i64,
    /// `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`.
    pub encoding: String,
    /// One character.
    pub delimiter: String,
    /// Whether the first record holds the names of the columns.
    pub has_header: bool,
    /// Array of targets, one a column.
    pub mapping: Json,
    pub known: KnownRule,
    /// Put before phone numbers without a country code, such as `+39`.
    pub phone_prefix: Option<String>,
    pub state: ImportState,
    /// Records done in the present run.
    pub position: i64,
    /// Records in the file, as soon as a run counted them.
    pub total: Option<i64>,
    pub made: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub refused: i64,
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    pub created_by: Uuid,
    pub created_at: DateTimeUtc,
    pub started_at: Option<DateTimeUtc>,
    pub finished_at: Option<DateTimeUtc>,
    /// Until then the worker that took it has it for itself.
    pub lease_until: Option<DateTimeUtc>,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
