//! Table `contact_import_rows`: what became of the records of an import: every refused one, and the first of the others.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a record does, or would do.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// A new contact.
    #[sea_orm(string_value = "made")]
    Made,
    /// A known contact learnt something.
    #[sea_orm(string_value = "changed")]
    Changed,
    /// A known contact, and nothing new.
    #[sea_orm(string_value = "unchanged")]
    Unchanged,
    /// Not taken; the notes say why.
    #[sea_orm(string_value = "refused")]
    Refused,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_import_rows")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    /// Number of the record in the file, from 1, the header not counted.
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: i64,
    pub outcome: RowOutcome,
    /// The known or new contact.
    pub contact_id: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Array of {column, code, words}: what changes, or why it was refused.
    pub notes: Json,
    /// Array of the record's cells; empty where nobody needs them again.
    pub cells: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
