//! Table `search_documents`: folded text of tickets, messages and contacts.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a search document stands for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum SearchKind {
    #[sea_orm(string_value = "ticket")]
    Ticket,
    #[sea_orm(string_value = "message")]
    Message,
    #[sea_orm(string_value = "contact")]
    Contact,
}

impl SearchKind {
    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Message => "message",
            Self::Contact => "contact",
        }
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "search_documents")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub rid: i64,
    pub kind: SearchKind,
    pub object_id: Uuid,
    pub ticket_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub channel_id: Option<Uuid>,
    pub at: DateTimeUtc,
    /// Folded, CJK split into bigrams.
    #[sea_orm(column_type = "Text")]
    pub body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
