//! Table `consents`: what a contact allowed or withdrew, by channel and purpose. Rows are only added: the newest one of
//! a channel and purpose holds, the others prove how it came to be.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Offers, newsletters, campaigns.
    #[sea_orm(string_value = "marketing")]
    Marketing,
    /// Being asked how it went.
    #[sea_orm(string_value = "surveys")]
    Surveys,
    /// News about what was bought or booked that nobody asked for one by one.
    #[sea_orm(string_value = "service")]
    Service,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum ConsentState {
    #[sea_orm(string_value = "granted")]
    Granted,
    #[sea_orm(string_value = "withdrawn")]
    Withdrawn,
}

/// How it became known.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum ConsentSource {
    /// The provider told that the contact called a mail of ours spam (RFC 5965).
    #[sea_orm(string_value = "feedback_report")]
    FeedbackReport,
    /// An agent took it down, with the evidence in `words`.
    #[sea_orm(string_value = "agent")]
    Agent,
    /// It stood in an imported file.
    #[sea_orm(string_value = "import")]
    Import,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "consents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub contact_id: Uuid,
    /// The channel it is about.
    pub channel_id: Option<Uuid>,
    /// The message of ours that led to it.
    pub message_id: Option<Uuid>,
    /// The contact's address it is about.
    pub address: String,
    pub purpose: Purpose,
    pub state: ConsentState,
    pub source: ConsentSource,
    /// What the source said.
    #[sea_orm(column_type = "Text", nullable)]
    pub words: Option<String>,
    /// Version of the text that was agreed to.
    pub text_version: Option<String>,
    pub at: DateTimeUtc,
    /// The agent who took it down.
    pub recorded_by: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
