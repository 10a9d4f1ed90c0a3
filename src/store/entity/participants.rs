//! Table `participants`: who takes part in a ticket.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How somebody takes part; a third party wrote uninvited and waits to be accepted or split off.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum ParticipantRole {
    #[sea_orm(string_value = "requester")]
    Requester,
    #[sea_orm(string_value = "cc")]
    Cc,
    #[sea_orm(string_value = "third_party")]
    ThirdParty,
}

impl ParticipantRole {
    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requester => "requester",
            Self::Cc => "cc",
            Self::ThirdParty => "third_party",
        }
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "participants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub ticket_id: Uuid,
    pub contact_id: Uuid,
    pub identity_id: Uuid,
    pub role: ParticipantRole,
    pub added_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
