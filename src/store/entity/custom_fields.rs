//! Table `custom_fields`: what a house wants to know of its contacts and companies beyond what everybody does.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whom a field is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum FieldAbout {
    #[sea_orm(string_value = "contact")]
    Contact,
    #[sea_orm(string_value = "company")]
    Company,
}

/// What can be typed into a field; never changes once the field is made.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum CustomFieldType {
    /// One line.
    #[sea_orm(string_value = "text")]
    Text,
    #[sea_orm(string_value = "long_text")]
    LongText,
    #[sea_orm(string_value = "number")]
    Number,
    /// A day without a time, as `2026-11-21`.
    #[sea_orm(string_value = "date")]
    Date,
    #[sea_orm(string_value = "yes_no")]
    YesNo,
    /// One of the field's choices.
    #[sea_orm(string_value = "choice")]
    Choice,
    /// Several of the field's choices.
    #[sea_orm(string_value = "choices")]
    Choices,
    /// An address of the web.
    #[sea_orm(string_value = "link")]
    Link,
}

impl CustomFieldType {
    /// Whether values are picked from the field's choices.
    pub fn has_choices(self) -> bool {
        matches!(self, Self::Choice | Self::Choices)
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "custom_fields")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub about: FieldAbout,
    /// What programs call it; fixed.
    pub key: String,
    pub name: String,
    pub help: String,
    pub field_type: CustomFieldType,
    pub required: bool,
    pub position: i32,
    pub archived_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
