//! How a custom field looks to clients.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::store::custom_fields::Definition;
use crate::store::entity::custom_field_choices as choices;
use crate::store::entity::custom_fields::{CustomFieldType, FieldAbout};

#[derive(Debug, Serialize, ToSchema)]
pub struct CustomField {
    pub id: Uuid,
    pub about: FieldAbout,
    /// What `fields` of a contact or company calls it; fixed.
    pub key: String,
    pub name: String,
    /// Shown beside it where it is filled in.
    pub help: String,
    #[serde(rename = "type")]
    pub field_type: CustomFieldType,
    /// Whoever is made by hand must have it, and it cannot be emptied.
    pub required: bool,
    /// In order; empty unless the type has choices.
    pub choices: Vec<FieldChoice>,
    /// Since then it is not shown, filled in or filtered by; its values are kept.
    pub archived_at: Option<DateTime<Utc>>,
    pub version: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FieldChoice {
    pub id: Uuid,
    pub name: String,
    /// Not offered any more; whoever has it keeps it.
    pub archived: bool,
}

impl From<choices::Model> for FieldChoice {
    fn from(choice: choices::Model) -> Self {
        Self {
            id: choice.id,
            name: choice.name,
            archived: choice.archived,
        }
    }
}

impl From<Definition> for CustomField {
    fn from(definition: Definition) -> Self {
        let field = definition.field;
        let choices = definition.choices.into_iter().map(FieldChoice::from);
        Self {
            id: field.id,
            about: field.about,
            key: field.key,
            name: field.name,
            help: field.help,
            field_type: field.field_type,
            required: field.required,
            choices: choices.collect(),
            archived_at: field.archived_at,
            version: field.version,
        }
    }
}
