//! Table `contacts`: a person (or role mailbox) on the other side.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a contact is to us.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    #[sea_orm(string_value = "customer")]
    Customer,
    #[sea_orm(string_value = "lead")]
    Lead,
    #[sea_orm(string_value = "supplier")]
    Supplier,
    #[sea_orm(string_value = "partner")]
    Partner,
    #[sea_orm(string_value = "employee")]
    Employee,
    #[sea_orm(string_value = "competitor")]
    Competitor,
    #[sea_orm(string_value = "other")]
    Other,
}

impl ContactKind {
    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Lead => "lead",
            Self::Supplier => "supplier",
            Self::Partner => "partner",
            Self::Employee => "employee",
            Self::Competitor => "competitor",
            Self::Other => "other",
        }
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contacts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub kind: ContactKind,
    pub company_id: Option<Uuid>,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub notes: String,
    pub search_text: String,
    /// Set on the losing side of a merge.
    pub merged_into: Option<Uuid>,
    pub last_activity_at: DateTimeUtc,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
